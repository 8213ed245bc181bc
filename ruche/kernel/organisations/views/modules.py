# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ruche.kernel.modules.registry import manifests, set_aside
from ruche.kernel.modules.services import activate_module, deactivate_module
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.organisations.views.performing import page, perform
from ruche.kernel.organisations.views.previews import preview


@require_GET
def module_list(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.manage_modules")
    context = {
        "spaces": preview(request.actor.active_modules),
        "on": len(request.actor.active_modules),
        "all": len(manifests()),
        "set_aside": set_aside() if request.actor.user.is_instance_admin else (),
    }
    return render(request, "organisations/module_list.html", context)


@require_POST
def module_activation(request: OrganisationRequest, module: str) -> HttpResponse:
    return perform(
        request,
        lambda: activate_module(request.actor, module=module),
        done=_("Switched on."),
        to=page(request, "module_list"),
    )


@require_POST
def module_deactivation(request: OrganisationRequest, module: str) -> HttpResponse:
    return perform(
        request,
        lambda: deactivate_module(request.actor, module=module),
        done=_("Switched off. Its data is kept."),
        to=page(request, "module_list"),
    )
