# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import uuid4

from ruche.kernel.db.context import organisation_scope
from ruche.modules.chat.services import add_people, create_channel, post_message, remove_channel
from tests.isolation.cases import Case
from tests.isolation.world import World


def furnish(world: World) -> None:
    alice = world.actor("alice")
    with organisation_scope(world.atelier.id, alice.user.id):
        channel = create_channel(alice, name="quokka-talk", topic="All about the quokka")
        world.things["open_channel"] = create_channel(world.actor("bob"), name="quokka-garden")
        add_people(alice, channel_id=channel.id, membership_ids=[world.things["bob"].id])
        posted = post_message(alice, channel_id=channel.id, client_id=uuid4(), body="The quokka escaped")
        world.things["message"] = posted.message
        world.things["channel"] = channel
        world.things["removed_channel"] = create_channel(alice, name="quokka-den")
        remove_channel(alice, channel_id=world.things["removed_channel"].id)


def _channel(world: World):
    return {"channel_id": world.things["channel"].id}


def _open_channel(world: World):
    return {"channel_id": world.things["open_channel"].id}


def _removed_channel(world: World):
    return {"channel_id": world.things["removed_channel"].id}


def _one_message(world: World):
    return {**_channel(world), "message_id": world.things["message"].id}


def _bob_in_channel(world: World):
    return {**_channel(world), "membership_id": world.things["bob"].id}


def _message(world: World):
    return {"client_id": str(uuid4()), "body": "Found it"}


CASES = [
    Case("chat:home"),
    Case("chat:unread"),
    Case("chat:reading", "post"),
    Case("chat:mentions"),
    Case("chat:sidebar"),
    Case("chat:sidebar_order", "post", data=lambda world: {"order": "unread"}),
    Case("chat:channel_list"),
    Case("chat:channel_create"),
    Case("chat:channel_create", "post", data=lambda world: {"name": "kitchen", "kind": "open"}),
    Case("chat:direct_create"),
    Case("chat:direct_create", "post", data=lambda world: {"people": [str(world.things["bob"].id)]}),
    Case("chat:channel_detail", parameters=_channel),
    Case("chat:message_list", parameters=_channel),
    Case("chat:message_detail", parameters=lambda world: {**_channel(world), "position": 1}),
    Case("chat:pin_list", parameters=_channel),
    Case("chat:message_create", "post", _channel, _message),
    Case("chat:read_position", "post", _channel, lambda world: {"position": "1"}),
    Case("chat:channel_update", parameters=_channel),
    Case("chat:channel_update", "post", _channel, lambda world: {"name": "renamed"}),
    Case("chat:archiving", "post", _channel),
    Case("chat:channel_removal", "post", _channel),
    Case("chat:restoration", "post", _removed_channel),
    Case("chat:membership", "post", _open_channel),
    Case("chat:departure", "post", _channel),
    Case("chat:people", "post", _channel, lambda world: {"people": [str(world.things["bob"].id)]}),
    Case("chat:removal", "post", _bob_in_channel),
    Case("api-chat:channel_list"),
    Case("api-chat:channel_list", "post", data=lambda world: {"name": "kitchen", "kind": "open"}, is_json=True),
    Case("api-chat:channel_detail", parameters=_channel),
    Case("api-chat:channel_detail", "patch", _channel, lambda world: {"name": "renamed"}, is_json=True),
    Case("api-chat:channel_detail", "delete", _channel),
    Case("api-chat:person_list", parameters=_channel),
    Case("api-chat:person_list", "post", _channel, lambda world: {"members": [str(world.things["bob"].id)]}, is_json=True),
    Case("api-chat:person_detail", "delete", _bob_in_channel),
    Case("api-chat:unread", "post", _channel, lambda world: {"position": 1}, is_json=True),
    Case("api-chat:message_list", parameters=_channel),
    Case("api-chat:message_list", "post", _channel, _message, is_json=True),
    Case("api-chat:message_detail", parameters=_one_message),
    Case("api-chat:message_detail", "patch", _one_message, lambda world: {"body": "The quokka came back"}, is_json=True),
    Case("api-chat:message_detail", "delete", _one_message),
    Case("api-chat:message_pin", "put", _one_message),
    Case("api-chat:message_pin", "delete", _one_message),
    Case("api-chat:version_list", parameters=_one_message),
    Case("api-chat:pin_list", parameters=_channel),
    Case("api-chat:change_list", parameters=_channel),
    Case("api-chat:read_position", "put", _channel, lambda world: {"position": 1}, is_json=True),
]
