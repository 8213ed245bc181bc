# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.dates import WEEKDAYS

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.date_formats import chosen_week
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.search.findings import Finding
from ruche.kernel.search.question import Question
from ruche.kernel.ui.palette import PaletteEntry
from ruche.modules.people.models import PersonSkill, Profile
from ruche.modules.people.models.availability import PART_LABELS, week_of
from ruche.modules.people.permissions import VIEW_BIRTHDAYS, VIEW_CONTACT, VIEW_PEOPLE
from ruche.modules.people.selectors.birthdays import Birthday, birthday_of
from ruche.modules.people.selectors.narrowing import Narrowing, narrowed_people

COUNTED = 10_000


@dataclass(frozen=True)
class Person:
    """A member and their profile. What the reader may not see of them is blank."""

    membership: Membership
    profile: Profile
    groups: list[GroupMembership]
    skills: Sequence[PersonSkill]
    phone: str
    email: str
    birthday: Birthday | None

    @property
    def id(self) -> UUID:
        return self.membership.pk

    @property
    def birthday_written(self) -> str:
        return self.birthday.written if self.birthday else ""

    @property
    def availability_lines(self) -> list[tuple[Any, str]]:
        """The days that have a free part: (name of the day, its parts)."""
        week = week_of(self.profile.availability)
        return [(WEEKDAYS[day], ", ".join(str(PART_LABELS[part]).lower() for part in week[day])) for day in chosen_week() if week[day]]


def list_people(actor: Actor, *, after: str | None = None, limit: int = 48, **narrowing: Any) -> Page[Any]:
    """Active people by name, as `Person`s; narrowed as the fields of `Narrowing` say (four queries)."""
    actor.require(VIEW_PEOPLE)
    rows = narrowed_people(actor, Narrowing(**narrowing)).prefetch_related(present_groups())
    page = page_of(rows, key="name_key", after=after, limit=limit)
    return Page(with_profiles(actor, page.results), page.next)


def count_people(actor: Actor, **narrowing: Any) -> int:
    """How many list_people would show in all, counted to 10,001."""
    actor.require(VIEW_PEOPLE)
    return narrowed_people(actor, Narrowing(**narrowing))[: COUNTED + 1].count()


def get_person(actor: Actor, membership_id: UUID) -> Person:
    """Anybody who is or was in the organisation, but no service account. Raises NotFound."""
    actor.require(VIEW_PEOPLE)
    rows = Membership.objects.filter(pk=membership_id, kind=Membership.Kind.PERSON).exclude(status=Membership.Status.WAITING)
    membership = rows.prefetch_related(present_groups()).first()
    if membership is None:
        raise NotFound()
    return with_profiles(actor, [membership])[0]


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


def with_profiles(actor: Actor, memberships: Iterable[Membership]) -> list[Person]:
    """Members, read with their groups, as the actor may see them (two queries)."""
    people = list(memberships)
    profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=people)}
    skills: dict[UUID, list[PersonSkill]] = defaultdict(list)
    for row in PersonSkill.objects.filter(membership__in=people).select_related("skill").order_by("position", "id"):
        skills[row.membership_id].append(row)
    return [_person(actor, one, profiles.get(one.pk) or Profile(membership=one), skills[one.pk]) for one in people]


def _person(actor: Actor, membership: Membership, profile: Profile, skills: Sequence[PersonSkill]) -> Person:
    is_own = membership.pk == actor.membership.pk
    shows_contact = is_own or (membership.is_active and actor.can(VIEW_CONTACT))
    shows_birthday = is_own or (membership.is_active and profile.shows_birthday and actor.can(VIEW_BIRTHDAYS))
    return Person(
        membership=membership,
        profile=profile,
        groups=membership.present_groups,  # type: ignore[attr-defined]
        skills=skills,
        phone=profile.phone if shows_contact else "",
        email=profile.email if shows_contact else "",
        birthday=birthday_of(profile) if shows_birthday else None,
    )


def present_groups() -> "Prefetch[Any]":
    present = GroupMembership.objects.filter(left_at=None, group__deleted_at=None).select_related("group").order_by("group__name_key")
    return Prefetch("group_memberships", queryset=present, to_attr="present_groups")
