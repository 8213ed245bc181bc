# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ruche.kernel.access.models import CustomRole
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.forms import PolicyForm
from ruche.kernel.sign_in.models import SecondFactorRole, SignInPolicy
from ruche.kernel.sign_in.selectors.policies import count_without_factor
from ruche.kernel.sign_in.services.policies import set_policy


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: OrganisationRequest) -> HttpResponse:
    """What the organisation asks of a sign-in."""
    request.actor.require("organisation.manage_sign_in")
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=_initial(), roles=_roles())
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(request.actor, **form.cleaned_data)
            messages.success(request, _("The rules for signing in are kept."))
            return redirect("sign_in:policy", request.organisation.slug)
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
    context = {"form": form, "without": count_without_factor(request.actor)}
    return render(request, "sign_in/policy.html", context, status=422 if form.errors else 200)


def _initial() -> dict[str, object]:
    row = SignInPolicy.objects.first() or SignInPolicy()
    roles = [builtin or str(custom) for builtin, custom in SecondFactorRole.objects.values_list("builtin", "custom_role")]
    names = ("second_factor", "grace_days", "session_hours", "methods", "version")
    return {**{name: getattr(row, name) for name in names}, "roles": roles}


def _roles() -> list[tuple[str, str]]:
    own = CustomRole.objects.filter(deleted_at=None).order_by("name_key").values_list("pk", "name")
    return [(role.value, str(role.label)) for role in Role] + [(str(pk), name) for pk, name in own]
