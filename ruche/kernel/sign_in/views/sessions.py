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
from ruche.kernel.sign_in.facts import facts_in
from ruche.kernel.sign_in.forms import CodeForm, PasswordForm
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
    factors, asked = find_factors(request.user), _asked(request)
    asks_code = asked["needs_factor"] or "code" in (request.POST or request.GET) or not request.user.has_usable_password()
    form = (CodeForm if asks_code else PasswordForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (request.POST.get("credential") or form.is_valid()):
        try:
            _confirm(request, form)
            return redirect(asked["next"] or "users:preferences")
        except TooManyAttempts as refusal:
            asked["refusal"], form = waiting(refusal), type(form)()
        except DomainError as refusal:
            form = _refused(request, form, refusal)
    has_password = request.user.has_usable_password()
    own = {"factors": factors, "has_password": has_password, "has_proof": factors or has_password, "passkeys": passkeys.place_of(request)}
    status = 429 if asked["refusal"] else 422 if form.errors else 200
    return render(request, "sign_in/reauthentication.html", {"form": form, "asks_code": asks_code, **own, **asked}, status=status)


def _refused(request: HttpRequest, form: PasswordForm | CodeForm, refusal: DomainError) -> PasswordForm | CodeForm:
    """The same form with the reason: beside what was typed, or above it for a passkey."""
    if request.POST.get("credential"):
        form = type(form)({})
        form.full_clean()
        form.errors.clear()
    form.refuse(refusal)
    return form


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Where to go afterwards, and whether an organisation wants the second factor itself."""
    given = request.POST if request.method == "POST" else request.GET
    return {"next": safe_next(given.get("next", "")), "needs_factor": given.get("factor") == "1", "refusal": None}


def _confirm(request: Any, form: PasswordForm | CodeForm) -> None:
    """By passkey, code or password, whichever was given. Raises DomainError."""
    user = request.user
    if credential := request.POST.get("credential"):
        check_limit("passkey", client_address(request))
        passkeys.finish_use(request, credential, user)
        confirm_session(request, method="passkey", is_factor=True)
    elif isinstance(form, CodeForm):
        check_code(user, form.cleaned_data["code"])
        confirm_session(request, method="", is_factor=True)
    else:
        check_limit("reauthentication", user.pk)
        _check_own(request, form.cleaned_data["password"])
        give_back("reauthentication", user.pk)
        confirm_session(request, method="password", is_factor=False)


def _check_own(request: Any, password: str) -> None:
    """A directory's word counts only in a session that it began."""
    proof = prove_by_password(email=request.user.email, password=password, address=client_address(request))
    if proof.organisation_id not in (None, facts_in(request.session).organisation_id):
        raise SignInRefused()
