# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ruche.kernel.errors import DomainError
from ruche.kernel.security.readiness import check_readiness
from ruche.kernel.security.refusals import refuse_request

_ROBOTS = "User-agent: *\nDisallow: /\n"


class FormTooOldError(DomainError):
    code = "csrf_failed"
    status = 403
    message = gettext_lazy(
        "This page was open for too long, or you signed in again in another window. Nothing was saved."
        " Go back, reload the page and send it again."
    )


@require_safe
@never_cache
def readiness(request: HttpRequest) -> JsonResponse:
    result = check_readiness()
    return JsonResponse(result.as_json(), status=200 if result.is_ready else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_ROBOTS, content_type="text/plain")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers look (well-known URL for changing passwords, W3C)."""
    return redirect("account_change_password")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. Signing in again from an old page is no attack: that page is simply shown anew."""
    sign_in = reverse("account_login")
    if request.path == sign_in:
        if not request.user.is_authenticated:
            messages.info(request, _("This page was open for too long. Please sign in again."))
        return redirect(request.get_full_path())
    return refuse_request(request, FormTooOldError())
