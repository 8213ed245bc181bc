# SPDX-License-Identifier: AGPL-3.0-or-later
"""An answer as the view's whole cycle would have dressed it."""

import secrets
from collections.abc import Mapping

from django.utils.translation import override

from ruche.kernel.api.errors import exception_handler
from ruche.kernel.api.rendering import Renderer
from ruche.kernel.doors.credentials import Credential
from ruche.kernel.doors.door import Call, Outcome, Served
from ruche.kernel.errors import DomainError
from ruche.kernel.security.policies import content_policy_for, fixed_headers

JSON = "application/json"


def answer(call: Call, credential: Credential, language: str, outcome: Outcome | DomainError) -> Served:
    """The outcome or the refusal in JSON, with every header of the view's answer but those that the front adds."""
    if isinstance(outcome, DomainError):
        with override(language):
            refused = exception_handler(outcome, {})
        assert refused is not None  # noqa: S101  every DomainError is a refusal
        return Served(refused.status_code, _headers(call, credential, language, dict(refused.headers)), refused.content)
    body: bytes = Renderer().render(outcome.data, JSON)
    return Served(outcome.status, _headers(call, credential, language, {"Content-Type": JSON}), body)


def _headers(call: Call, credential: Credential, language: str, own: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    socket = f"{'wss' if call.scheme == 'https' else 'ws'}://{call.host}"
    headers = {
        **own,
        "Allow": call.door.allow,
        "Content-Language": language,
        **fixed_headers(),
        "Content-Security-Policy": content_policy_for(f" {socket}", secrets.token_urlsafe(16)),
        "Cache-Control": "private, no-store",
    }
    if credential.is_session:
        headers["Vary"] = "Cookie"
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
