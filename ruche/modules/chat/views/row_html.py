# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row as HTML, fast: templates/chat/_message.html is rendered once for each kind of row, with marks where its values go.

Rendering the template for each of the rows of a page took two thirds of the page's time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from ruche.kernel.organisations.date_formats import chosen_date_format
from ruche.kernel.ui import builds
from ruche.kernel.ui.dates import write_day
from ruche.kernel.ui.hues import hue_of
from ruche.modules.chat.selectors.excerpts import in_words
from ruche.modules.chat.views.marks import render_pattern

if TYPE_CHECKING:
    from ruche.modules.chat.views.rows import Row


def rows_html(rows: Iterable[Row]) -> SafeString:
    """Rows, with a line above the first of each day, and above the first that is new."""
    language, build = get_language() or "", builds.version()
    parts: list[str] = []
    for row in rows:
        if row.day:
            parts.append(_day_pattern(language) % {"instant": row.instant, "date": row.date})
        if row.unread:
            parts.append(render_to_string("chat/_unread_line.html", {"count": row.unread}))
        parts.append(row_html(row, language, build))
    return SafeString("\n".join(parts))


def row_html(row: Row, language: str, build: str) -> str:
    message = row.message
    time, is_deleted = row.time, message.deleted_at is not None
    kind = (row.is_own, bool(message.edited_at) and not is_deleted, bool(message.pinned_at), is_deleted, bool(message.position))
    values = {
        "more": (" is-follow" if row.is_follow else "") + (" is-target" if row.is_target else ""),
        "id": message.pk,
        "position": message.position,
        "revision": message.revision,
        "author": message.author_id,
        "client": message.client_id,
        "instant": row.instant,
        "moment": f"{row.date} {time}",
        "time": time,
        "hue": hue_of(message.author_id),
        "initials": escape(message.author.initials),
        "name": escape(message.author.name),
        "body": row.body,
    }
    return _pattern(language, build, *kind) % values


def body_for(html: str, reader: UUID) -> SafeString:
    """A rendered body, where whoever is called by name sees it at once, and everybody is called in the reader's language."""
    if "r-mention" in html:
        for called in (reader, "all"):
            html = html.replace(f'"r-mention" data-member="{called}"', f'"r-mention is-me" data-member="{called}"')
    return SafeString(in_words(html))


def time_words(at: datetime) -> str:
    return _time_words(get_language() or "", at.replace(year=2000, month=1, day=1, second=0, microsecond=0, tzinfo=None))


def date_words(at: datetime) -> str:
    return _date_words(get_language() or "", chosen_date_format(), at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None))


@lru_cache(maxsize=512)
def _pattern(language: str, build: str, is_own: bool, is_edited: bool, is_pinned: bool, is_deleted: bool, is_there: bool) -> str:
    """The row with %(name)s for each value. `is_there`: it has a place in the channel; the prototype has none."""
    kind = {"is_own": is_own, "is_edited": is_edited, "is_pinned": is_pinned, "is_deleted": is_deleted, "is_there": is_there}
    return render_pattern("chat/_message.html", "row", **kind)


@lru_cache(maxsize=64)
def _day_pattern(language: str) -> str:
    return render_pattern("chat/_day.html", "row")


@lru_cache(maxsize=4096)
def _time_words(language: str, at: datetime) -> str:
    return dateformat.format(at, pgettext("time format", "G:i"))


@lru_cache(maxsize=1024)
def _date_words(language: str, date_format: str, at: datetime) -> str:
    return write_day(at)
