# SPDX-License-Identifier: AGPL-3.0-or-later
"""Programmes sign in by the same rules as browsers: factors, limits, the organisation's methods, letters."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.mail.models import Letter
from ruche.kernel.sign_in import devices, totp
from ruche.kernel.sign_in.models import KnownDevice, RefreshFamily
from ruche.kernel.sign_in.tests.rules import browser, rule, sign_in, token

pytestmark = pytest.mark.django_db
RIGHTS = "/api/v1/o/atelier-a/me/rights/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def secret(alice):
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=totp.now_step() - 100)
    return secret


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def bearer(pair):
    return Client(headers={"Authorization": f"Bearer {pair.json()['access']}"})


def test_a_clock_that_is_five_minutes_off_is_named(alice, secret):
    answer = token(email=alice.email, code=totp.code_of(secret, totp.now_step() + 10))
    assert code_of(answer) == (401, "code_clock_off")
    assert "5 minutes off" in answer.json()["message"]


def test_a_code_counts_once_whatever_door_it_was_typed_at(alice, secret):
    code = totp.code_of(secret, totp.now_step())
    client = browser()
    sign_in(client, alice.email)
    assert client.post("/account/sign-in/second-factor/", {"code": code}).status_code == 302
    assert code_of(token(email=alice.email, code=code)) == (401, "code_used")


def test_wrong_codes_count_on_the_page_and_in_the_api_together(alice, secret):
    client = browser()
    sign_in(client, alice.email)
    for _ in range(5):
        assert client.post("/account/sign-in/second-factor/", {"code": "abc"}).status_code == 422
        assert code_of(token(email=alice.email, code="abc")) == (401, "code_refused")
    right = totp.code_of(secret, totp.now_step())
    assert token(email=alice.email, code=right).status_code == 429
    assert client.post("/account/sign-in/second-factor/", {"code": right}).status_code == 429


def test_asking_for_the_code_without_one_counts_no_attempt(alice, secret):
    for _ in range(12):
        assert code_of(token(email=alice.email)) == (401, "second_factor_required")
    assert token(email=alice.email, code=totp.code_of(secret, totp.now_step())).status_code == 200


def test_a_method_that_is_not_accepted_opens_nothing_by_the_api_either(alice, bob, atelier_a):
    pair = token(email=bob.email)
    assert bearer(pair).get(RIGHTS).status_code == 200
    rule(alice, atelier_a, methods=["passkey", "code"])
    assert code_of(bearer(pair).get(RIGHTS)) == (403, "method_refused")
    assert code_of(bearer(token(email=bob.email)).get(RIGHTS)) == (403, "method_refused")


def test_a_token_is_as_old_as_its_sign_in_however_often_it_turned(alice, bob, atelier_a):
    rule(alice, atelier_a, session_hours=8)
    pair = token(email=bob.email)
    assert bearer(pair).get(RIGHTS).status_code == 200
    family = RefreshFamily.objects.get(user=bob)
    family.facts["authenticated_at"] -= 9 * 3600
    family.save()
    turned = token("token/refresh", refresh=pair.json()["refresh"])
    assert code_of(bearer(turned).get(RIGHTS)) == (403, "sign_in_again")


def test_a_stolen_long_token_ends_the_family_and_its_owner_reads_of_it(alice):
    first = token(email=alice.email).json()["refresh"]
    second = token("token/refresh", refresh=first).json()
    RefreshFamily.objects.update(rotated_at=timezone.now() - timedelta(minutes=1))
    assert code_of(token("token/refresh", refresh=first)) == (401, "token_reused")
    assert code_of(token("token/refresh", refresh=second["refresh"])) == (401, "token_refused")
    assert RefreshFamily.objects.get().revoked_why == "reused"
    letter = Letter.objects.get()
    assert letter.to == alice.email
    assert "/account/sessions/" in letter.text
    assert Client(headers={"Authorization": f"Bearer {second['access']}"}).get("/api/v1/organisations/").status_code == 401


def test_a_programme_that_is_new_is_told_of_with_what_it_is_and_where_and_when(alice):
    alice.language = "en"
    alice.save()
    sign_in(browser(**{"user-agent": FIREFOX}), alice.email)
    assert not Letter.objects.exists()
    assert token(email=alice.email).status_code == 200
    text = Letter.objects.get(to=alice.email).text
    assert "backup/1.0" in text
    assert "127.0.0.1" in text
    assert str(timezone.localtime().year) in text
    token(email=alice.email)
    assert Letter.objects.count() == 1


def test_a_programme_that_signs_in_twice_at_once_is_let_in_twice(alice, monkeypatch):
    hash_of, asked = devices._hash, []

    def meanwhile(text):
        asked.append(text)
        if len(asked) == 2:  # looked for and not found, and the other one keeps it first
            KnownDevice.objects.create(user=alice, hash=hash_of(text), last_at=timezone.now())
        return hash_of(text)

    monkeypatch.setattr(devices, "_hash", meanwhile)
    assert token(email=alice.email).status_code == 200
    assert len(asked) == 2
    assert KnownDevice.objects.filter(user=alice).count() == 1


def test_a_browser_that_is_new_is_told_of_with_what_it_is_and_where_and_when(alice):
    alice.language = "en"
    alice.save()
    sign_in(browser(**{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), alice.email)
    sign_in(browser(**{"user-agent": FIREFOX}), alice.email)
    text = Letter.objects.get(to=alice.email).text
    assert "Firefox · Linux" in text
    assert "127.0.0.1" in text
    assert str(timezone.localtime().year) in text
    assert "/account/sessions/" in text


def test_the_api_judges_a_password_as_the_page_does(db):
    weak = token("password-check", password="password12345").json()
    assert weak["is_accepted"] is False
    assert weak["advice"].startswith("This password is too common. It is a word or name")
    short = token("password-check", password="Xk9!vQ2#").json()
    assert (short["is_accepted"], short["score"]) == (False, 2)
    assert "at least 10 characters" in short["advice"]
    like = token("password-check", password="zoe.marchand@example", email="zoe.marchand@example.org").json()
    assert like["is_accepted"] is False
    good = token("password-check", password="lantern marble otter seventeen").json()
    assert good == {"score": 4, "verdict": "Very hard to guess.", "advice": "", "is_accepted": True}
