# SPDX-License-Identifier: AGPL-3.0-or-later
"""An answer as the view's whole cycle would have dressed it."""

import secrets
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import override

from ruche.kernel.api.errors import exception_handler
from ruche.kernel.api.rendering import Renderer
from ruche.kernel.doors.credentials import Credential
from ruche.kernel.doors.door import Call, Outcome, Served
from ruche.kernel.errors import DomainError
from ruche.kernel.realtime import Encoded
from ruche.kernel.security.policies import content_policy_for, fixed_headers

JSON = "application/json"


def answer(call: Call, credential: Credential, language: str, outcome: Outcome | DomainError) -> Served:
    """The outcome or the refusal in JSON, with every header of the view's answer but those that the front adds."""
    if isinstance(outcome, DomainError):
        with override(language):
            refused = exception_handler(outcome, {})
        assert refused is not None  # noqa: S101  every DomainError is a refusal
        return Served(refused.status_code, _headers(call, credential, language, dict(refused.headers)), refused.content)
    return Served(outcome.status, _headers(call, credential, language, {"Content-Type": JSON}), _body(outcome.data))


def _body(data: Any) -> bytes:
    if isinstance(data, Encoded):
        return data.text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()  # as the view's renderer does
    rendered: bytes = Renderer().render(data, JSON)
    return rendered


def _headers(call: Call, credential: Credential, language: str, own: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    socket = f"{'wss' if call.scheme == 'https' else 'ws'}://{call.host}"
    headers = {
        **own,
        "Allow": call.door.allow,
        "Content-Language": language,
        "Content-Security-Policy": content_policy_for(f" {socket}", _nonce()),
        "Cache-Control": "private, no-store",
    }
    if credential.is_session:
        headers["Vary"] = "Cookie"
    return [*_fixed(is_secure=settings.IS_SECURE), *_encoded(headers)]


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


@cache
def _fixed(*, is_secure: bool) -> list[tuple[bytes, bytes]]:
    """Those of every answer; `is_secure` is what they depend on."""
    return _encoded(fixed_headers())


def _nonce() -> str:
    """Never used twice. Drawn in portions: asking the system each time costs more than the rest of the answer."""
    try:
        return _nonces.popleft()
    except IndexError:
        drawn = secrets.token_bytes(16 * 256)
        _nonces.extend(urlsafe_b64encode(drawn[at : at + 16]).rstrip(b"=").decode() for at in range(0, len(drawn), 16))
        return secrets.token_urlsafe(16)


_nonces: deque[str] = deque()
