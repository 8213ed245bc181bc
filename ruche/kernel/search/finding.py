# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the index within bounded time, newest first.

What is said often is found by walking back from the newest entry; what is rare through the index of words, which gives no order
and costs as much as the word is frequent. So the walk comes first, and goes on as long as it promises to be enough.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from ruche.kernel.db.context import required_organisation_id
from ruche.kernel.search.findings import Containers, Found
from ruche.kernel.search.lexemes import containers_query, query_of
from ruche.kernel.search.question import Question

FIRST_WALK, LONGEST_WALK = 6_000, 40_000  # entries, of the organisation or, for few containers, of these together
FEW = 32  # containers that are walked one by one; search_walk() knows the same number
MOST_NAMED = 8  # containers that the index of words is told: naming many costs more than it spares
PATIENCE = 600  # milliseconds

_WALK = "select * from search_walk(%s, %s, %s::uuid[], %s::bigint[], %s, %s, %s, %s)"
_LOOKUP = "select * from search_lookup(%s, %s, %s::uuid[], %s::bigint[], %s, %s, %s)"

Place = tuple[datetime, UUID]


@dataclass(frozen=True)
class Hits:
    """What was found. `is_whole`: these are the newest there are."""

    found: list[Found]
    is_whole: bool


def find_entries(
    kind: str, question: Question, containers: Containers, *, authors: Sequence[UUID] = (), before: Place | None = None, limit: int
) -> Hits:
    """At most `limit` entries of the organisation of the context that the question asks for, older than `before`."""
    if not containers.floors:
        return Hits([], is_whole=True)
    asked = query_of(required_organisation_id(), question.words, authors=authors)
    search = _Search(kind, asked, containers, before or (None, None), limit)
    hits = search.walk(FIRST_WALK)
    if not hits.is_whole and len(hits.found) > 1 and len(containers.floors) > FEW:  # one container lies scattered: no long walk
        promising = int(FIRST_WALK * 1.5 * limit / len(hits.found))
        if promising <= LONGEST_WALK:
            hits = search.walk(promising)
    return hits if hits.is_whole else search.look_up() or Hits(hits.found, is_whole=False)


@dataclass(frozen=True)
class _Search:
    kind: str
    asked: str
    containers: Containers
    before: tuple[datetime | None, UUID | None]
    limit: int

    def walk(self, depth: int) -> Hits:
        """The newest `depth` entries. What lies below where the walk of some container ended is not sure to be next."""
        each = max(200, depth // len(self.containers.floors)) if len(self.containers.floors) <= FEW else depth
        rows = self._rows(_WALK, self.asked, each, self.limit)
        horizon = next((row[3] for row in rows if row[0] is None), None)
        found = [Found(*row) for row in rows if row[0] is not None and (horizon is None or row[3] >= horizon)]
        return Hits(found, is_whole=horizon is None or len(found) >= self.limit)

    def look_up(self) -> Hits | None:
        """Through the index of words; None when that took too long."""
        asked = self.asked
        if len(self.containers.floors) <= MOST_NAMED:
            asked = f"{asked} & {containers_query(required_organisation_id(), self.containers.floors)}"
        try:
            with _patience():
                return Hits([Found(*row) for row in self._rows(_LOOKUP, asked, self.limit)], is_whole=True)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                return None
            raise

    def _rows(self, statement: str, asked: str, *numbers: int) -> list[tuple[Any, ...]]:
        floors = self.containers.floors
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.kind, asked, list(floors), list(floors.values()), *self.before, *numbers])
            return list(cursor.fetchall())


@contextmanager
def _patience() -> Iterator[None]:
    """Within PATIENCE, or OperationalError by QueryCanceled; the limit of the connection is as before afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [str(PATIENCE)])
        before = cursor.fetchone()[0]
        yield
        cursor.execute("select set_config('statement_timeout', %s, true)", [before])
