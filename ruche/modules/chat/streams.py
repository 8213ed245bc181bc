# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may follow what in chat, and what they missed. The topics are described in signals.py."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime import RESET, Event, Head, Topic
from ruche.kernel.realtime.own_topics import topic_of_ones_own
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import BROWSE_CHANNELS
from ruche.modules.chat.selectors import ChannelAccess, find_channel, find_channel_for, list_changes, message_data

PAGE = 200


class View(NamedTuple):
    """What somebody sees of a channel depends on nothing but where it begins for them."""

    visible_from: int
    can_post: bool

    @classmethod
    def of(cls, access: ChannelAccess) -> "View":
        return cls(access.visible_from, access.can_post)


def _see_channel(actor: Actor, key: str) -> View | None:
    access = find_channel(actor, UUID(key))
    return View.of(access) if access else None


def _see_channel_together(actors: Collection[Actor], key: str) -> dict[UUID, View]:
    return {membership_id: View.of(access) for membership_id, access in find_channel_for(actors, UUID(key)).items()}


def _begins(view: View) -> int:
    return view.visible_from


def _may_type(view: View) -> bool:
    return view.can_post


def _channel_heads(keys: Sequence[str]) -> Mapping[str, Head]:
    with connection.cursor() as cursor:
        cursor.execute("select id, organisation_id, revision from channel_revisions(%s::uuid[])", [list(keys)])
        return {str(key): Head(organisation_id, revision) for key, organisation_id, revision in cursor.fetchall()}


def _channel_changes(view: View | None, key: str, after: int) -> Sequence[Event]:
    changes = list_changes(Channel.objects.get(id=key), after=after, visible_from=view.visible_from if view else 0, limit=PAGE)
    return [RESET] if changes.is_reset else [Event("message", message_data(message)) for message in changes.messages]


def _see_activity(actor: Actor, key: str) -> bool:
    return str(actor.organisation.id) == key and actor.can(BROWSE_CHANNELS)


def _activity_heads(keys: Sequence[str]) -> Mapping[str, Head]:
    return {key: Head(UUID(key)) for key in keys}


topics: dict[str, Topic] = {
    "chat.channel": Topic(
        authorise=_see_channel,
        heads=_channel_heads,
        changes=_channel_changes,
        begins=_begins,
        readers=_see_channel_together,
        page=PAGE,
        typing=_may_type,
    ),
    "chat.activity": Topic(authorise=_see_activity, heads=_activity_heads),
    "chat.inbox": topic_of_ones_own(),
}
