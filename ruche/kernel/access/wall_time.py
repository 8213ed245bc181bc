# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a clock on the wall shows, and the instant that it means, also in the night when the hour changes."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from ruche.kernel.errors import InvalidInput


class WallTime(NamedTuple):
    """`text` as in "2026-03-29T02:30"; `zone` as in "Europe/Paris"."""

    text: str
    zone: str


def instant_of(text: str, zone: str, *, is_end: bool) -> datetime:
    """The instant of a wall time. Raises InvalidInput.

    An hour that comes twice begins at its first and ends at its second: nobody is cut short. One that does not exist is the
    first instant after the gap.
    """
    place, shown = _zone(zone), _shown(text)
    fold = int(is_end)
    local = shown.replace(tzinfo=place, fold=fold)
    instant = local.astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == shown:
        return instant
    return _end_of_gap(shown, place)


def _end_of_gap(shown: datetime, place: ZoneInfo) -> datetime:
    """Between the two readings of a time that the clock leaps over lies the instant at which it leaps."""
    readings = sorted(shown.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    before, after = (int(one.timestamp()) for one in readings)
    offset = datetime.fromtimestamp(after, place).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return datetime.fromtimestamp(after, UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput.on("zone", _("Choose a time zone of the list.")) from error


def _shown(text: str) -> datetime:
    try:
        shown = datetime.strptime(text, "%Y-%m-%dT%H:%M")
        shown + timedelta(days=2), shown - timedelta(days=2)
    except (ValueError, OverflowError) as error:
        raise InvalidInput.on("date", _("Write a date and a time.")) from error
    if not 2000 <= shown.year <= 2200:
        raise InvalidInput.on("date", _("Choose a date of this century."))
    return shown
