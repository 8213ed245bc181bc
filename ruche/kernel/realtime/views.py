# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ruche.kernel.api.refusals import refusal
from ruche.kernel.realtime.tickets import ticket_of


@never_cache
@require_POST
def ticket(request: HttpRequest) -> HttpResponse:
    """A fresh ticket for a page whose own was refused, and whose it is; 401 when the session is over."""
    made = ticket_of(request)
    if made is None:
        return refusal("not_authenticated", status=401)
    return JsonResponse({"ticket": made, "person": str(request.user.pk)})
