# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the index. Modules call it from their listeners and when they are asked to fill it; it may be done again and again."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from ruche.kernel.db.context import required_organisation_id
from ruche.kernel.search.findings import Entry
from ruche.kernel.search.lexemes import lexemes_of


def index_entries(kind: str, entries: Sequence[Entry]) -> None:
    """Write or write anew what is found under each entry's words, in the organisation of the context (one query)."""
    once = list({entry.subject_id: entry for entry in entries}.values())
    if not once:
        return
    organisation_id = required_organisation_id()
    columns: list[list[Any]] = [
        [entry.subject_id for entry in once],
        [entry.container_id for entry in once],
        [entry.position for entry in once],
        [entry.posted_at for entry in once],
        [lexemes_of(organisation_id, entry.text, container_id=entry.container_id, author_id=entry.author_id) for entry in once],
    ]
    with connection.cursor() as cursor:
        cursor.execute("select search_write(%s, %s::uuid[], %s::uuid[], %s::bigint[], %s::timestamptz[], %s::text[])", [kind, *columns])


def forget_entries(kind: str, subject_ids: Collection[UUID]) -> None:
    """Take out of the index what is there no more (one query)."""
    if subject_ids:
        with connection.cursor() as cursor:
            cursor.execute("select search_forget(%s, %s::uuid[])", [kind, list(subject_ids)])
