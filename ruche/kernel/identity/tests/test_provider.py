# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ruche tells another program who somebody is: what it says, once, to whom it belongs, as long as it may."""

from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.identity.models import Consent, GrantedToken, SigningKey
from ruche.kernel.identity.services.consents import revoke_consent
from ruche.kernel.identity.services.keys import ensure_signing_key, list_signing_keys, renew_signing_key
from ruche.kernel.identity.tests.conftest import AUTHORIZE, BACK, USERINFO, allow, returned

ORGANISATIONS = "/api/v1/organisations/"
MEMBERS = "/api/v1/o/atelier-a/members/"


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def tokens_of(client, wiki, **changes):
    response = wiki.exchange(returned(allow(client, wiki, **changes))["code"])
    assert response.status_code == 200, response.content
    return response.json()


def published_key(kid: str):
    keys = Client().get("/.well-known/jwks.json").json()["keys"]
    return jwt.PyJWK(next(key for key in keys if key["kid"] == kid)).key


def test_every_address_comes_from_the_public_one_whatever_the_host_header_says(db, settings):
    map_ = Client(HTTP_HOST="localhost").get("/.well-known/openid-configuration").json()
    assert map_["issuer"] == settings.PUBLIC_URL
    assert all(value.startswith(settings.PUBLIC_URL) for name, value in map_.items() if name.endswith(("_endpoint", "_uri")))
    assert map_["code_challenge_methods_supported"] == ["S256"]
    assert map_["response_types_supported"] == ["code"]


def test_round_trip(client_of, bob, atelier_a, wiki, settings):
    answer = returned(allow(client_of(bob), wiki))
    assert answer["state"] == "s1"
    tokens = wiki.exchange(answer["code"]).json()
    header = jwt.get_unverified_header(tokens["id_token"])
    claims = jwt.decode(
        tokens["id_token"], published_key(header["kid"]), algorithms=["RS256"], audience=wiki.client_id, issuer=settings.PUBLIC_URL
    )
    assert claims["nonce"] == "n1"
    told = bearer(tokens["access_token"]).get(USERINFO).json()
    consent = Consent.objects.get(user=bob)
    assert told["sub"] == claims["sub"] == consent.sub
    assert str(bob.pk) not in str(told)
    assert str(bob.pk) not in str(claims)
    assert (told["email"], told["email_verified"], told["name"], told["organisation"]) == (bob.email, True, "Bob", "atelier-a")
    assert told["groups"] == []
    assert tokens["access_token"].startswith("ruche_at_")


def test_the_page_says_what_it_wants_and_may_lead_there(client_of, bob, wiki):
    page = client_of(bob).get(AUTHORIZE, wiki.request(scope="openid chat.post_message"))
    assert "Let Wiki in?" in page.content.decode()
    assert page["Content-Security-Policy"].endswith("form-action 'self' https://wiki.example.org")


def test_refusing_tells_nothing(client_of, bob, wiki):
    assert returned(allow(client_of(bob), wiki, press="cancel")) == {"error": "access_denied", "state": "s1"}
    assert not Consent.objects.exists()


def test_who_is_not_signed_in_signs_in_first(wiki):
    response = Client().get(AUTHORIZE, wiki.request())
    assert response.status_code == 302
    assert response["Location"].startswith("/account/sign-in/")
    silent = returned(Client().get(AUTHORIZE, wiki.request(prompt="none")))
    assert silent["error"] == "login_required"


def test_a_consent_is_remembered_until_more_is_asked_for(client_of, bob, wiki):
    client = client_of(bob)
    allow(client, wiki, scope="openid email")
    assert "code" in returned(client.get(AUTHORIZE, wiki.request(scope="openid")))
    assert "code" in returned(client.get(AUTHORIZE, wiki.request(scope="openid", prompt="none")))
    assert client.get(AUTHORIZE, wiki.request(scope="openid profile")).status_code == 200
    assert returned(client.get(AUTHORIZE, wiki.request(scope="openid profile", prompt="none")))["error"] == "consent_required"
    assert client.get(AUTHORIZE, wiki.request(scope="openid", prompt="consent")).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example.org/callback"},
        {"redirect_uri": BACK + "/more"},
        {"redirect_uri": BACK + "?a=1"},
        {"redirect_uri": None},
        {"client_id": "nobody"},
        {"client_id": None},
    ],
)
def test_nobody_is_sent_to_an_address_that_was_not_registered(client_of, bob, wiki, changes):
    response = client_of(bob).get(AUTHORIZE, wiki.request(**changes))
    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token"}, "unauthorized_client"),
        ({"scope": "openid organisation.manage_roles"}, "invalid_scope"),
    ],
)
def test_weak_or_greedy_requests_go_back_with_an_error(client_of, bob, wiki, changes, error):
    response = client_of(bob).get(AUTHORIZE, wiki.request(**changes))
    assert response.status_code == 302, response.content[:200]
    assert f"error={error}" in response["Location"]
    assert "code=" not in response["Location"]


def test_a_code_counts_once_with_its_verifier_for_its_program(client_of, bob, wiki):
    client = client_of(bob)
    code = returned(allow(client, wiki))["code"]
    assert wiki.exchange(code, code_verifier="w" * 60).status_code == 400
    code = returned(allow(client, wiki, prompt="consent"))["code"]
    assert wiki.exchange(code, redirect_uri="https://wiki.example.org/other").status_code in (400, 401)
    assert wiki.exchange(code, client_secret="wrong").status_code == 401
    code = returned(allow(client, wiki, prompt="consent"))["code"]
    assert wiki.exchange(code).status_code == 200
    assert wiki.exchange(code).status_code == 400


