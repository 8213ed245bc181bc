# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages that the law knows, by the calendar of an organisation's own time zone.

Under 15 the child and whoever holds parental authority consent together (French law: article 45 of the law of 6 January
1978 as amended); from the fifteenth birthday the child decides alone. At 18 nobody is a minor.
"""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from ruche.kernel.organisations.models import Organisation

CONSENT_AGE, MAJORITY = 15, 18


def day_of(born_on: date, age: int) -> date:
    """The day on which somebody has this age. Born on 29 February, in other years: on 1 March, not a day too early."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def has_age(born_on: date, age: int, on: date) -> bool:
    return on >= day_of(born_on, age)


def today_in(organisation: Organisation) -> date:
    return timezone.now().astimezone(ZoneInfo(organisation.time_zone)).date()
