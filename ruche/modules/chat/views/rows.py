# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages as rows of a page: by day, consecutive ones of one person together, the first unread one marked.

islands/arrangement.ts does the same for what arrives later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone
from django.utils.translation import pgettext

from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors import ChannelAccess
from ruche.modules.chat.selectors.messages import instant_text

# Longer apart than this, a message has its author and time again.
TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True)
class Row:
    """`day`: the instant to write a day from, on the first row of a day. `unread`: how many are new, on the first of them."""

    message: Message
    at: datetime
    is_own: bool
    is_follow: bool
    day: datetime | None
    unread: int

    @property
    def instant(self) -> str | None:
        return instant_text(self.message.posted_at)

    @property
    def time(self) -> str:
        """In the reader's zone: until a script writes it, and where there is none."""
        return dateformat.format(self.at, pgettext("time format", "G:i"))

    @property
    def date(self) -> str:
        return dateformat.format(self.at, pgettext("date format", "l j F Y"))


def arrange(messages: Iterable[Message], access: ChannelAccess, unread: int, zone: str) -> list[Row]:
    """Rows in the reader's zone (IANA name)."""
    place, own = ZoneInfo(zone), access.actor.membership.id
    rows: list[Row] = []
    for message in messages:
        at = message.posted_at.astimezone(place)
        before = rows[-1] if rows else None
        is_new_day = before is None or _day(before.at) != _day(at)
        is_first_unread = bool(unread) and _is_unread(message, access) and not any(row.unread for row in rows)
        is_follow = before is not None and not (is_new_day or is_first_unread) and _follows(before, message)
        rows.append(Row(message, at, message.author_id == own, is_follow, at if is_new_day else None, unread if is_first_unread else 0))
    return rows


def prototype() -> Row:
    """The row that the browser fills in for messages that arrive later."""
    now = timezone.now()
    message = Message(author=Membership(name=""), position=0, revision=0, posted_at=now)
    return Row(message, now, is_own=False, is_follow=False, day=None, unread=0)


def _day(at: datetime) -> date:
    return at.date()


def _is_unread(message: Message, access: ChannelAccess) -> bool:
    is_live = message.deleted_at is None and message.author_id != access.actor.membership.id
    return is_live and message.position > access.read_position


def _follows(before: Row, message: Message) -> bool:
    are_live = before.message.deleted_at is None and message.deleted_at is None
    return are_live and before.message.author_id == message.author_id and message.posted_at - before.message.posted_at <= TOGETHER
