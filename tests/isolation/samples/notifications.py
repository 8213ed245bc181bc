# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of Atelier A was mentioned."""

from uuid import uuid4

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.notifications.models import Notification
from ruche.kernel.outbox.draining import drain
from ruche.modules.chat.services import post_message
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice, bob = world.actor("alice"), world.actor("bob")
    with organisation_scope(world.atelier.id, bob.user.id):
        post_message(bob, channel_id=world.things["channel"].id, client_id=uuid4(), body=f"<@{alice.membership.id}>, the quokka is back")
    drain()
    with organisation_scope(world.atelier.id, alice.user.id):
        world.things["notification"] = Notification.objects.get(membership=alice.membership, kind="chat.mention")


CASES = [
    Case("notifications:notification_list"),
    Case("notifications:reading", "post"),
    Case("api_notifications"),
    Case("api_notifications_reading", "put"),
    Case("api_notification_reading", "put", lambda world: {"notification_id": world.things["notification"].id}),
]
