# SPDX-License-Identifier: AGPL-3.0-or-later
"""There and back: what leaves with the browser, what must come back, and what we then ask the provider ourselves."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import DomainError
from ruche.kernel.identity.models import IdentityProvider
from ruche.kernel.identity.openid.discovery import Metadata, discover
from ruche.kernel.identity.openid.fetching import ProviderUnreachable, get_json, post_form
from ruche.kernel.identity.openid.id_tokens import IdTokenRefused, read_id_token
from ruche.kernel.security.sealing import unseal

SESSION_KEY = "identity_flows"
SECRET_PURPOSE = "identity.provider_secret"  # noqa: S105  # pragma: allowlist secret
_LASTS = 600
_MOST = 5


class FlowRefused(DomainError):
    code = "flow_refused"
    status = 400
    message = _("This sign-in did not begin in this browser, or it took too long. Begin again.")


class FlowCancelled(DomainError):
    code = "flow_cancelled"
    status = 400
    message = _("The provider did not let you in, or you turned back.")


@dataclass(frozen=True)
class Flow:
    """One way out, until it comes back. `is_link`: somebody signed in adds this provider to their account."""

    provider: str
    nonce: str
    verifier: str
    following: str
    is_link: bool
    began_at: float


def begin(request: HttpRequest, provider: IdentityProvider, *, following: str, is_link: bool) -> str:
    """The address to leave for. Raises ProviderUnreachable."""
    metadata = discover(provider.issuer)
    state, verifier, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    flow = Flow(provider.slug, nonce, verifier, following, is_link, time.time())
    kept = {name: one for name, one in _kept(request).items() if time.time() - one.get("began_at", 0) < _LASTS}
    request.session[SESSION_KEY] = dict([*kept.items(), (state, asdict(flow))][-_MOST:])
    values = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback_url(provider),
        "scope": " ".join(dict.fromkeys(["openid", *provider.scopes.split()])),
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    separator = "&" if "?" in metadata.authorization_endpoint else "?"
    return f"{metadata.authorization_endpoint}{separator}{urlencode(values)}"


def take_flow(request: HttpRequest, provider: IdentityProvider) -> Flow:
    """What this browser left with; each counts once. Raises FlowRefused, FlowCancelled."""
    if "error" in request.GET and "state" not in request.GET:
        raise FlowCancelled()  # some providers forget the state when they refuse; nobody is let in either way
    kept = _kept(request)
    found = kept.pop(request.GET.get("state", ""), None)
    if found is None or found.get("provider") != provider.slug or time.time() - found["began_at"] > _LASTS:
        raise FlowRefused()
    request.session[SESSION_KEY] = kept
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise FlowRefused()  # RFC 9207: the answer of another provider
    if "error" in request.GET or not request.GET.get("code"):
        raise FlowCancelled()
    return Flow(**found)


def read_identity(request: HttpRequest, provider: IdentityProvider, flow: Flow) -> dict[str, Any]:
    """Who the provider says this is. Raises ProviderUnreachable, IdTokenRefused."""
    metadata = discover(provider.issuer)
    answer = _exchange(metadata, provider, request.GET["code"], flow.verifier)
    claims = read_id_token(str(answer.get("id_token", "")), metadata, client_id=provider.client_id, nonce=flow.nonce)
    wanted = {"email", "name", provider.groups_claim} - {""}
    if wanted <= claims.keys() or not metadata.userinfo_endpoint or not isinstance(answer.get("access_token"), str):
        return claims
    told = get_json(metadata.userinfo_endpoint, headers={"Authorization": f"Bearer {answer['access_token']}"})
    if told.get("sub") != claims["sub"]:
        raise IdTokenRefused()
    return {**told, **claims}


def _exchange(metadata: Metadata, provider: IdentityProvider, code: str, verifier: str) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_url(provider),
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    secret = unseal(provider.secret_sealed, purpose=SECRET_PURPOSE) if provider.secret_sealed else ""
    if secret and metadata.uses_basic:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        return post_form(metadata.token_endpoint, fields, headers={"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()})
    return post_form(metadata.token_endpoint, {**fields, "client_secret": secret} if secret else fields)


def callback_url(provider: IdentityProvider) -> str:
    """What is registered at the provider."""
    return f"{settings.PUBLIC_URL}{reverse('identity:provider_callback', args=[provider.slug])}"


def _kept(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(SESSION_KEY)
    return dict(found) if isinstance(found, dict) else {}


__all__ = ["Flow", "FlowCancelled", "FlowRefused", "ProviderUnreachable", "begin", "callback_url", "read_identity", "take_flow"]
