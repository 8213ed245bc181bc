# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of a sign-in beyond the password."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStageController
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ruche.kernel.errors import DomainError, TooManyAttempts
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in import passkeys
from ruche.kernel.sign_in.entering import enter
from ruche.kernel.sign_in.forms import CodeForm
from ruche.kernel.sign_in.selectors import find_factors
from ruche.kernel.sign_in.services.factors import check_code
from ruche.kernel.users.models import User
from ruche.kernel.users.next import safe_next
from ruche.kernel.users.views.limited import waiting
from ruche.kernel.users.views.sign_in import after_sign_in

_STAGE = "mfa_authenticate"


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Who gave the right password and has a second factor shows it here: a code, a recovery code or a passkey."""
    stage = LoginStageController.enter(request, _STAGE)
    if stage is None:
        return redirect(after_sign_in(request))
    form, user = CodeForm(request.POST if request.method == "POST" else None), stage.login.user
    shown: dict[str, Any] = {"factors": find_factors(user), "passkeys": passkeys.place_of(request)}
    if request.method == "POST" and (request.POST.get("credential") or form.is_valid()):
        try:
            kind = _prove(request, user)
        except DomainError as refusal:
            return _refused(request, "sign_in/second_factor.html", form, refusal, **shown)
        record_authentication(request, user, method="mfa", type=kind)
        response: HttpResponse = stage.exit()
        return response
    status = 422 if form.errors else 200
    return render(request, "sign_in/second_factor.html", {"form": form, **shown}, status=status)


@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey is enough: it names its person."""
    check_limit("passkey", client_address(request))
    try:
        user = passkeys.finish_use(request, request.POST.get("credential", ""))
        return enter(request, user, method="passkey", redirect_url=safe_next(request.POST.get("next", "")) or None)
    except TooManyAttempts:
        raise
    except DomainError as refusal:
        return redirect(f"{reverse('account_login')}?refused={refusal.code}")


@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs in order to use a passkey: of whoever has just given a password, of who is signed in, or any."""
    check_limit("passkey", client_address(request))
    stage = LoginStageController.enter(request, _STAGE)
    user: Any = request.user if request.user.is_authenticated else stage.login.user if stage else None
    return JsonResponse({"publicKey": passkeys.begin_use(request, user)["publicKey"]})


def _prove(request: HttpRequest, user: User) -> str:
    if credential := request.POST.get("credential"):
        check_limit("passkey", client_address(request))
        passkeys.finish_use(request, credential, user)
        return "webauthn"
    return check_code(user, request.POST.get("code", ""))


def _refused(request: HttpRequest, template: str, form: CodeForm, refusal: DomainError, **context: Any) -> HttpResponse:
    """The same page with the reason; a limit with how long to wait."""
    sentence = None
    if isinstance(refusal, TooManyAttempts):
        sentence = waiting(refusal)
    elif request.POST.get("credential"):
        form, sentence = CodeForm(), refusal.message
    else:
        form.refuse(refusal)
    status = 429 if isinstance(refusal, TooManyAttempts) else 422
    response = render(request, template, {"form": form, "refusal": sentence, **context}, status=status)
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = str(refusal.retry_after)
    return response
