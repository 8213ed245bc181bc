# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where somebody lets another program know who they are."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from allauth.core.internal.httpkit import add_query_params, del_query_params
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2.rfc6749 import errors

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.identity.adapter import CONSENT
from ruche.kernel.identity.models import Application, Consent
from ruche.kernel.identity.openid.server import provider
from ruche.kernel.identity.selectors.consents import find_application_at, find_application_of, find_remembered, list_choices
from ruche.kernel.identity.services.consents import grant_consent
from ruche.kernel.organisations.models import Membership
from ruche.kernel.sign_in.gate import check_gate, facts_of
from ruche.kernel.users.models import User

_LASTS = 600  # seconds that the page may stay open
_SALT = "ruche.identity.authorization"


@dataclass(frozen=True)
class Asked:
    """What a program asked for, checked by oauthlib. `info` goes back to it unchanged."""

    application: Application
    scopes: list[str]
    info: dict[str, Any]

    @property
    def permissions(self) -> list[str]:
        return [scope for scope in self.scopes if scope in catalogue()]

    @property
    def prompts(self) -> list[str]:
        return list(self.info.get("prompt") or ())

    @property
    def target(self) -> str:
        """Where the browser goes afterwards, as Content-Security-Policy names it."""
        parts = urlsplit(self.info["redirect_uri"])
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


