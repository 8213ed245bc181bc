# SPDX-License-Identifier: AGPL-3.0-or-later
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from ruche.kernel.mail.models import Letter
from ruche.kernel.sign_in import totp
from ruche.kernel.sign_in.errors import CodeClockOff, CodeRefused, CodeUsed
from ruche.kernel.sign_in.models import SessionFact
from ruche.kernel.sign_in.services import factors
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
STEP = "/account/sign-in/second-factor/"


@pytest.fixture
def secret(alice: User) -> str:
    """Alice's telephone, which has shown its first code some time ago."""
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=totp.now_step() - 100)
    factors.renew_recovery_codes(alice)
    return secret


def code(secret: str, *, later: int = 0) -> str:
    return totp.code_of(secret, totp.now_step() + later)


def give_password() -> Any:
    client = Client(headers={"accept-language": "en"})
    answer = client.post(SIGN_IN, {"login": "alice@example.org", "password": PASSWORD})
    assert answer["Location"] == STEP
    return client


def test_the_password_alone_opens_nothing(secret, atelier_a):
    client = give_password()
    assert client.get("/o/atelier-a/")["Location"].startswith(SIGN_IN)
    assert client.post(STEP, {"code": code(secret)}).status_code == 302
    assert client.get("/account/preferences/").status_code == 200
    assert SessionFact.objects.get().method == "password"


def test_a_code_with_a_space_counts(secret, alice):
    shown = code(secret)
    assert factors.check_code(alice, f"{shown[:3]} {shown[3:]}") == "totp"


def test_a_replayed_code_is_refused_everywhere(secret):
    shown = code(secret)
    assert give_password().post(STEP, {"code": shown}).status_code == 302
    again = give_password().post(STEP, {"code": shown})
    assert again.status_code == 422
    assert "This code was used already." in again.content.decode()


def test_an_older_code_does_not_follow_a_newer_one(secret, alice):
    factors.check_code(alice, code(secret))
    with pytest.raises(CodeUsed):
        factors.check_code(alice, code(secret, later=-1))


@pytest.mark.parametrize(("later", "minutes"), [(10, 5), (-10, 5), (20, 10)])
def test_a_clock_that_is_off_is_named_and_lets_nobody_in(secret, alice, later, minutes):
    with pytest.raises(CodeClockOff) as refused:
        factors.check_code(alice, code(secret, later=later))
    assert refused.value.code == "code_clock_off"
    assert f"{minutes} minutes" in str(refused.value.message)
    assert give_password().post(STEP, {"code": code(secret, later=later)}).status_code == 422


def test_a_code_of_another_hour_is_simply_wrong(secret, alice):
    with pytest.raises(CodeRefused) as refused:
        factors.check_code(alice, code(secret, later=21))
    assert refused.value.code == "code_refused"


def test_ten_wrong_codes_close_the_account_for_a_while(secret, alice):
    client = give_password()
    for _ in range(10):
        assert client.post(STEP, {"code": "abc"}).status_code == 422
    answer = client.post(STEP, {"code": code(secret)})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_lost_telephone_is_replaced_by_paper_once(secret, alice, django_capture_on_commit_callbacks):
    codes = factors.renew_recovery_codes(alice)
    assert give_password().post(STEP, {"code": codes[0]}).status_code == 302
    assert give_password().post(STEP, {"code": codes[0]}).status_code == 422
    assert Letter.objects.filter(subject="A recovery code was used").count() == 1


def test_new_codes_close_the_old_ones(secret, alice):
    old, new = factors.renew_recovery_codes(alice), factors.renew_recovery_codes(alice)
    with pytest.raises(CodeRefused):
        factors.check_code(alice, old[0])
    assert factors.check_code(alice, f"{new[0][:4]} {new[0][4:]}") == "recovery_codes"


def test_secrets_are_kept_sealed(secret, alice):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert kept.count("s1.") == 2


def test_a_telephone_is_added_by_its_first_code_which_counts_once(client_of, alice):
    client = client_of(alice)
    page = client.get("/account/security/telephone/")
    secret = page.context["secret"]
    refused = client.post("/account/security/telephone/", {"code": "000000"})
    assert refused.status_code == 422
    assert refused.context["secret"] == secret
    answer = client.post("/account/security/telephone/", {"code": code(secret)})
    assert len(answer.context["codes"]) == 10
    assert answer["Cache-Control"].count("no-store")
    with pytest.raises(CodeUsed):
        factors.check_code(alice, code(secret))
    assert Letter.objects.filter(to=alice.email, subject="Your account has another second factor").exists()


def test_the_last_factor_takes_the_paper_with_it(secret, alice, client_of):
    row = Authenticator.objects.get(type="totp")
    assert client_of(alice).post(f"/account/security/factors/{row.pk}/removal/").status_code == 302
    assert not Authenticator.objects.exists()


def test_nobody_removes_the_factor_of_somebody_else(secret, bob, client_of):
    row = Authenticator.objects.get(type="totp")
    assert client_of(bob).post(f"/account/security/factors/{row.pk}/removal/").status_code == 404
    assert Authenticator.objects.count() == 2


def test_who_has_not_begun_to_sign_in_is_led_there(db):
    assert Client().get(STEP)["Location"] == SIGN_IN


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_code_are_one(alice):
    secret = totp.new_secret()
    totp.keep_secret(alice, secret, used_step=0)
    shown, results, start = code(secret), [], threading.Barrier(2)

    def use() -> None:
        start.wait()
        try:
            results.append(totp.use_code(alice, shown))
        except CodeUsed:
            results.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["True", "used"]
