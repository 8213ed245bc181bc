# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.forms import ServiceAccountForm, TokenForm
from ruche.kernel.identity.scopes import own_permissions
from ruche.kernel.organisations.forms.submission import status_of, submit
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.sign_in.recent import check_recent


@require_http_methods(["GET", "POST"])
def service_account_creation(request: OrganisationRequest) -> HttpResponse:
    request.actor.require("organisation.manage_applications")
    check_recent()
    form = ServiceAccountForm(request.actor, request.POST or None)
    account = submit(request, form, lambda values: services.create_service_account(request.actor, **values))
    if account is not None:
        return redirect("identity:service_account_detail", request.organisation.slug, account.pk)
    return render(request, "identity/service_account_form.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
def service_account_detail(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    """A service account, its tokens, and a form for another one."""
    account, tokens = selectors.get_service_account(request.actor, membership_id)
    check_recent()
    form = TokenForm(own_permissions(request.actor, everywhere=True), request.POST or None)
    made = submit(request, form, lambda values: services.create_service_token(request.actor, membership_id=membership_id, **values))
    if made is not None:
        account, tokens = selectors.get_service_account(request.actor, membership_id)
        form = TokenForm(own_permissions(request.actor, everywhere=True))
    context = {"account": account, "tokens": tokens, "form": form, "made": made}
    return render(request, "identity/service_account_detail.html", context, status=status_of(form))


@require_POST
def service_account_deletion(request: OrganisationRequest, membership_id: UUID) -> HttpResponse:
    services.delete_service_account(request.actor, membership_id=membership_id)
    messages.success(request, _("The service account is removed. Its tokens no longer open anything."))
    return redirect("identity:application_list", request.organisation.slug)


@require_POST
def service_token_revocation(request: OrganisationRequest, membership_id: UUID, token_id: UUID) -> HttpResponse:
    services.revoke_service_token(request.actor, token_id=token_id)
    messages.success(request, _("The token no longer opens anything."))
    return redirect("identity:service_account_detail", request.organisation.slug, membership_id)
