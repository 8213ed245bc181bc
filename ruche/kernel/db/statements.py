# SPDX-License-Identifier: AGPL-3.0-or-later
"""A statement that is sent very often: bound and prepared by the server, so that neither side reads it anew each time.

Django's own cursors put the values into the text of a statement, and the server plans it each time. Both locks, transactions,
errors and the log of queries are the same here.
"""

from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

from ruche.kernel.db.postgresql.base import DatabaseWrapper


def fetch_all(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(names)s`. Outside of a transaction it is its own."""
    with cast(DatabaseWrapper, connection).prepared_cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def fetch_one(statement: str, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Its first row, or None."""
    rows = fetch_all(statement, parameters)
    return rows[0] if rows else None
