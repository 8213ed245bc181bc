# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a page of results ended: after which entry of which kind."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput


class NoSuchPage(InvalidInput):
    message = _("This page of the list does not exist.")


class Cursor(NamedTuple):
    kind: str
    posted_at: datetime
    subject_id: UUID


def write_cursor(cursor: Cursor) -> str:
    text = json.dumps([cursor.kind, cursor.posted_at.isoformat(), str(cursor.subject_id)])
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor:
    """Raises NoSuchPage for what is no cursor of ours."""
    try:
        kind, posted_at, subject_id = json.loads(urlsafe_b64decode(text.encode() + b"=="))
        at = datetime.fromisoformat(posted_at)
        if not isinstance(kind, str) or at.tzinfo is None:
            raise ValueError(text)
        return Cursor(kind, at, UUID(subject_id))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NoSuchPage() from error
