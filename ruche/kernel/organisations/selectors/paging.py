# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keyset paging: a page begins after the last row of the one before, found by an index at any depth."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows, and the cursor of the page after them (None: the last one)."""

    results: Sequence[T]
    next: str | None


def page_of(rows: QuerySet[M], *, key: str, after: str | None, limit: int, newest_first: bool = False) -> Page[M]:
    """One page of `rows` by (key, id). `key` is a column without nulls. Raises InvalidInput for a cursor that is not ours."""
    if after:
        compare = TupleLessThan if newest_first else TupleGreaterThan
        rows = rows.filter(compare(Tuple(F(key), F("id")), _decode(rows.model, key, after)))
    direction = "-" if newest_first else ""
    found = list(rows.order_by(f"{direction}{key}", f"{direction}id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], _encode(getattr(last, key), last.pk) if last else None)


def _encode(*values: Any) -> str:
    return urlsafe_b64encode(json.dumps([str(value) for value in values], ensure_ascii=False).encode()).rstrip(b"=").decode()


def _decode(model: type[Model], key: str, cursor: str) -> tuple[Any, Any]:
    try:
        first, identifier = json.loads(urlsafe_b64decode(cursor.encode() + b"=="))
        return _value(model, key, first), _value(model, "id", identifier)
    except (ValueError, TypeError, ValidationError, RecursionError) as error:
        raise InvalidInput(_("This page of the list does not exist.")) from error


def _value(model: type[Model], column: str, text: str) -> Any:
    """What `_encode` wrote, and nothing else that a query could choke on: raises ValueError, TypeError, ValidationError."""
    if b"\0" in str.encode(text):
        raise ValueError("a character that no column keeps")
    field: Any = model._meta.get_field(column)
    value = field.to_python(text)
    if value is None or (isinstance(value, datetime) and is_naive(value)):
        raise ValueError("no value of this column")
    return value
