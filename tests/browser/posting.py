# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import uuid4

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.modules.chat.models import Channel, Message
from ruche.modules.chat.services import post_message


def post(actor: Actor, channel: Channel, body: str) -> Message:
    """A message, as the API writes it."""
    with organisation_scope(actor.organisation_id):
        return post_message(actor, channel_id=channel.id, client_id=uuid4(), body=body).message
