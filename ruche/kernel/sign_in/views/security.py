# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors of one's own account."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruche.kernel.errors import DomainError
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.security.sealing import seal, unseal
from ruche.kernel.sign_in import passkeys, totp
from ruche.kernel.sign_in.devices import agent_of, device_name
from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.sign_in.forms import CodeForm, PasskeyNameForm
from ruche.kernel.sign_in.recent import require_recent, require_whole
from ruche.kernel.sign_in.selectors import find_factors
from ruche.kernel.sign_in.selectors.arrivals import list_factors_due
from ruche.kernel.sign_in.services import factors
from ruche.kernel.sign_in.services.deletion import find_deletion
from ruche.kernel.sign_in.services.sessions import confirm_session
from ruche.kernel.users.access import PersonRequest
from ruche.kernel.users.next import safe_next

_SECRET = "telephone"  # noqa: S105  # pragma: allowlist secret
_ON = "after_factor"  # where somebody wanted to go who was sent here to add a factor


@never_cache
@require_safe
@require_whole
def security(request: PersonRequest) -> HttpResponse:
    if on := safe_next(request.GET.get("next", "")):
        request.session[_ON] = on
    context = {
        "factors": find_factors(request.user),
        "passkeys": passkeys.place_of(request),
        "dues": list_factors_due(request.user, facts_of(request)),
        "deletion": find_deletion(request.user),
        "name_form": PasskeyNameForm(initial={"name": device_name(agent_of(request))[:60]}),
    }
    return render(request, "sign_in/security.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent
def telephone(request: PersonRequest) -> HttpResponse:
    """Shows the secret to a telephone, and takes its first code."""
    if find_factors(request.user).telephone:
        return redirect("sign_in:security")
    secret, form = _secret(request), CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.add_telephone(request.user, secret=secret, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            request.session.pop(_SECRET, None)
            return _added(request, codes)
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"form": form, "secret": secret, "spaced": spaced, "picture": totp.picture_of(request.user, secret)}
    return render(request, "sign_in/telephone.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@require_recent
def passkey_options(request: PersonRequest) -> HttpResponse:
    check_limit("passkey", client_address(request))
    return JsonResponse({"publicKey": passkeys.begin_creation(request, request.user)["publicKey"]})


@never_cache
@require_POST
@require_recent
def passkey_creation(request: PersonRequest) -> HttpResponse:
    form = PasskeyNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the passkey a name, then try again."))
        return redirect("sign_in:security")
    credential = passkeys.finish_creation(request, request.POST.get("credential", ""))
    return _added(request, factors.add_passkey(request.user, name=form.cleaned_data["name"], credential=credential))


@require_POST
@require_recent
def passkey_name(request: PersonRequest, passkey_id: int) -> HttpResponse:
    form = PasskeyNameForm(request.POST)
    if form.is_valid():
        factors.rename_passkey(request.user, passkey_id=passkey_id, name=form.cleaned_data["name"])
    return redirect("sign_in:security")


@require_POST
@require_recent
def factor_removal(request: PersonRequest, factor_id: int) -> HttpResponse:
    factors.remove_factor(request.user, factor_id=factor_id)
    messages.success(request, _("It opens your account no more."))
    return redirect("sign_in:security")


@never_cache
@require_POST
@require_recent
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    codes = factors.renew_recovery_codes(request.user)
    return _shown_once(request, codes, is_new=False)


def _added(request: PersonRequest, codes: list[str]) -> HttpResponse:
    confirm_session(request, method="", is_factor=True)
    if codes:
        return _shown_once(request, codes, is_new=True)
    messages.success(request, _("It opens your account from now on."))
    return redirect(request.session.pop(_ON, "sign_in:security"))


def _shown_once(request: PersonRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    spaced = [f"{code[:4]} {code[4:]}" for code in codes]
    on = request.session.pop(_ON, "") if is_new else ""
    context = {"codes": spaced, "text": "\n".join(spaced), "is_new": is_new, "on": on}
    return render(request, "sign_in/recovery_codes.html", context)


def _secret(request: PersonRequest) -> str:
    """The same while the page is open; a new one each time it is opened."""
    kept = request.session.get(_SECRET) if request.method == "POST" else None
    if kept:
        return unseal(kept, purpose=_SECRET)
    secret = totp.new_secret()
    request.session[_SECRET] = seal(secret, purpose=_SECRET)
    return secret
