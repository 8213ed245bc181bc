# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages as rows of a page: by day, consecutive ones of one person together, the first unread one marked.

islands/arrangement.ts does the same for what arrives later.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString

from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors import ChannelAccess
from ruche.modules.chat.selectors.messages import MessagePage, instant_text
from ruche.modules.chat.views.row_html import body_for, date_words, time_words

# Longer apart than this, a message has its author and time again.
TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True)
class Row:
    """A message for one `reader`, at its time in their zone (`at`).

    `day`: the instant to write a day from, on the first row of a day. `unread`: how many are new, on the first of them.
    """

    message: Message
    at: datetime
    reader: Membership
    is_follow: bool
    day: datetime | None
    unread: int
    is_target: bool = False

    @property
    def is_own(self) -> bool:
        return self.message.author_id == self.reader.id

    @cached_property
    def instant(self) -> str | None:
        return instant_text(self.message.posted_at)

    @property
    def time(self) -> str:
        """In the reader's zone: until a script writes it, and where there is none."""
        return time_words(self.at)

    @property
    def date(self) -> str:
        return date_words(self.at)

    @property
    def body(self) -> SafeString:
        return body_for(self.message.html, self.reader.id)


def arrange(page: MessagePage, access: ChannelAccess, unread: int, zone: str, *, target: int = 0) -> list[Row]:
    """Rows in the reader's zone (IANA name). `unread`: how many messages are new; `target`: the position a link leads to."""
    place, reader = ZoneInfo(zone), access.actor.membership
    first_unread = _first_unread(page, access) if unread else None
    rows: list[Row] = []
    for message in page.messages:
        at = message.posted_at.astimezone(place)
        before = rows[-1] if rows else None
        is_new_day = before is None or _day(before.at) != _day(at)
        is_first_unread = message is first_unread
        is_follow = before is not None and not (is_new_day or is_first_unread) and _follows(before, message)
        new = unread if is_first_unread else 0
        rows.append(Row(message, at, reader, is_follow, at if is_new_day else None, new, is_target=message.position == target))
    return rows


def prototype(reader: Membership) -> Row:
    """The row that the browser fills in for messages that arrive later."""
    now = timezone.now()
    message = Message(author=Membership(name=""), position=0, revision=0, posted_at=now)
    return Row(message, now, reader, is_follow=False, day=None, unread=0)


def _day(at: datetime) -> date:
    return at.date()


def _first_unread(page: MessagePage, access: ChannelAccess) -> Message | None:
    """Where the new messages begin, unless they begin above what the page shows."""
    begins_here = page.messages and (not page.has_earlier or page.messages[0].position <= access.read_position + 1)
    return next((message for message in page.messages if _is_unread(message, access)), None) if begins_here else None


def _is_unread(message: Message, access: ChannelAccess) -> bool:
    is_live = message.deleted_at is None and message.author_id != access.actor.membership.id
    return is_live and message.position > access.read_position


def _follows(before: Row, message: Message) -> bool:
    are_live = before.message.deleted_at is None and message.deleted_at is None
    return are_live and before.message.author_id == message.author_id and message.posted_at - before.message.posted_at <= TOGETHER
