# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from ruche.kernel.mail.models import Letter
from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.models import RefreshFamily
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
ORGANISATIONS = "/api/v1/organisations/"


def send(path: str, data: dict[str, Any], method: str = "post") -> Any:
    return getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}/", data, content_type="application/json")


def sign_in(**more: str) -> Any:
    return send("token", {"email": "alice@example.org", "password": PASSWORD, **more})


def later(seconds: int) -> None:
    """As if the last turn of the only family were so long ago."""
    RefreshFamily.objects.update(rotated_at=timezone.now() - timedelta(seconds=seconds))


@pytest.fixture
def first(alice: User) -> str:
    token: str = sign_in().json()["refresh"]
    return token


def test_each_refresh_gives_another_long_token(first):
    second = send("token/refresh", {"refresh": first}).json()["refresh"]
    third = send("token/refresh", {"refresh": second}).json()["refresh"]
    assert len({first, second, third}) == 3


def test_a_stolen_token_ends_the_sign_in_for_thief_and_owner(first):
    pair = send("token/refresh", {"refresh": first}).json()
    later(60)
    stolen = send("token/refresh", {"refresh": first})
    assert (stolen.status_code, stolen.json()["code"]) == (401, "token_reused")
    assert send("token/refresh", {"refresh": pair["refresh"]}).status_code == 401
    bearer = Client(headers={"Authorization": f"Bearer {pair['access']}"})
    assert bearer.get(ORGANISATIONS).status_code == 401
    assert Letter.objects.filter(to="alice@example.org").count() == 1


def test_the_last_but_two_is_stolen_even_at_once(first):
    second = send("token/refresh", {"refresh": first}).json()["refresh"]
    send("token/refresh", {"refresh": second})
    assert send("token/refresh", {"refresh": first}).json()["code"] == "token_reused"


def test_two_requests_at_once_get_the_same_next_token(first):
    one, other = (send("token/refresh", {"refresh": first}).json() for _ in range(2))
    assert one["refresh"] == other["refresh"]
    assert send("token/refresh", {"refresh": other["refresh"]}).status_code == 200


def test_signing_out_ends_both_tokens(alice):
    pair = sign_in().json()
    assert send("token", {"refresh": pair["refresh"]}, "delete").status_code == 204
    assert send("token/refresh", {"refresh": pair["refresh"]}).json()["code"] == "token_refused"
    assert Client(headers={"Authorization": f"Bearer {pair['access']}"}).get(ORGANISATIONS).status_code == 401
    assert send("token", {"refresh": pair["refresh"]}, "delete").status_code == 401


def test_one_sign_in_does_not_end_another(alice):
    phone, laptop = sign_in().json(), sign_in().json()
    send("token", {"refresh": phone["refresh"]}, "delete")
    assert send("token/refresh", {"refresh": laptop["refresh"]}).status_code == 200


def test_tokens_name_who_they_are_for_and_how_one_came(alice):
    claims = AccessToken(sign_in().json()["access"])
    assert (claims["aud"], claims["iss"]) == ("ruche-api", "http://localhost:8000")
    assert claims["via"]["method"] == "password"
    assert claims["family"] == str(RefreshFamily.objects.get().pk)


def test_a_second_factor_is_asked_for_by_name(alice):
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=0)
    assert (sign_in().status_code, sign_in().json()["code"]) == (401, "second_factor_required")
    assert sign_in(code="000000").json()["code"] in ("code_refused", "code_clock_off")
    assert sign_in(code=totp.code_of(secret, totp.now_step() + 10)).json()["code"] == "code_clock_off"
    right = totp.code_of(secret, totp.now_step())
    assert AccessToken(sign_in(code=right).json()["access"])["via"]["has_factor"] is True
    assert sign_in(code=right).json()["code"] == "code_used"


def test_the_factor_is_not_told_of_without_the_password(alice):
    totp.keep_secret(alice, totp.new_secret(), used_step=0)
    answer = send("token", {"email": "alice@example.org", "password": "wrong wrong wrong"})
    assert answer.json()["code"] == "sign_in_refused"
