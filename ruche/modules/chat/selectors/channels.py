# SPDX-License-Identifier: AGPL-3.0-or-later
"""The channels of an organisation that people may come into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.permissions import BROWSE_CHANNELS
from ruche.modules.chat.selectors.access import visible_channels

PAGE = 50


@dataclass(frozen=True)
class ChannelPage:
    """Channels by name, each with `people` (how many are in it) and `is_mine`. `next`: the name key to go on after."""

    channels: Sequence[Any]
    next: str | None


def list_open_channels(actor: Actor, *, words: str = "", after: str = "", limit: int = PAGE) -> ChannelPage:
    """The channels that everybody but guests may join; `after` is a folded name (names of these are unique)."""
    if not actor.can(BROWSE_CHANNELS):
        return ChannelPage([], None)
    listed = _named(words).filter(kind__in=Channel.LISTED, archived_at=None, deleted_at=None, name_key__gt=after)
    listed = listed.annotate(is_mine=Exists(_inside().filter(membership=actor.membership)), people=Coalesce(_people(), 0))
    found = list(listed.order_by("name_key")[: limit + 1])
    return ChannelPage(found[:limit], found[limit - 1].name_key if len(found) > limit else None)


def find_by_words(actor: Actor, words: str, *, limit: int = 8) -> list[Channel]:
    """Named channels the actor sees whose name holds each of the words: for the command palette."""
    named = visible_channels(actor).filter(archived_at=None).exclude(kind__in=Channel.UNNAMED)
    return list(named.filter(holding(words)).order_by("name_key")[:limit])


def _named(words: str) -> Any:
    return Channel.objects.filter(holding(words))


def holding(words: str) -> Q:
    """Channels whose name holds each of the words, whatever their case and accents."""
    condition = Q()
    for word in fold(words).split()[:5]:
        condition &= Q(name_key__contains=word)
    return condition


def _inside() -> Any:
    return ChannelMembership.objects.filter(channel=OuterRef("id"), left_at=None)


def _people() -> Subquery:
    active = Membership.objects.filter(id=OuterRef("membership"), status=Membership.Status.ACTIVE)
    counted = _inside().filter(Exists(active)).order_by().values("channel").annotate(people=Count("id"))
    return Subquery(counted.values("people"))
