# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter's HTML in a frame that can do nothing: no script, no form, no cookie, nothing from outside. Links open beside it."""

from django.http import HttpRequest, HttpResponse

from ruche.kernel.mail.models import Letter
from ruche.kernel.security.policies import content_policy

# Mail programs know styles only inside the letter, so here they may stand there.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def preview_response(letter: Letter) -> HttpResponse:
    """The letter as a page for the frame."""
    response = HttpResponse(letter.html.replace("<head>", '<head><base target="_blank">', 1))
    response["Content-Security-Policy"] = _POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def framed_page_policy(request: HttpRequest) -> str:
    """The policy of the page around the frame."""
    return f"{content_policy(request, request.csp_nonce)}; frame-src 'self'"  # type: ignore[attr-defined]
