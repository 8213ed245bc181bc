# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages in the search index: what they say now, nothing once they are deleted."""

from collections.abc import Collection, Iterable
from uuid import UUID

from ruche.kernel.search.findings import Entry
from ruche.kernel.search.services import forget_entries, index_entries
from ruche.modules.chat.models import Message
from ruche.modules.chat.selectors.found import MESSAGE
from ruche.modules.chat.selectors.plain_text import plain_text

BATCH = 500


def index_messages(message_ids: Collection[UUID]) -> None:
    """Bring the index up to what these messages say now (two queries)."""
    messages = list(Message.objects.filter(id__in=set(message_ids), deleted_at=None))
    index_entries(MESSAGE, _entries(messages))
    forget_entries(MESSAGE, set(message_ids) - {one.id for one in messages})


def index_range(channel_id: UUID, first: int, last: int) -> None:
    """The messages of a channel from one position to another."""
    for start in range(first, last + 1, BATCH):
        rows = Message.objects.filter(channel=channel_id, position__range=(start, min(last, start + BATCH - 1)), deleted_at=None)
        index_entries(MESSAGE, _entries(rows))


def fill_index(reached: str, limit: int) -> str | None:
    """Index what follows the message that was `reached`, by id. Returns how far it came, None at the end."""
    rows = Message.objects.filter(deleted_at=None).order_by("id")
    batch = list((rows.filter(id__gt=UUID(reached)) if reached else rows)[:limit])
    index_entries(MESSAGE, _entries(batch))
    return str(batch[-1].id) if len(batch) == limit else None


def _entries(messages: Iterable[Message]) -> list[Entry]:
    return [Entry(one.id, one.channel_id, plain_text(one.html), one.posted_at, one.position, one.author_id) for one in messages]