@require_http_methods(["GET", "POST"])
def authorization(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answered(request)
    try:
        asked = _read(request)
    except errors.FatalClientError as error:
        return _refused(request, _reason(error))
    except errors.OAuth2Error as error:
        return _on_to(error.in_uri(error.redirect_uri))
    return _asked(request, asked)


def _read(request: HttpRequest) -> Asked:
    """Raises OAuth2Error; FatalClientError when nobody may be sent anywhere."""
    scopes, info = provider().validate_authorization_request(*extract_params(request))
    asked = info.pop("request")
    application = find_application_of(asked.client)
    if application is None:
        raise errors.InvalidClientIdError(request=asked)
    if info.get("code_challenge_method") != "S256":
        raise errors.UnsupportedCodeChallengeMethodError(request=asked)
    prompt = info.get("prompt") or ()
    return Asked(application, list(scopes), {**info, "prompt": prompt.split() if isinstance(prompt, str) else list(prompt)})


def _asked(request: HttpRequest, asked: Asked) -> HttpResponse:
    silent = "none" in asked.prompts
    if not request.user.is_authenticated:
        return _back(asked, "login_required") if silent else redirect_to_login(request.get_full_path())
    if "login" in asked.prompts:
        return _sign_in_again(request)
    remembered = find_remembered(request.user, asked.application, asked.scopes)
    if remembered is not None and "consent" not in asked.prompts and _still_stands(request, asked, remembered):
        return _issue(request, asked, remembered, asked.scopes)
    return _back(asked, "consent_required") if silent else _page(request, asked)


def _answered(request: HttpRequest) -> HttpResponse:
    """What the person pressed. Django has checked that the page was ours."""
    try:
        kept = TimestampSigner(salt=_SALT).unsign_object(request.POST.get("request", ""), max_age=_LASTS)
        asked = _kept(request, kept)
    except BadSignature:
        return _refused(request, _("This page was open for too long. Go back to the application and begin again."))
    if request.POST.get("action") != "grant":
        return _back(asked, "access_denied")
    organisation = request.POST.get("organisation", "")
    if organisation not in _allowed(request, asked):
        return _page(request, asked, error=_("Choose the organisation that this is about."))
    chosen = set(request.POST.getlist("scopes"))
    scopes = [scope for scope in asked.scopes if scope not in asked.permissions or scope in chosen]
    organisation_id = UUID(organisation) if organisation else None
    consent = grant_consent(cast(User, request.user), application=asked.application, organisation_id=organisation_id, scopes=scopes)
    return _issue(request, asked, consent, scopes)


def _issue(request: HttpRequest, asked: Asked, consent: Consent, scopes: list[str]) -> HttpResponse:
    """Back to the program, with a code that counts once, for a minute."""
    setattr(request, CONSENT, consent)
    credentials = {"user": request.user, **{name: value for name, value in asked.info.items() if name != "resources"}}
    try:
        found = provider().create_authorization_response(*extract_params(request), scopes=scopes, credentials=credentials)
    except errors.FatalClientError as error:
        return _refused(request, _reason(error))
    response: HttpResponse = convert_response(*found)
    return response


def _page(request: HttpRequest, asked: Asked, *, error: str = "") -> HttpResponse:
    labels = catalogue()
    kept = [str(request.user.pk), asked.application.client_id, asked.scopes, asked.info]
    context = {
        "application": asked.application,
        "client": asked.application.client,
        "request_text": TimestampSigner(salt=_SALT).sign_object(kept),
        "choices": _choices(request, asked),
        "may_be_alone": _may_be_alone(request, asked),
        "scopes": asked.scopes,
        "permissions": [labels[name] for name in asked.permissions],
        "host": urlsplit(asked.info["redirect_uri"]).netloc,
        "error": error,
    }
    response = render(request, "identity/authorization.html", context, status=422 if error else 200)
    response.form_targets = [asked.target]  # type: ignore[attr-defined]
    return response


def _kept(request: HttpRequest, kept: Any) -> Asked:
    """What the page carried, for the same person. Raises BadSignature."""
    user_id, client_id, scopes, info = kept
    application = find_application_at(client_id)
    if application is None or not request.user.is_authenticated or str(request.user.pk) != user_id:
        raise BadSignature()
    return Asked(application, scopes, info)


def _choices(request: HttpRequest, asked: Asked) -> list[Membership]:
    """The person's organisations that this session opens and the application may be used in."""
    facts, user = facts_of(request), cast(User, request.user)
    return [one for one in list_choices(user, asked.application) if check_gate(user, one, facts) is None]


def _may_be_alone(request: HttpRequest, asked: Asked) -> bool:
    """An application of the instance that only wants to know who somebody is needs no organisation.

    Not in a session that an organisation's provider or directory began: it vouches for its own people to itself.
    """
    wants = asked.permissions or "groups" in asked.scopes
    return asked.application.organisation_id is None and not wants and facts_of(request).organisation_id is None


def _allowed(request: HttpRequest, asked: Asked) -> set[str]:
    """What may be chosen; "" stands for no organisation."""
    return {str(one.organisation_id) for one in _choices(request, asked)} | ({""} if _may_be_alone(request, asked) else set())


def _still_stands(request: HttpRequest, asked: Asked, consent: Consent) -> bool:
    return (str(consent.organisation_id) if consent.organisation_id else "") in _allowed(request, asked)


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    following = del_query_params(request.get_full_path(), "prompt")
    return HttpResponseRedirect(add_query_params(reverse("account_reauthenticate"), {"next": following}))


def _back(asked: Asked, error: str) -> HttpResponse:
    state = asked.info.get("state")
    return _on_to(add_query_params(asked.info["redirect_uri"], {"error": error, **({"state": state} if state else {})}))


def _on_to(address: str) -> HttpResponse:
    """Also to an application's own scheme, which Django's redirect refuses. The address was checked before."""
    return HttpResponse(status=302, headers={"Location": address})


def _reason(error: errors.FatalClientError) -> str:
    """For the person who came; whoever wrote the program finds more in docs/api/applications.md."""
    if isinstance(error, errors.InvalidClientIdError | errors.MissingClientIdError):
        return _("It is not registered here, or is switched off.")
    if isinstance(error, errors.MismatchingRedirectURIError | errors.MissingRedirectURIError | errors.InvalidRedirectURIError):
        return _("It wants you to return to an address that was not registered for it.")
    return _("It did not ask in the right way.")


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "identity/authorization_refused.html", {"sentence": sentence}, status=400)
