# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search and the modules say to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ruche.kernel.organisations.models import Membership


@dataclass(frozen=True)
class Entry:
    """One thing to be found. `text` is what it says, `position` its place in its container, by which its beginning is hidden."""

    subject_id: UUID
    container_id: UUID
    text: str
    posted_at: datetime
    position: int = 0
    author_id: UUID | None = None


@dataclass(frozen=True)
class Containers:
    """The containers that somebody may see, and of each the first position."""

    floors: dict[UUID, int]


@dataclass(frozen=True)
class Found:
    """An entry that was found: the ids that it is made of."""

    subject_id: UUID
    container_id: UUID
    position: int
    posted_at: datetime


@dataclass(frozen=True)
class Finding:
    """One result. `text` is the whole text, of which the excerpt is made; `detail` stands beside the title."""

    type: str
    id: UUID
    title: str
    url: str
    text: str = ""
    detail: str = ""
    icon: str = ""
    person: Membership | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class FoundPage:
    """Results, newest first. `next`: the cursor of the page after. `is_partial`: time was up before all was looked at."""

    results: Sequence[Any]
    next: str | None = None
    is_partial: bool = False
