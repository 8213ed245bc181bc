# SPDX-License-Identifier: AGPL-3.0-or-later
"""Birthdays: day and month of those who agreed, never the year."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.ui.dates import write_month_day
from ruche.modules.people.models import Profile
from ruche.modules.people.permissions import VIEW_BIRTHDAYS

# A leap year, so that 29 February is a day like others.
_ANY_YEAR = 2024


@dataclass(frozen=True)
class Birthday:
    day: int
    month: int

    @property
    def written(self) -> str:
        return write_month_day(date(_ANY_YEAR, self.month, self.day))

    def in_year(self, year: int) -> date:
        """When it is kept: who was born on 29 February keeps it on the 28th in other years."""
        is_missing = (self.month, self.day) == (2, 29) and not isleap(year)
        return date(year, self.month, 28 if is_missing else self.day)


@dataclass(frozen=True)
class ComingBirthday:
    membership: Membership
    on: date

    @property
    def written(self) -> str:
        return write_month_day(self.on)


def birthday_of(profile: Profile) -> Birthday | None:
    if profile.birth_day is None or profile.birth_month is None:
        return None
    return Birthday(profile.birth_day, profile.birth_month)


def list_coming_birthdays(actor: Actor, *, today: date, days: int = 14, limit: int = 6) -> list[ComingBirthday]:
    """Who has their birthday today or in the days after, the next first (one query)."""
    if not actor.can(VIEW_BIRTHDAYS):
        return []
    coming = {today + timedelta(days=after) for after in range(days)}
    asked = Q(pk__in=[])
    for month in {one.month for one in coming}:
        asked |= Q(birth_month=month)
    here = Q(membership__status=Membership.Status.ACTIVE, membership__kind=Membership.Kind.PERSON)
    rows = Profile.objects.filter(asked, here, shows_birthday=True).select_related("membership__user")
    found = [ComingBirthday(row.membership, on) for row in rows for on in _occasions(row, today) if on in coming]
    return sorted(found, key=lambda one: (one.on, one.membership.name_key, one.membership.pk))[:limit]


def _occasions(profile: Profile, today: date) -> list[date]:
    birthday = birthday_of(profile)
    return [birthday.in_year(year) for year in (today.year, today.year + 1)] if birthday else []
