# SPDX-License-Identifier: AGPL-3.0-or-later
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.core import context
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.models import Client, Token
from oauthlib.common import Request
from oauthlib.openid import Server

from ruche.kernel.identity.adapter import CONSENT
from ruche.kernel.identity.bearers import APPLICATION
from ruche.kernel.identity.models import Consent
from ruche.kernel.identity.selectors.consents import (
    find_access,
    find_application_of,
    find_consent_of_text,
    find_consent_of_token,
    find_remembered,
    is_closed,
)
from ruche.kernel.identity.services.consents import bind_tokens, end_tokens


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """allauth's rules, and ours that are stricter: PKCE for all, exact addresses, tokens that belong to a consent."""

    def validate_client_id(self, client_id: Any, request: Request) -> bool:
        return super().validate_client_id(client_id, request) and find_application_of(request.client) is not None

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        return redirect_uri in request.client.get_redirect_uris()

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        application = find_application_of(request.client)
        return application is not None and find_remembered(context.request.user, application, request.scopes) is not None

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        super().save_bearer_token(token, request, *args, **kwargs)
        consent = getattr(context.request, CONSENT)
        given = {"access": token["access_token"], "refresh": token.get("refresh_token")}
        bind_tokens(consent, **given, spent=request.refresh_token, code=request.code)

    def validate_bearer_token(self, token: str, scopes: list[str], request: Request) -> bool:
        """allauth's rules, in one query instead of four; and a token only counts while its consent does."""
        found = None if "access_token" in context.request.GET else find_access(token)
        if found is None or is_closed(found.consent):
            return False
        held = _still_held(found.token.get_scopes(), found.consent)
        if not set(scopes) <= set(held):
            return False
        holder, client = get_validator_context(), found.token.client
        if client.type == Client.Type.PUBLIC and Client.AuthenticationMethod.NONE not in holder.supported_auth_methods:
            return False
        self._use_client(request, client)
        request.user, request.scopes, request.access_token = found.consent.user, held, token
        holder.access_token = found.token
        setattr(context.request, CONSENT, found.consent)
        return True

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        """Not what its person took back since."""
        return _still_held(super().get_original_scopes(refresh_token, request, *args, **kwargs), getattr(context.request, CONSENT))

    def introspect_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        consent = find_consent_of_text(token)
        if consent is None or consent.revoked_at is not None or is_closed(consent):
            return None
        setattr(context.request, CONSENT, consent)
        claims: dict[str, Any] | None = super().introspect_token(token, token_type_hint, request, *args, **kwargs)
        return claims

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """A client's own only. With the refresh token goes all that came from it."""
        found = Token.objects.by_value(token).filter(client=request.client).first()
        if found is None:
            return
        consent = find_consent_of_token(found)
        if consent is not None and found.type == Token.Type.REFRESH_TOKEN:
            end_tokens(consent)
        else:
            found.delete()


def _still_held(scopes: Iterable[str], consent: Consent) -> list[str]:
    """Of a token's scopes those that its consent still names."""
    return [scope for scope in scopes if scope in consent.scopes]


def provider() -> Server:
    """oauthlib's server with our rules; one for each request, as allauth does."""
    return Server(
        request_validator=Validator(),
        token_generator=lambda request: APPLICATION + secrets.token_urlsafe(48),
        refresh_token_generator=lambda request: secrets.token_urlsafe(64),
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
    )
