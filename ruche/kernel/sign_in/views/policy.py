# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.forms import PolicyForm
from ruche.kernel.sign_in.selectors.policies import count_without_factor, list_role_choices, shown_policy
from ruche.kernel.sign_in.services.policies import set_policy


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: OrganisationRequest) -> HttpResponse:
    """What the organisation asks of a sign-in."""
    request.actor.require("organisation.manage_sign_in")
    form = PolicyForm(
        request.POST if request.method == "POST" else None, initial=shown_policy(request.actor), roles=list_role_choices(request.actor)
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(request.actor, **form.cleaned_data)
            messages.success(request, _("The rules for signing in are kept."))
            return redirect("sign_in:policy", request.organisation.slug)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
    context = {"form": form, "without": count_without_factor(request.actor)}
    return render(request, "sign_in/policy.html", context, status=422 if form.errors else 200)
