# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hot door of posting: the same service as the view in api/messages.py, without Django's request cycle."""

import re
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.doors import Door, Outcome
from ruche.modules.chat.selectors import message_data
from ruche.modules.chat.services import post_message

# As every client of ours writes it. Of other spellings the view knows which are right.
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def read_message(sent: Any) -> dict[str, Any] | None:
    match sent:
        case {"client_id": str(client_id), "body": str(body)} if _UUID.fullmatch(client_id):
            return {"client_id": UUID(client_id), "body": body}
    return None


def post(actor: Actor, *, channel_id: UUID, client_id: UUID, body: str) -> Outcome:
    posted = post_message(actor, channel_id=channel_id, client_id=client_id, body=body)
    # A new message proves its author: the statement that wrote it asked. One that was there already proves nothing.
    return Outcome(201 if posted.is_new else 200, posted.data or message_data(posted.message), is_proof=posted.is_new)


door = Door(
    route="api-chat:message_list",
    path="channels/<uuid:channel_id>/messages/",
    limit="message",
    read=read_message,
    act=post,
)
