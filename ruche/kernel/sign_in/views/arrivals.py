# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages between a sign-in and the page that was wanted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.recent import require_whole
from ruche.kernel.sign_in.selectors.arrivals import list_factors_due
from ruche.kernel.sign_in.services.deletion import find_deletion
from ruche.kernel.users.access import PersonRequest
from ruche.kernel.users.next import safe_next


@never_cache
@require_safe
@require_whole
def deletion_waiting(request: PersonRequest) -> HttpResponse:
    """Who comes back while their account waits to be deleted is asked; coming back alone changes nothing."""
    on, deletion = _on(request), find_deletion(request.user)
    if deletion is None:
        return redirect(on)
    return render(request, "sign_in/deletion_waiting.html", {"deletion": deletion, "next": on})


@never_cache
@require_safe
def factor_soon(request: PersonRequest) -> HttpResponse:
    """Who has no second factor is told which organisations will require one, and from when."""
    on = _on(request)
    dues = list_factors_due(request.user, facts_of(request)) if request.user.is_authenticated else []
    if not dues:
        return redirect(on)
    return render(request, "sign_in/factor_soon.html", {"dues": dues, "next": on})


def _on(request: HttpRequest) -> str:
    return safe_next(request.GET.get("next", "")) or "/"
