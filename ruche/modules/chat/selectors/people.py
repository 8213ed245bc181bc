# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of a channel, and those who could come in."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.text import fold
from ruche.modules.chat.models import ChannelMembership
from ruche.modules.chat.selectors.access import ChannelAccess


def people_by_id(ids: Iterable[UUID]) -> dict[UUID, Membership]:
    """Memberships by id, those who left too (one query; a join would leave out the organisation, and so the index)."""
    return {person.id: person for person in Membership.objects.filter(id__in=set(ids))}


def people_in(access: ChannelAccess) -> QuerySet[Membership]:
    """The active people of a channel, by name."""
    return _active().filter(_is_in(access.channel.id)).order_by("name_key", "id")


def list_people(access: ChannelAccess, *, words: str = "", limit: int = 200) -> list[Membership]:
    """Those whose name holds each of the words; names that begin with them first."""
    if not fold(words):
        return list(people_in(access)[:limit])
    begins = Case(When(name_key__startswith=fold(words), then=Value(0)), default=Value(1))
    return list(_named(people_in(access), words).order_by(begins, "name_key", "id")[:limit])


def count_people(access: ChannelAccess) -> int:
    """Up to 10,000."""
    return people_in(access)[:10_000].count()


def list_addable(access: ChannelAccess, *, words: str = "", limit: int = 20) -> list[Membership]:
    """People of the organisation who are not in the channel and whose name holds each of the words."""
    return list(_named(_active().exclude(_is_in(access.channel.id)), words)[:limit])


def list_contacts(actor: Actor, *, words: str = "", limit: int = 20) -> list[Membership]:
    """People to talk to directly, by name."""
    return list(_named(_active().exclude(id=actor.membership.id), words)[:limit])


def list_chosen(actor: Actor, membership_ids: Iterable[UUID]) -> list[Membership]:
    """The active people of these ids, without oneself, at most 20, by name."""
    chosen = _active().filter(id__in=list(membership_ids)[:20]).exclude(id=actor.membership.id)
    return list(chosen.order_by("name_key", "id"))


def _active() -> QuerySet[Membership]:
    return Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)


def _is_in(channel_id: UUID) -> Exists:
    return Exists(ChannelMembership.objects.filter(channel_id=channel_id, membership=OuterRef("id"), left_at=None))


def _named(people: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    condition = Q()
    for word in fold(words).split()[:5]:
        condition &= Q(name_key__contains=word)
    return people.filter(condition).order_by("name_key", "id")
