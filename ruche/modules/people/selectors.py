# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors import GroupNode, list_groups
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.search.findings import Finding
from ruche.kernel.search.question import Question
from ruche.kernel.text import fold
from ruche.kernel.ui.palette import PaletteEntry
from ruche.modules.people.models import Profile
from ruche.modules.people.permissions import VIEW_CONTACT, VIEW_PEOPLE

COUNTED = 10_000
_LONGEST_SEARCH = 120


@dataclass(frozen=True)
class Person:
    """A member and their profile. Contact details are blank for who may not see them."""

    membership: Membership
    profile: Profile
    groups: list[GroupMembership]
    phone: str
    email: str

    @property
    def id(self) -> UUID:
        return self.membership.pk


def list_people(actor: Actor, *, search: str = "", group_id: UUID | None = None, after: str | None = None, limit: int = 48) -> Page[Any]:
    """Active people by name, as `Person`s. A group's people are also those of the groups inside it."""
    actor.require(VIEW_PEOPLE)
    rows = _filtered(actor, search, group_id).prefetch_related(_groups())
    page = page_of(rows, key="name_key", after=after, limit=limit)
    return Page(_with_profiles(actor, page.results), page.next)


def count_people(actor: Actor, *, search: str = "", group_id: UUID | None = None) -> int:
    """How many list_people would show in all, counted to 10,001."""
    actor.require(VIEW_PEOPLE)
    return _filtered(actor, search, group_id)[: COUNTED + 1].count()


def get_person(actor: Actor, membership_id: UUID) -> Person:
    """Anybody who is or was in the organisation. Raises NotFound."""
    actor.require(VIEW_PEOPLE)
    membership = Membership.objects.filter(pk=membership_id).prefetch_related(_groups()).first()
    if membership is None:
        raise NotFound()
    return _with_profiles(actor, [membership])[0]


def find_profile(actor: Actor) -> Profile:
    """The actor's own profile; an empty one, not saved, when they have none yet."""
    found: Profile | None = Profile.objects.filter(membership=actor.membership).first()
    return found or Profile(membership=actor.membership)


def search_people(actor: Actor, question: Question, limit: int) -> list[Finding]:
    """Active people whose name, title or skills hold the words."""
    if not actor.can(VIEW_PEOPLE):
        return []
    slug = actor.organisation.slug
    return [
        Finding(
            "people.person",
            one.id,
            one.membership.name,
            reverse("people:person_detail", args=[slug, one.id]),
            one.profile.title,
            person=one.membership,
        )
        for one in list_people(actor, search=question.plain, limit=limit).results
    ]


def list_acts(actor: Actor, person: Person) -> list[PaletteEntry]:
    """What active modules offer to do with somebody who is here: write to them, for one."""
    if not person.membership.is_active or person.id == actor.membership.pk:
        return []
    offering = ((name, one.person_acts) for name, one in manifests().items() if one.person_acts and name in actor.active_modules)
    return [act for name, acts in offering for act in resolve(name, acts)(actor, person.membership)]


def list_filter_groups(actor: Actor) -> list[GroupNode]:
    """The groups the directory can be narrowed to, as a tree (two queries)."""
    return list_groups(actor)


def _filtered(actor: Actor, search: str, group_id: UUID | None) -> QuerySet[Membership]:
    rows = Membership.objects.filter(status=Membership.Status.ACTIVE)
    for word in fold(search)[:_LONGEST_SEARCH].split():
        profiles = Profile.objects.filter(membership=OuterRef("pk"), search_key__contains=word)
        rows = rows.filter(Q(name_key__contains=word) | Exists(profiles))
    if group_id is not None:
        inside = GroupMembership.objects.filter(membership=OuterRef("pk"), left_at=None, group_id__in=_with_inner(actor, group_id))
        rows = rows.filter(Exists(inside))
    return rows


def _with_inner(actor: Actor, group_id: UUID) -> list[UUID]:
    """The group and all that are inside it. Raises NotFound."""
    found: list[UUID] = []
    depth: int | None = None
    for node in list_groups(actor):
        if node.group.pk == group_id:
            depth = node.depth
        elif depth is not None and node.depth <= depth:
            break
        if depth is not None:
            found.append(node.group.pk)
    if not found:
        raise NotFound()
    return found


def _with_profiles(actor: Actor, memberships: Iterable[Membership]) -> list[Person]:
    people = list(memberships)
    profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=people)}
    return [_person(actor, one, profiles.get(one.pk) or Profile(membership=one)) for one in people]


def _person(actor: Actor, membership: Membership, profile: Profile) -> Person:
    is_own = membership.pk == actor.membership.pk
    shows_contact = is_own or (membership.is_active and actor.can(VIEW_CONTACT))
    return Person(
        membership=membership,
        profile=profile,
        groups=membership.present_groups,  # type: ignore[attr-defined]
        phone=profile.phone if shows_contact else "",
        email=profile.email if shows_contact else "",
    )


def _groups() -> "Prefetch[Any]":
    present = GroupMembership.objects.filter(left_at=None, group__deleted_at=None).select_related("group").order_by("group__name_key")
    return Prefetch("group_memberships", queryset=present, to_attr="present_groups")
