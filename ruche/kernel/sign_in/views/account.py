# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own address, and leaving the instance."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.errors import DomainError
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in.forms import AddressCodesForm, NewAddressForm
from ruche.kernel.sign_in.recent import require_recent, require_whole
from ruche.kernel.sign_in.services import addresses, deletion
from ruche.kernel.users.access import PersonRequest
from ruche.kernel.users.entrance import has_mail_server
from ruche.kernel.users.models import User
from ruche.kernel.users.next import safe_next
from ruche.kernel.users.strength import judge


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent
def email_change(request: PersonRequest) -> HttpResponse:
    """Asks for the new address; both mailboxes then get a code."""
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and has_mail_server() and form.is_valid():
        try:
            addresses.begin_change(request.user, form.cleaned_data["email"])
            return redirect("sign_in:email_change_confirmation")
        except DomainError as refusal:
            form.refuse(refusal)
    context = {"form": form, "has_mail_server": has_mail_server()}
    return render(request, "sign_in/email_change.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("old_code", "new_code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_whole
def email_change_confirmation(request: PersonRequest) -> HttpResponse:
    change, form = addresses.find_change(request.user), AddressCodesForm(request.POST if request.method == "POST" else None)
    if change is None:
        return redirect("sign_in:email_change")
    if request.method == "POST" and form.is_valid():
        try:
            addresses.confirm_change(request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("From now on you sign in with %(email)s.") % {"email": change.email})
            return redirect("sign_in:security")
    context = {"form": form, "change": change}
    return render(request, "sign_in/email_change_confirmation.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_change_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter to the old address. A GET asks, because mail programmes open links by themselves."""
    check_limit("entrance", client_address(request))
    if request.method == "POST":
        addresses.stop_change(token)
    return render(request, "sign_in/email_change_stop.html", {"is_done": request.method == "POST"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent
def account_deletion(request: PersonRequest) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            deletion.ask_for_deletion(request.user)
            return redirect("sign_in:account_deletion")
        except DomainError as error:
            refusal = error.message
    context = {
        "deletion": deletion.find_deletion(request.user),
        "alone": deletion.organisations_owned_alone(request.user),
        "refusal": refusal,
    }
    return render(request, "sign_in/account_deletion.html", context, status=409 if refusal else 200)


@require_POST
@require_whole
def deletion_cancellation(request: PersonRequest) -> HttpResponse:
    deletion.cancel_deletion(request.user)
    messages.success(request, _("You stay. Nothing was deleted."))
    return redirect(safe_next(request.POST.get("next", "")) or "sign_in:security")


@never_cache
@sensitive_post_parameters("password")
@require_POST
def password_strength(request: HttpRequest) -> HttpResponse:
    """How hard a password would be to guess, in words, and what to do better. It is not kept."""
    check_limit("password_check", client_address(request))
    stranger = User(email=request.POST.get("email", "")[:254], name=request.POST.get("name", "")[:120])
    user: Any = request.user if request.user.is_authenticated else stranger
    found = judge(request.POST.get("password", "")[:500], user)
    return JsonResponse({"score": found.score, "verdict": str(found.verdict), "advice": str(found.advice)})
