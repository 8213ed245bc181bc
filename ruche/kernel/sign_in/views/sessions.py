# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where one is signed in, and the proof that one is still oneself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruche.kernel.errors import DomainError, TooManyAttempts
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit, give_back
from ruche.kernel.sign_in import passkeys
from ruche.kernel.sign_in.errors import CodeRefused
from ruche.kernel.sign_in.facts import facts_in
from ruche.kernel.sign_in.forms import ConfirmationForm
from ruche.kernel.sign_in.recent import require_whole
from ruche.kernel.sign_in.selectors import find_factors, list_sessions
from ruche.kernel.sign_in.services.factors import check_code
from ruche.kernel.sign_in.services.sessions import confirm_session, end_other_sessions, end_session
from ruche.kernel.users.access import PersonRequest
from ruche.kernel.users.errors import SignInRefused
from ruche.kernel.users.next import safe_next
from ruche.kernel.users.services import prove_by_password
from ruche.kernel.users.views.limited import waiting


@never_cache
@require_safe
@require_whole
def session_list(request: PersonRequest) -> HttpResponse:
    sessions = list_sessions(request.user, request.session.session_key)
    return render(request, "sign_in/session_list.html", {"sessions": sessions})


@require_POST
@require_whole
def session_end(request: PersonRequest, fact_id: UUID) -> HttpResponse:
    end_session(request.user, fact_id=fact_id)
    messages.success(request, _("That device is signed out."))
    return redirect("sign_in:session_list")


@require_POST
@require_whole
def sessions_end(request: PersonRequest) -> HttpResponse:
    end_other_sessions(request, request.user)
    messages.success(request, _("All other devices and programmes are signed out."))
    return redirect("sign_in:session_list")


@never_cache
@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def reauthentication(request: HttpRequest) -> HttpResponse:
    """Whoever wants to do something sensitive shows once more who they are, then goes on."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    asked: dict[str, Any] = {"next": safe_next(request.POST.get("next", "") or request.GET.get("next", "")), "refusal": None}
    if request.method == "POST" and form.is_valid():
        try:
            _confirm(request, form.cleaned_data)
            return redirect(asked["next"] or "users:preferences")
        except TooManyAttempts as refusal:
            asked["refusal"] = waiting(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
    own = {"factors": find_factors(request.user), "has_password": request.user.has_usable_password()}
    context = {"form": form, "passkeys": passkeys.place_of(request), **own, **asked}
    status = 429 if asked["refusal"] else 422 if form.errors else 200
    return render(request, "sign_in/reauthentication.html", context, status=status)


def _confirm(request: Any, given: dict[str, str]) -> None:
    """By passkey, code or password, whichever was given. Raises DomainError."""
    user = request.user
    if credential := request.POST.get("credential"):
        check_limit("passkey", client_address(request))
        passkeys.finish_use(request, credential, user)
        confirm_session(request, method="passkey", is_factor=True)
    elif given["code"]:
        check_code(user, given["code"])
        confirm_session(request, method="", is_factor=True)
    elif given["password"]:
        check_limit("reauthentication", user.pk)
        _check_own(request, given["password"])
        give_back("reauthentication", user.pk)
        confirm_session(request, method="password", is_factor=False)
    else:
        raise CodeRefused(_("Type your password, or a code of your second factor."))


def _check_own(request: Any, password: str) -> None:
    """A directory's word counts only in a session that it began."""
    proof = prove_by_password(email=request.user.email, password=password, address=client_address(request))
    if proof.organisation_id not in (None, facts_in(request.session).organisation_id):
        raise SignInRefused()
