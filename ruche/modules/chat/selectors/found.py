# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search finds in chat: channels by their names, messages by their words."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ruche.kernel.access.actor import Actor
from ruche.kernel.search.findings import Containers, Finding, Found
from ruche.kernel.search.question import Question
from ruche.kernel.search.words import split
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.selectors.access import visible_channels
from ruche.modules.chat.selectors.channels import find_by_words
from ruche.modules.chat.selectors.excerpts import in_words
from ruche.modules.chat.selectors.messages import with_people
from ruche.modules.chat.selectors.plain_text import plain_text
from ruche.modules.chat.selectors.sidebar import channel_icon
from ruche.modules.chat.selectors.titles import titles_of

CHANNEL, MESSAGE = "chat.channel", "chat.message"


def search_channels(actor: Actor, question: Question, limit: int) -> list[Finding]:
    """Channels that the actor sees whose name holds the words."""
    slug = actor.organisation.slug
    return [
        Finding(CHANNEL, one.id, one.name, reverse("chat:channel_detail", args=[slug, one.id]), one.topic, icon=channel_icon(one.kind))
        for one in find_by_words(actor, question.plain, limit=limit)
    ]


def list_searched_channels(actor: Actor, within: str) -> Containers:
    """The channels whose messages the actor may search, each from where its history begins for them (one query)."""
    floors = _floors(actor)
    if not within:
        return Containers(floors)
    try:
        only = {UUID(within)}
    except ValueError:
        only = _named(actor, within)
    return Containers({channel_id: floor for channel_id, floor in floors.items() if channel_id in only})


def describe_found_messages(actor: Actor, found: Sequence[Found]) -> dict[UUID, Finding]:
    """The messages of these ids that are still there, as results (five queries at most)."""
    titles = titles_of(actor, {one.container_id for one in found})
    messages = Message.objects.filter(id__in=[one.subject_id for one in found], channel__in=titles.keys(), deleted_at=None)
    slug = actor.organisation.slug
    return {
        one.id: Finding(
            MESSAGE,
            one.id,
            one.author.name,
            reverse("chat:message_detail", args=[slug, one.channel_id, one.position]),
            plain_text(in_words(one.html)),
            detail=titles[one.channel_id].title,
            icon=titles[one.channel_id].icon,
            person=one.author,
            at=one.posted_at,
        )
        for one in with_people(list(messages))
    }


def _floors(actor: Actor) -> dict[UUID, int]:
    own = ChannelMembership.objects.filter(membership=actor.membership, left_at=None)
    begins = dict(own.values_list("channel", "visible_from_position"))
    return {channel_id: begins.get(channel_id, 0) for channel_id in visible_channels(actor).values_list("id", flat=True)}


def _named(actor: Actor, name: str) -> set[UUID]:
    """Channels whose name has words that begin as these do; conversations by the people in them."""
    words = split(name)
    if not words:
        return set()
    holds = Q()
    for word in words[:5]:
        holds &= Q(name_key__contains=word)
    named = visible_channels(actor).filter(holds).values_list("id", "name_key")
    exact = {id_ for id_, key in named if split(key) == words}
    return exact or {id_ for id_, key in named if _begins(split(key), words)} or _with_person(actor, words)


def _with_person(actor: Actor, words: Sequence[str]) -> set[UUID]:
    unnamed = visible_channels(actor).filter(kind__in=Channel.UNNAMED).values_list("id", flat=True)
    others = ChannelMembership.objects.filter(channel__in=list(unnamed)).exclude(membership=actor.membership)
    keys = others.values_list("channel", "membership__name_key")
    return {channel_id for channel_id, key in keys if _begins(split(key), words)}


def _begins(parts: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in parts) for word in words)
