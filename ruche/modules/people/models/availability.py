# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody can usually be counted on: seven days of three parts, kept as 21 bits. Monday morning is the lowest."""

from collections.abc import Iterable, Sequence

from django.utils.translation import pgettext_lazy

PARTS = ("morning", "afternoon", "evening")
PART_LABELS = {
    "morning": pgettext_lazy("part of the day", "Morning"),
    "afternoon": pgettext_lazy("part of the day", "Afternoon"),
    "evening": pgettext_lazy("part of the day", "Evening"),
}
DAYS = range(7)  # Monday is 0, as in datetime
WHOLE_WEEK = (1 << 21) - 1


def bit_of(day: int, part: str) -> int:
    return 1 << (day * 3 + PARTS.index(part))


def day_mask(day: int) -> int:
    """Any part of a day."""
    return 0b111 << (day * 3)


def week_of(bits: int) -> list[list[str]]:
    """Of each day from Monday, the parts that are free."""
    return [[part for part in PARTS if bits & bit_of(day, part)] for day in DAYS]


def bits_of(week: Sequence[Iterable[str]]) -> int:
    """The other way. Raises ValueError for another number of days or an unknown part."""
    if len(week) != len(DAYS):
        raise ValueError("a week has seven days")
    return sum(bit_of(day, part) for day, parts in enumerate(week) for part in set(parts))
