# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days in words, as islands/times.ts writes them in the browser; or in numbers, as the organisation of the context has it."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils import dateformat
from django.utils.translation import get_language, pgettext

from ruche.kernel.organisations.date_formats import chosen_date_format


def write_day(value: date) -> str:
    """Thursday 12 March 2026; in French the first of a month is « 1er ». Or 12/03/2026, or 2026-03-12."""
    return _write(value, lambda: pgettext("date format", "l j F Y"), numeric="d/m/Y", iso="Y-m-d")


def write_date(value: date) -> str:
    """12 March 2026, or 12/03/2026, or 2026-03-12."""
    return _write(value, lambda: pgettext("date format", "j F Y"), numeric="d/m/Y", iso="Y-m-d")


def write_month_day(value: date) -> str:
    """12 March, or 12/03, or 03-12: a day of every year."""
    return _write(value, lambda: pgettext("date format", "j F"), numeric="d/m", iso="m-d")


def write_weekday(value: date) -> str:
    """Thursday 12 March, without the year; or 12/03/2026, or 2026-03-12."""
    return _write(value, lambda: pgettext("date format", "l j F"), numeric="d/m/Y", iso="Y-m-d")


def write_instant(value: datetime) -> str:
    """Thursday 12 March 2026, 18:04, in the zone that the value is in: for letters, which know no browser."""
    return f"{write_day(value)}, {dateformat.format(value, pgettext('time format', 'G:i'))}"


def _write(value: date, words: Callable[[], str], *, numeric: str, iso: str) -> str:
    chosen = chosen_date_format()
    if chosen != "long":
        return dateformat.format(value, iso if chosen == "iso" else numeric)
    written = dateformat.format(value, words())
    if value.day != 1 or not (get_language() or "").startswith("fr"):
        return written
    return f"1er {written[2:]}" if written.startswith("1 ") else written.replace(" 1 ", " 1er ", 1)
