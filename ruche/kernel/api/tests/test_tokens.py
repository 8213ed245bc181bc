# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User
from ruche.kernel.users.services import end_sessions

pytestmark = pytest.mark.django_db
ORGANISATIONS = "/api/v1/organisations/"


def post(path: str, data: dict[str, Any]) -> Any:
    # No session, and CSRF checked: tokens need neither.
    return Client(enforce_csrf_checks=True).post(f"/api/v1/{path}/", data, content_type="application/json")


def bearer(token: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def tokens(alice: User) -> dict[str, str]:
    tokens: dict[str, str] = post("token", {"email": "ALICE@example.org", "password": PASSWORD}).json()
    return tokens


def test_access_token_acts_for_its_person(tokens, atelier_a):
    assert tokens.keys() == {"access", "refresh"}
    organisation = bearer(tokens["access"]).get(ORGANISATIONS).json()["results"][0]
    assert (organisation["slug"], organisation["role"]) == ("atelier-a", "owner")


def test_tokens_last_ten_minutes_and_thirty_days(tokens):
    access, refresh = AccessToken(tokens["access"]), RefreshToken(tokens["refresh"])
    assert access["exp"] - access["iat"] == 600
    assert refresh["exp"] - refresh["iat"] == timedelta(days=30).total_seconds()


def test_refresh_gives_the_next_access_token(tokens):
    response = post("token/refresh", {"refresh": tokens["refresh"]})
    assert response.json().keys() == {"access", "refresh"}
    assert bearer(response.json()["access"]).get(ORGANISATIONS).status_code == 200


def test_a_token_is_used_for_what_it_is(tokens):
    assert bearer(tokens["refresh"]).get(ORGANISATIONS).status_code == 401
    for wrong in (tokens["access"], tokens["refresh"][:-2], "x.y.z"):
        response = post("token/refresh", {"refresh": wrong})
        assert (response.status_code, response.json()["code"]) == (401, "token_refused")


def test_tokens_end_with_the_sessions(tokens, alice):
    end_sessions(alice)
    assert bearer(tokens["access"]).get(ORGANISATIONS).status_code == 401
    assert post("token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_tokens_end_with_the_account(tokens, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert bearer(tokens["access"]).get(ORGANISATIONS).status_code == 401
    assert post("token/refresh", {"refresh": tokens["refresh"]}).status_code == 401


def test_expired_access_token_is_refused(alice):
    old = AccessToken.for_user(alice)
    old["epoch"] = alice.session_epoch
    assert bearer(str(old)).get(ORGANISATIONS).status_code == 200
    old.set_exp(lifetime=-timedelta(seconds=1))
    assert bearer(str(old)).get(ORGANISATIONS).status_code == 401


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"email": "alice@example.org", "password": "wrong"}, 401, "sign_in_refused"),
        ({"email": "nobody@example.org", "password": PASSWORD}, 401, "sign_in_refused"),
        ({"email": "alice@example.org"}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"email": ["alice@example.org"], "password": {"a": 1}}, 422, "invalid"),
    ],
)
def test_wrong_sign_in_is_refused(alice, data, status, code):
    response = post("token", data)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_closed_account_gets_no_token(alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert post("token", {"email": alice.email, "password": PASSWORD}).json()["code"] == "account_closed"


def test_address_must_be_proven_where_letters_arrive(alice, settings):
    EmailAddress.objects.update(verified=False)
    assert post("token", {"email": alice.email, "password": PASSWORD}).status_code == 200
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    response = post("token", {"email": alice.email, "password": PASSWORD})
    assert (response.status_code, response.json()["code"]) == (403, "address_unproven")


def test_guessing_ends_at_the_limit(alice):
    answers = [post("token", {"email": "alice@example.org", "password": f"guess {n}"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert post("token", {"email": "alice@example.org", "password": PASSWORD}).status_code == 429


def test_token_opens_only_the_persons_organisations(tokens, atelier_a, bureau_b):
    client = bearer(tokens["access"])
    assert client.get("/api/v1/o/atelier-a/chat/channels/").status_code == 200
    assert client.get("/api/v1/o/bureau-b/chat/channels/").status_code == 404


def test_the_password_of_a_proxy_before_us_changes_nothing(alice, atelier_a):
    client = Client(enforce_csrf_checks=True, headers={"Authorization": "Basic eDp5"})
    assert client.get("/api/v1/organisations/").status_code == 401
    client.force_login(alice)
    assert client.get("/o/atelier-a/").status_code == 200
    assert client.get("/api/v1/organisations/").status_code == 200
    # Still a session, so a page of somebody else's cannot act in its name.
    refused = client.post("/api/v1/o/atelier-a/chat/channels/", {"name": "forged"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
