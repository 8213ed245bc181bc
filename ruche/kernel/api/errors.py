# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API door of errors: whatever a view raises becomes {code, message, fields}, or passes on to be logged as a mistake."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from ruche.kernel.api.refusals import CODES, refusal
from ruche.kernel.errors import DomainError, Stale, TooManyAttempts

Fields = dict[str, list[Any]]


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Django REST framework's EXCEPTION_HANDLER; None for what is not a refusal."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, exceptions.ValidationError):
        return _of_validation(error)
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith("CSRF"):
        return refusal("csrf_failed", status=403)
    if isinstance(error, exceptions.APIException):
        return refusal(CODES.get(error.status_code, "refused"), status=error.status_code)
    if isinstance(error, Http404):
        return refusal("not_found", status=404)
    if isinstance(error, PermissionDenied):
        return refusal("permission_refused", status=403)
    return None


def _of_domain(error: DomainError) -> HttpResponse:
    current = error.current if isinstance(error, Stale) else None
    response = refusal(error.code, status=error.status, message=error.message, fields=error.fields, current=current)
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after)
    return response


def _of_validation(error: exceptions.ValidationError) -> HttpResponse:
    fields = _flat(error.detail)
    general = fields.pop("", None)
    return refusal("invalid", status=422, message=general[0] if general else None, fields=fields)


def _flat(detail: Any, name: str = "") -> Fields:
    """Nested details as one level: {"people": {0: ["…"]}} → {"people.0": ["…"]}. What concerns no field is under ""."""
    if isinstance(detail, Mapping):
        parts = list(detail.items())
    elif isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        parts = [(str(index), one) for index, one in enumerate(detail) if one]
    else:
        return {name: detail if isinstance(detail, list) else [detail]}
    found: Fields = {}
    for part, value in parts:
        inner = name if part == "non_field_errors" else f"{name}.{part}".lstrip(".")
        found.update(_flat(value, inner))
    return found
