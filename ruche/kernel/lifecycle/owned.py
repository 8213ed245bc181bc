# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody owns and somebody else can receive, as modules declare it in their manifest.

`owns`: selector (actor, owners: QuerySet[Membership]) -> list[Owned], one query for each kind however many owners.
`reassign`: service (actor, giver, heir, kinds) -> how many; in the caller's transaction, who answers for the right.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Owned:
    """So many things of one kind, of one person. `is_vacated`: without an heir they are nobody's, and that is in order."""

    owner_id: UUID
    kind: str
    label: Any
    count: int
    is_vacated: bool = False
