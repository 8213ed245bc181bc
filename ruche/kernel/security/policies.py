# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headers that tell browsers what a page of ours may do. docs/admin/security.md explains them to administrators."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

DOCS_PATH = "/api/docs/"
HSTS = "max-age=31536000"  # without subdomains: those may belong to other programs of the same household

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
}

_EVERYWHERE = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


def content_policy(request: HttpRequest, nonce: str, form_targets: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of one answer.

    `form_targets`: origins that its forms lead to. Browsers ask form-action also for where the answer to a form redirects.
    """
    if request.path.startswith(DOCS_PATH):
        # The reader of the API's documentation brings its own script and styles, from files locked with ours.
        return (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self'; {_EVERYWHERE}"
        )
    return " ".join([content_policy_for(_socket_origin(request), nonce), *form_targets])


def content_policy_for(socket_origin: str, nonce: str) -> str:
    """The policy of everything but the documentation. `socket_origin`: " ws://host" or nothing."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; "
        f"connect-src 'self'{socket_origin}; {_EVERYWHERE}"
    )


def _socket_origin(request: HttpRequest) -> str:
    """Older browsers do not take 'self' for WebSockets."""
    try:
        return f" {'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    except DisallowedHost:
        return ""


def fixed_headers() -> dict[str, str]:
    """Headers that every answer carries."""
    return {**FIXED, "Strict-Transport-Security": HSTS} if settings.IS_SECURE else FIXED
