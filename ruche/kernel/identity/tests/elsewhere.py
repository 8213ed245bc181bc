# SPDX-License-Identifier: AGPL-3.0-or-later
"""A provider as a fake: what it answers can be bent. tests/other_servers has a real one, of others."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache

from ruche.kernel.identity.models import IdentityProvider
from ruche.kernel.identity.openid import fetching

ISSUER = "https://login.example.org"
CLIENT = "ruche-here"


class Elsewhere:
    """Answers what Ruche asks of the provider. `bend` changes the claims, `sign` replaces the signature."""

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid, self.nonce = "k1", ""
        self.claims: dict[str, Any] = {"sub": "bob-there", "email": "bob@elsewhere.example", "email_verified": True, "name": "Bob There"}
        self.bend: dict[str, Any] = {}
        self.sign: Any = None
        self.userinfo: dict[str, Any] = {}
        self.is_down = False
        self.sent: dict[str, str] = {}

    @property
    def public_pem(self) -> bytes:
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, kind)

    def answer(self, method: str, url: str, headers: Any, body: bytes | None) -> dict[str, Any]:
        if self.is_down:
            raise fetching.ProviderUnreachable()
        if url.endswith("/.well-known/openid-configuration"):
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks", "userinfo_endpoint": "userinfo"}
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            return {"issuer": ISSUER, **{key: f"{ISSUER}/{name}" for key, name in names.items()}, **methods}
        if url.endswith("/jwks"):
            return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key())), "kid": self.kid, "use": "sig"}]}
        if url.endswith("/userinfo"):
            return {"sub": self.claims["sub"], **self.userinfo}
        self.sent = {name: values[0] for name, values in parse_qs((body or b"").decode()).items()}
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce, **self.claims, **self.bend}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return str(self.sign(claims))
        return jwt.encode(claims, self.private, algorithm="RS256", headers={"kid": self.kid})


@pytest.fixture
def elsewhere(db, monkeypatch):
    cache.clear()
    fake = Elsewhere()
    monkeypatch.setattr(fetching, "_ask", fake.answer)
    return fake


@pytest.fixture
def provider(atelier_a):
    values = {"name": "Elsewhere", "slug": "elsewhere", "issuer": ISSUER, "client_id": CLIENT, "groups_claim": "groups"}
    return IdentityProvider.objects.create(organisation=atelier_a, creates_members=True, **values)


def leave(client, slug="elsewhere", **data):
    """Press the button; what the browser then carries to the provider."""
    page = client.post(f"/account/oidc/{slug}/login/", data)
    assert page.status_code == 200, page.content[:300]
    return dict(parse_qsl(urlsplit(page.context["address"]).query))


def come_back(client, elsewhere, slug="elsewhere", following="", **changes):
    """The whole way; `changes` bend what the browser brings back."""
    carried = leave(client, slug, next=following)
    elsewhere.nonce = carried["nonce"]
    values = {"state": carried["state"], "code": "c1", **changes}
    return client.get(f"/account/oidc/{slug}/login/callback/", {name: value for name, value in values.items() if value is not None})
