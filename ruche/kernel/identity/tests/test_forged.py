# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever forges the state, or shows a token that is not ours, from elsewhere, of before, or of another key, is nobody."""

import base64
import hashlib
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from ruche.kernel.identity.models import ProviderAccount
from ruche.kernel.identity.tests.elsewhere import CLIENT, ISSUER, come_back, elsewhere, leave, provider
from ruche.kernel.users.models import User

__all__ = ["elsewhere", "provider"]

CALLBACK = "/account/oidc/elsewhere/login/callback/"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_true_answer_signs_in(client, elsewhere, provider):
    response = come_back(client, elsewhere)
    assert response.status_code == 302
    assert is_in(client)
    assert ProviderAccount.objects.get().user.email == "bob@elsewhere.example"


def test_what_leaves_with_the_browser(client, elsewhere, provider, settings):
    carried = leave(client)
    assert carried["redirect_uri"] == f"{settings.PUBLIC_URL}{CALLBACK}"
    assert (carried["response_type"], carried["client_id"], carried["code_challenge_method"]) == ("code", CLIENT, "S256")
    elsewhere.nonce = carried["nonce"]
    client.get(CALLBACK, {"state": carried["state"], "code": "c1"})
    digest = hashlib.sha256(elsewhere.sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == carried["code_challenge"]


@pytest.mark.parametrize("state", ["forged", "", None])
def test_a_forged_state(client, elsewhere, provider, state):
    response = come_back(client, elsewhere, state=state)
    assert response.status_code == 400
    assert not is_in(client)
    assert not User.objects.filter(email="bob@elsewhere.example").exists()


def test_the_state_of_another_browser(elsewhere, provider):
    hers, his = Client(), Client()
    carried = leave(hers)
    elsewhere.nonce = carried["nonce"]
    assert his.get(CALLBACK, {"state": carried["state"], "code": "c1"}).status_code == 400
    assert not is_in(his)


def test_a_state_counts_once(client, elsewhere, provider):
    carried = leave(client)
    elsewhere.nonce = carried["nonce"]
    assert client.get(CALLBACK, {"state": carried["state"], "code": "c1"}).status_code == 302
    assert client.get(CALLBACK, {"state": carried["state"], "code": "c1"}).status_code == 400


def test_a_state_is_of_one_provider(client, elsewhere, provider):
    type(provider).objects.create(organisation=None, name="Other", slug="other", issuer="https://other.example.org", client_id="x")
    carried = leave(client)
    elsewhere.nonce = carried["nonce"]
    assert client.get("/account/oidc/other/login/callback/", {"state": carried["state"], "code": "c1"}).status_code == 400
    assert not is_in(client)


def test_a_state_that_is_too_old(client, elsewhere, provider, monkeypatch):
    carried = leave(client)
    elsewhere.nonce = carried["nonce"]
    session = client.session
    session["identity_flows"][carried["state"]]["began_at"] -= 700
    session.save()
    assert client.get(CALLBACK, {"state": carried["state"], "code": "c1"}).status_code == 400


def test_the_answer_of_another_issuer(client, elsewhere, provider):
    assert come_back(client, elsewhere, iss="https://evil.example.org").status_code == 400
    assert come_back(Client(), elsewhere, iss=ISSUER).status_code == 302


def test_turning_back_is_said(client, elsewhere, provider):
    response = come_back(client, elsewhere, code=None, error="access_denied")
    assert response.status_code == 400
    assert not is_in(client)


BENT = {
    "for another program": {"aud": "somebody-else"},
    "for several, without saying whom": {"aud": [CLIENT, "somebody-else"]},
    "given to another": {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
    "given to another, alone": {"azp": "somebody-else"},
    "without audience": {"aud": None},
    "of another issuer": {"iss": "https://evil.example.org"},
    "of nearly the same issuer": {"iss": ISSUER + "/"},
    "expired": {"exp": int(time.time()) - 3600},
    "without end": {"exp": None},
    "of tomorrow": {"iat": int(time.time()) + 86400, "nbf": int(time.time()) + 86400},
    "of another sign-in": {"nonce": "another"},
    "without nonce": {"nonce": None},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "of a number": {"sub": 7},
    "of a long name": {"sub": "x" * 256},
}


@pytest.mark.parametrize("name", BENT)
def test_a_token_that_is_not_for_this(client, elsewhere, provider, name):
    elsewhere.bend = BENT[name]
    response = come_back(client, elsewhere)
    assert response.status_code == 400, name
    assert not is_in(client)
    assert not ProviderAccount.objects.exists()


def test_a_token_for_two_that_names_us(client, elsewhere, provider):
    elsewhere.bend = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}
    assert come_back(client, elsewhere).status_code == 302


def test_a_token_that_nobody_signed(client, elsewhere, provider):
    elsewhere.sign = lambda claims: f"{_b64({'alg': 'none', 'kid': elsewhere.kid})}.{_b64(claims)}."
    assert come_back(client, elsewhere).status_code == 400


def test_a_token_signed_with_the_public_key_as_a_password(client, elsewhere, provider):
    def sign(claims: dict[str, object]) -> str:
        import hmac

        text = f"{_b64({'alg': 'HS256', 'kid': elsewhere.kid})}.{_b64(claims)}"
        mark = hmac.new(elsewhere.public_pem, text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"

    elsewhere.sign = sign
    assert come_back(client, elsewhere).status_code == 400


@pytest.mark.parametrize("kid", ["k1", "k2", None])
def test_a_token_of_another_key(client, elsewhere, provider, kid):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elsewhere.sign = lambda claims: jwt.encode(claims, other, algorithm="RS256", headers={"kid": kid} if kid else None)
    assert come_back(client, elsewhere).status_code == 400


def test_no_token_at_all(client, elsewhere, provider):
    elsewhere.sign = lambda claims: "x.y.z"
    assert come_back(client, elsewhere).status_code == 400


def test_a_key_that_the_provider_changed_is_asked_for_once(client, elsewhere, provider):
    assert come_back(client, elsewhere).status_code == 302
    elsewhere.private, elsewhere.kid = rsa.generate_private_key(public_exponent=65537, key_size=2048), "k2"
    assert come_back(Client(), elsewhere).status_code == 302


def test_userinfo_of_somebody_else(client, elsewhere, provider):
    elsewhere.claims = {"sub": "bob-there"}
    elsewhere.userinfo = {"sub": "alice-there", "email": "alice@example.org", "email_verified": True}
    assert come_back(client, elsewhere).status_code == 400


def test_a_provider_that_is_down_is_said_and_the_sign_in_page_shows(client, elsewhere, provider):
    elsewhere.is_down = True
    response = client.post("/account/oidc/elsewhere/login/")
    assert response.status_code == 502
    assert client.get("/account/sign-in/").status_code == 200
