# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.forms import PolicyForm
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.sign_in.selectors.policies import find_without_factor, list_role_choices, shown_policy
from ruche.kernel.sign_in.services.policies import set_policy


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: OrganisationRequest) -> HttpResponse:
    """What the organisation asks of a sign-in."""
    request.actor.require("organisation.manage_sign_in")
    check_recent()
    shown = shown_policy(request.actor)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=shown, roles=list_role_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(request.actor, **form.cleaned_data)
            messages.success(request, _("The rules for signing in are kept."))
            return redirect("sign_in:policy", request.organisation.slug)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
    found = find_without_factor(request.actor)
    people = {"without": found.count, "lacking": found.first, "is_own_missing": found.is_own_missing}
    context = {"form": form, "required_since": shown["required_since"], **people}
    return render(request, "sign_in/policy.html", context, status=422 if form.errors else 200)
