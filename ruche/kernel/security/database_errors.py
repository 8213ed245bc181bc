# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database cannot do for now, in the words of the product: a full disk stops writing, never reading."""

import logging
import sys
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError, InvalidInput, Unavailable
from ruche.kernel.security.refusals import refuse_request
from ruche.kernel.ui.refusals import server_error as error_page

logger = logging.getLogger("ruche.database")

# PostgreSQL: disk_full, read_only_sql_transaction, io_error, and the class "insufficient resources" around the first.
_UNWRITABLE = {"53100", "25006", "58030", "53000", "53200"}
# The server ends, starts or broke off: connection_exception (08…), admin_shutdown and its like, too_many_connections.
_GONE = {"57P01", "57P02", "57P03", "53300", None}


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five-letter code, or None when the server said nothing (it is gone)."""
    cause = error.__cause__ or error
    return getattr(cause, "sqlstate", None)


def is_unwritable(error: BaseException) -> bool:
    """Whether writing is impossible while reading works."""
    return isinstance(error, DatabaseError) and sqlstate(error) in _UNWRITABLE


def is_gone(error: BaseException) -> bool:
    """Whether the server broke off, ends or is not there yet: on a new connection the same may succeed."""
    code = sqlstate(error)
    is_operational = type(error).__name__ in ("OperationalError", "InterfaceError")
    return is_operational and (code in _GONE or (code or "").startswith("08"))


def refusal_of(error: BaseException | None) -> DomainError | None:
    """The refusal that a database error means for the person, or None: then it is a mistake of ours."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    code = sqlstate(error)
    if is_unwritable(error):
        return Unavailable()
    if code is not None and code.startswith("22"):  # data exception: a value that no column can hold
        return InvalidInput(_("A value is too large or contains characters that cannot be kept."))
    if is_gone(error):
        return Unavailable(_("The database does not answer for the moment. Nothing was lost; try again in a minute."))
    return None


class DatabaseErrorMiddleware:
    """Answers 503 instead of 500 while nothing can be saved, and 422 to values that the database refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _answer(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. Comes here, too: a database error outside of views, as when a middleware keeps the session."""
    return _answer(request, sys.exc_info()[1]) or error_page(request)


def _answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    refusal = refusal_of(error)
    if error is None or refusal is None:
        return None
    logger.error("The database refused: %s", sqlstate(error) or type(error).__name__)
    return refuse_request(request, refusal)
