# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days in words, as islands/times.ts writes them in the browser."""

from datetime import date

from django.utils import dateformat
from django.utils.translation import get_language, pgettext

from ruche.kernel.organisations.date_formats import chosen_date_format


def write_day(value: date) -> str:
    """Thursday 12 March 2026; in French the first of a month is « 1er ». Or 12/03/2026, or 2026-03-12, as the organisation has it."""
    chosen = chosen_date_format()
    if chosen == "iso":
        return dateformat.format(value, "Y-m-d")
    if chosen == "numeric":
        return dateformat.format(value, "d/m/Y")
    written = dateformat.format(value, pgettext("date format", "l j F Y"))
    return written.replace(" 1 ", " 1er ", 1) if (get_language() or "").startswith("fr") else written
