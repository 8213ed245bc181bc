# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one shape of an error: {code, message, fields}."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "not_authenticated": _("Sign in first."),
    "permission_refused": _("You do not have the right to do this. An administrator can give it to you."),
    "csrf_failed": _("This request did not come from a page of Ruche. Reload the page and try again."),
    "not_found": _("This does not exist, or you cannot see it."),
    "malformed": _("The request cannot be read."),
    "method_not_allowed": _("This address does not answer to that method."),
    "not_acceptable": _("The API answers in JSON only."),
    "too_large": _("This is too large to be sent in one request."),
    "unsupported_media_type": _("Send JSON, with the header Content-Type: application/json."),
    "invalid": _("Please check what you entered."),
    "too_many_attempts": _("Too many attempts. Please wait a little before trying again."),
    "server_error": _("Something went wrong at our end. Nothing was lost; whoever runs this instance can read what happened."),
    "unavailable": _("Ruche cannot save anything for the moment. Reading still works."),
}

# For an answer that says no more than its status.
CODES = {
    400: "malformed",
    401: "not_authenticated",
    403: "permission_refused",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_attempts",
    500: "server_error",
    503: "unavailable",
}


def refusal(
    code: str,
    *,
    status: int,
    message: Any = None,
    fields: Mapping[str, Sequence[Any]] | None = None,
    current: Mapping[str, Any] | None = None,
) -> JsonResponse:
    """An error answer of the API; the message is in the reader's language. `current`: what was sent, and what is there (409)."""
    text = str(message if message is not None else MESSAGES.get(code, code))
    beside = {name: [str(one) for one in all_] for name, all_ in (fields or {}).items()}
    body: dict[str, Any] = {"code": code, "message": text, "fields": beside}
    if current is not None:
        body["current"] = current
    response = JsonResponse(body, status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="ruche"'
    return response
