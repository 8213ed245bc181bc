# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other programs ask: the map of the provider, its keys, tokens and who somebody is."""

from typing import Any

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.core.internal.jwkkit import load_jwk_from_pem
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params, get_validator_context
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.errors import TooManyAttempts
from ruche.kernel.identity.adapter import CONSENT
from ruche.kernel.identity.bearers import hash_of
from ruche.kernel.identity.openid.server import provider
from ruche.kernel.identity.selectors.consents import find_membership_of, is_closed
from ruche.kernel.identity.services.applications import BASE_SCOPES
from ruche.kernel.identity.services.consents import end_replayed, end_tokens, find_exchange
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """/.well-known/openid-configuration: every address from RUCHE_PUBLIC_URL."""
    names = {
        "authorization_endpoint": "authorization",
        "end_session_endpoint": "logout",
        "jwks_uri": "jwks",
        "revocation_endpoint": "revoke",
        "introspection_endpoint": "introspect",
        "token_endpoint": "token",
        "userinfo_endpoint": "userinfo",
    }
    methods = ["client_secret_basic", "client_secret_post"]
    return _public(
        {
            "issuer": settings.PUBLIC_URL,
            **{key: settings.PUBLIC_URL + reverse(f"idp:oidc:{name}") for key, name in names.items()},
            "scopes_supported": [*BASE_SCOPES, *catalogue()],
            "claims_supported": ["sub", "email", "email_verified", "name", "locale", "zoneinfo", "organisation", "groups"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [*methods, "none"],
            "introspection_endpoint_auth_methods_supported": methods,
            "prompt_values_supported": ["none", "login", "consent"],
            "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
        },
        seconds=3600,
    )


@require_GET
def jwks(request: HttpRequest) -> HttpResponse:
    """The public halves of the keys that sign, also of the next one."""
    adapter = get_adapter()
    keys = [{**load_jwk_from_pem(key.pem)[0], "use": "sig", "alg": "RS256"} for key in adapter.list_private_keys(is_active=True)]
    return _public({"keys": keys}, seconds=min(3600, adapter.get_jwks_cache_control()))


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A code or a refresh token against the next tokens; each counts once."""
    if refused := _over_limit(request):
        return refused
    with transaction.atomic():
        if not _one_at_a_time(request):
            return JsonResponse({"error": "invalid_grant"}, status=400)
        return _told(provider().create_token_response(*extract_params(request)))


@csrf_exempt
def userinfo(request: HttpRequest) -> HttpResponse:
    """Who the person of an access token is."""
    try:
        return _told(provider().create_userinfo_response(*extract_params(request)))
    except OAuth2Error as error:
        return _error(error)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """A token ends, at once."""
    return _over_limit(request) or _told(provider().create_revocation_response(*extract_params(request)))


@csrf_exempt
@require_POST
def introspect(request: HttpRequest) -> HttpResponse:
    """What a token of the asking client is worth."""
    if refused := _over_limit(request):
        return refused
    get_validator_context().supported_auth_methods = app_settings.INTROSPECTION_AUTH_METHODS
    return _told(provider().create_introspect_response(*extract_params(request)))


def _told(answer: tuple[dict[str, str], Any, int]) -> HttpResponse:
    response: HttpResponse = convert_response(*answer)
    return response


def _one_at_a_time(request: HttpRequest) -> bool:
    """Whoever brings the same code at the same moment waits. False: this code or refresh token is spent, or its person left."""
    if code := request.POST.get("code"):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [hash_of(code)])
        if end_replayed(code):
            return False
    refresh = request.POST.get("refresh_token")
    if not refresh:
        return True
    exchange = find_exchange(refresh)
    if exchange is None:
        return False
    if is_closed(exchange.consent):
        return False
    if exchange.consent.organisation_id is not None and find_membership_of(exchange.consent) is None:
        end_tokens(exchange.consent)
        return False
    setattr(request, CONSENT, exchange.consent)
    return True


def _over_limit(request: HttpRequest) -> HttpResponse | None:
    try:
        check_limit("oauth_token", client_address(request))
    except TooManyAttempts as error:
        response = JsonResponse({"error": "temporarily_unavailable"}, status=429)
        response["Retry-After"] = str(error.retry_after)
        return response
    return None


def _error(error: OAuth2Error) -> HttpResponse:
    response = HttpResponse(error.json, status=error.status_code, content_type="application/json")
    for name, value in error.headers.items():
        response[name] = value
    return response


def _public(data: dict[str, Any], *, seconds: int) -> HttpResponse:
    response = JsonResponse(data)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response


def client_id_of(request: HttpRequest) -> str:
    """What the client of a token request calls itself; unproven."""
    basic, _secret = extract_basic_auth({"Authorization": request.headers.get("Authorization", "")})
    return str(request.POST.get("client_id") or basic or "")
