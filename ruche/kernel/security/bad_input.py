# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters that no text has: a NUL, or half of a surrogate pair. PostgreSQL keeps neither, so they are refused at the door.

So is a body in another encoding than UTF-8: Python knows "encodings" that read none (zip, idna), and RFC 8259 wants this one.
"""

import codecs
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError
from ruche.kernel.security.refusals import refuse_request

# A JSON text can only hold such characters as escapes, so most bodies are never parsed here.
_SUSPICIOUS = (b"\\u0000", b"\\ud", b"\\uD", b"\x00")


class MalformedError(DomainError):
    code = "malformed"
    status = 400
    message = _("What was sent holds characters that no text has.")


class BadInputMiddleware:
    """Answers 400 to a path, query, form or JSON value with a NUL character or a lone surrogate, or not in UTF-8."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_bad = _is_foreign(request) or _is_nul_in_address(request) or _is_bad_body(request)
        return refuse_request(request, MalformedError()) if is_bad else None


def is_bad_json(body: bytes) -> bool:
    """Whether a JSON text holds such characters; what is no JSON is for its reader to refuse."""
    return any(mark in body for mark in _SUSPICIOUS) and any(map(_is_bad, _strings_of_json(body)))


def _is_foreign(request: HttpRequest) -> bool:
    """Whether the request names another encoding; Django has checked that Python knows it."""
    return request.encoding is not None and codecs.lookup(request.encoding).name not in ("utf-8", "ascii")


def _is_nul_in_address(request: HttpRequest) -> bool:
    return "\x00" in request.path_info or b"\x00" in unquote_to_bytes(request.META.get("QUERY_STRING", ""))


def _is_bad_body(request: HttpRequest) -> bool:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return any(_is_bad(text) for name, values in request.POST.lists() for text in (name, *values))
    return request.content_type == "application/json" and is_bad_json(request.body)


def _strings_of_json(body: bytes) -> Iterator[str]:
    try:
        waiting = [json.loads(body)]
    except (ValueError, RecursionError):
        return  # whoever reads it says what is wrong with it
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value


def _is_bad(text: str) -> bool:
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