def test_the_scopes_of_a_token_are_its_rights_and_its_organisation_is_its_only_one(client_of, dana, atelier_a, bureau_b, wiki):
    token = tokens_of(client_of(dana), wiki, scope="openid organisation.view_members")["access_token"]
    assert bearer(token).get(MEMBERS).status_code == 200
    assert bearer(token).get("/api/v1/o/bureau-b/members/").status_code == 404
    assert [one["slug"] for one in bearer(token).get(ORGANISATIONS).json()["results"]] == ["atelier-a"]
    less = tokens_of(client_of(dana), wiki, scope="openid", prompt="consent")["access_token"]
    assert bearer(less).get(MEMBERS).status_code == 403


def test_what_the_person_unticks_is_not_given(client_of, bob, wiki):
    token = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members", scopes=[])["access_token"]
    assert bearer(token).get(MEMBERS).status_code == 403


def test_taking_it_back_ends_everything_at_once(client_of, bob, wiki):
    tokens = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members")
    assert bearer(tokens["access_token"]).get(MEMBERS).status_code == 200
    revoke_consent(bob, consent_id=Consent.objects.get(user=bob).pk)
    answer = bearer(tokens["access_token"]).get(MEMBERS)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
    assert bearer(tokens["access_token"]).get(USERINFO).status_code == 401
    assert wiki.refresh(tokens["refresh_token"]).status_code == 400


def test_a_stolen_refresh_token_ends_what_came_from_it(client_of, bob, wiki):
    first = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members")
    second = wiki.refresh(first["refresh_token"]).json()
    assert wiki.refresh(first["refresh_token"]).status_code == 400
    assert bearer(second["access_token"]).get(MEMBERS).status_code == 200, "two tabs at the same moment steal nothing"
    GrantedToken.objects.filter(is_refresh=True, spent_at__isnull=False).update(spent_at=timezone.now() - timedelta(minutes=1))
    assert wiki.refresh(first["refresh_token"]).status_code == 400
    assert bearer(second["access_token"]).get(MEMBERS).status_code == 401
    assert wiki.refresh(second["refresh_token"]).status_code == 400


def test_a_program_revokes_and_looks_at_its_own_tokens_only(client_of, alice, bob, atelier_a, wiki):
    tokens = tokens_of(client_of(bob), wiki, scope="openid organisation.view_members")
    own = {"client_id": wiki.client_id, "client_secret": wiki.secret}
    looked = Client().post("/identity/o/api/introspect", {**own, "token": tokens["access_token"]}).json()
    assert looked["active"] is True
    assert looked["client_id"] == wiki.client_id
    assert Client().post("/identity/o/api/revoke", {"token": tokens["access_token"]}).status_code == 401
    assert Client().post("/identity/o/api/revoke", {**own, "token": tokens["refresh_token"]}).status_code == 200
    assert bearer(tokens["access_token"]).get(MEMBERS).status_code == 401
    assert Client().post("/identity/o/api/introspect", {**own, "token": tokens["access_token"]}).json() == {"active": False}


def test_two_programs_see_two_people(client_of, dana, atelier_a, bureau_b, wiki):
    first = tokens_of(client_of(dana), wiki)
    again = tokens_of(client_of(dana), wiki, prompt="consent")
    subs = {jwt.decode(one["id_token"], options={"verify_signature": False})["sub"] for one in (first, again)}
    assert len(subs) == 1, "to one program one stays the same"


def test_the_next_key_is_known_before_it_signs_and_the_last_one_after(db):
    first = ensure_signing_key()
    assert ensure_signing_key().pk == first.pk
    SigningKey.objects.filter(pk=first.pk).update(expires_at=timezone.now() + timedelta(days=20))
    second = ensure_signing_key()
    assert second.pk != first.pk
    assert second.not_before > timezone.now()
    published = {key["kid"] for key in Client().get("/.well-known/jwks.json").json()["keys"]}
    assert published == {first.kid, second.kid}
    SigningKey.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    SigningKey.objects.filter(pk=second.pk).update(not_before=timezone.now())
    assert [key.expires_at for key in list_signing_keys()] == [second.expires_at]
    assert "PRIVATE" not in SigningKey.objects.get(pk=second.pk).pem_sealed


def test_another_key_signs_at_once_and_the_stolen_one_is_believed_no_more(client_of, bob, wiki):
    first = tokens_of(client_of(bob), wiki)["id_token"]
    second, count = renew_signing_key()
    assert count == 1
    now = tokens_of(client_of(bob), wiki, prompt="consent")["id_token"]
    assert jwt.get_unverified_header(now)["kid"] == second.kid
    before = jwt.get_unverified_header(first)["kid"]
    assert jwt.decode(first, published_key(before), algorithms=["RS256"], audience=wiki.client_id)
    third, _count = renew_signing_key(is_stolen=True)
    assert {key["kid"] for key in Client().get("/.well-known/jwks.json").json()["keys"]} == {third.kid}


def test_leaving_the_organisation_ends_the_refresh(client_of, bob, atelier_a, wiki):
    from ruche.kernel.db.context import organisation_scope
    from ruche.kernel.organisations.models import Membership

    tokens = tokens_of(client_of(bob), wiki)
    with organisation_scope(atelier_a.id):
        Membership.objects.filter(user=bob).update(status=Membership.Status.LEFT)
    assert wiki.refresh(tokens["refresh_token"]).status_code == 400
