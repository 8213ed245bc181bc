# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ruche.kernel.api.refusals import refusal
from ruche.kernel.realtime.tickets import ticket_of


@never_cache
@require_POST
def ticket(request: HttpRequest) -> HttpResponse:
    """A fresh ticket for a page whose own was refused; 401 when the session is over."""
    made = ticket_of(request)
    return JsonResponse({"ticket": made}) if made else refusal("not_authenticated", status=401)
