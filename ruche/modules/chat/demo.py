# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversations of the demonstration: texts of demo_data/<organisation>/, one file per channel, loaded through services.

A file's name is the channel's. `@` and a first name calls somebody.
Its header says `# kind:`, `# topic:` and `# members:` (keys of people.toml, or "all").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

from ruche.kernel.access.actor import Actor
from ruche.kernel.demo.context import DemoContext
from ruche.modules.chat.models import Channel
from ruche.modules.chat.services import (
    ImportedMessage,
    add_people,
    create_channel,
    create_direct,
    import_messages,
    mark_read,
    tell_channel,
    update_channel,
    welcome_member,
)

FOLDER = Path(__file__).parent / "demo_data"
# The channel that takes the place of the one everybody is in from the start.
DEFAULTS = {"sarcelle": "café-des-bénévoles", "belkacem": "la-famille"}
# How many of the last messages somebody has not read: most people have read everything.
UNREAD = (0, 0, 0, 1, 0, 2, 0, 3)

_CALL = re.compile(r"@(\w+)")
_LINE = re.compile(r"-(\d+) (\d\d):(\d\d) ([\w-]+): (.+)")


@dataclass(frozen=True)
class Conversation:
    """One file."""

    name: str
    kind: str
    topic: str
    members: tuple[str, ...]
    lines: tuple[str, ...]


def create(context: DemoContext) -> None:
    """Every conversation of the organisation."""
    for actor in context.actors.values():
        welcome_member(context.organisation.id, actor.membership.id)
    for path in sorted((FOLDER / context.key).glob("*.txt")):
        _load(context, _read(path))


def _read(path: Path) -> Conversation:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = dict(line[2:].split(":", 1) for line in lines[:3])
    members = tuple(key.strip() for key in header["members"].split(","))
    return Conversation(path.stem, header["kind"].strip(), header["topic"].strip(), members, tuple(lines[4:]))


def _load(context: DemoContext, conversation: Conversation) -> None:
    keys = list(context.actors) if conversation.members == ("all",) else conversation.members
    actors = [context.actors[key] for key in keys]
    channel = _channel(context, conversation, actors)
    messages = list(_messages(context, conversation))
    import_messages(context.owner, channel_id=channel.id, messages=messages, is_read=False)
    for actor in actors:
        written = [nth for nth, one in enumerate(messages, start=1) if one.author_id == actor.membership.id]
        unread = UNREAD[crc32(f"{conversation.name} {actor.user.email}".encode()) % len(UNREAD)]
        mark_read(actor, channel_id=channel.id, position=max([len(messages) - unread, *written[-1:]]))
    tell_channel(channel.id)


def _channel(context: DemoContext, conversation: Conversation, actors: list[Actor]) -> Channel:
    """The channel with its people in it."""
    people = [actor.membership.id for actor in actors]
    creator = context.owner if context.owner in actors else actors[0]
    if conversation.kind == Channel.Kind.DIRECT:
        return create_direct(actors[0], membership_ids=people[1:])
    default = Channel.objects.get(is_default=True)
    if conversation.name in (default.name, DEFAULTS.get(context.key)):
        add_people(context.owner, channel_id=default.id, membership_ids=people)
        return update_channel(context.owner, channel_id=default.id, name=conversation.name, topic=conversation.topic)
    return create_channel(creator, name=conversation.name, kind=conversation.kind, topic=conversation.topic, people=people)


def _messages(context: DemoContext, conversation: Conversation) -> Iterator[ImportedMessage]:
    """Those that do not lie in the future."""
    zone = ZoneInfo(context.organisation.time_zone)
    called = {actor.membership.name.split()[0]: f"<@{actor.membership.id}>" for actor in context.actors.values()}
    for line in conversation.lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"{conversation.name}: this is no message: {line[:60]}")
        days, hour, minute, key, body = found.groups()
        day = context.day_zero - timedelta(days=int(days))
        posted_at = datetime.combine(day, time(int(hour), int(minute)), zone)
        if posted_at <= context.now:
            text = _CALL.sub(lambda call: called.get(call[1], call[0]), body.replace("\\n", "\n"))
            yield ImportedMessage(context.actors[key].membership.id, text, posted_at)
