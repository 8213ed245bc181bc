# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of topics of this process, from the `streams.py` of each module."""

from functools import cache

from ruche.kernel.access import streams as access
from ruche.kernel.modules.registry import manifests, room
from ruche.kernel.notifications import streams as notifications
from ruche.kernel.realtime import people_present
from ruche.kernel.realtime.topics import Topic


class MisplacedTopicError(RuntimeError):
    """A module declares a kind that does not begin with its own name."""


@cache
def all_topics() -> dict[str, Topic]:
    """Kind → rules. Whether a module is active is asked for each organisation at each admission."""
    topics: dict[str, Topic] = {**people_present.topics, **notifications.topics, **access.topics}
    for name in manifests():
        for kind, topic in _declared(name).items():
            if module_of(kind) != name:
                raise MisplacedTopicError(f"{name}.streams: the topic {kind!r} must be called {name}.…")
            topics[kind] = topic
    return topics


def _declared(module: str) -> dict[str, Topic]:
    return getattr(room(module, "streams"), "topics", {})


def find_topic(kind: str) -> Topic | None:
    return all_topics().get(kind)


def module_of(kind: str) -> str | None:
    """The module that a kind belongs to; None for the kernel's own."""
    name = kind.partition(".")[0]
    return name if name in manifests() else None
