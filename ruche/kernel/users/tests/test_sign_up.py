# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from ruche.kernel.mail.models import Letter
from ruche.kernel.security import limits
from ruche.kernel.users.entrance import open_entrance
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
SIGN_UP = "/account/sign-up/"
VALUES = {"name": "Nora Belkacem", "email": "nora@example.org", "password1": "plenty of words here"}


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def registration(settings: Settings) -> Callable[[str], None]:
    def choose(value: str) -> None:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, registration=value)

    return choose


@pytest.fixture
def mail_server(settings: Settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=object())
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def let_in(client: Client, **more: Any) -> None:
    """What the page of an invitation does."""
    request = HttpRequest()
    request.session = client.session
    open_entrance(request, organisation="Atelier A", **more)
    request.session.save()
    client.cookies["ruche_session"] = request.session.session_key


@pytest.mark.parametrize("value", ["invitation", "closed"])
def test_without_an_invitation_nobody_makes_an_account(visitor: Client, registration: Callable[[str], None], value: str) -> None:
    registration(value)
    assert "By invitation" in visitor.get(SIGN_UP).content.decode()
    visitor.post(SIGN_UP, VALUES)
    assert not User.objects.exists()


def test_a_closed_instance_makes_none_even_with_an_invitation(visitor: Client, registration: Callable[[str], None]) -> None:
    registration("closed")
    let_in(visitor)
    visitor.post(SIGN_UP, VALUES)
    assert not User.objects.exists()


def test_with_an_invitation_one_has_an_account_and_goes_on(visitor: Client, registration: Callable[[str], None]) -> None:
    registration("invitation")
    let_in(visitor, email="nora@example.org", name="Nora B.")
    page = visitor.get(f"{SIGN_UP}?next=/somewhere/").content.decode()
    assert 'value="nora@example.org"' in page
    assert 'value="Nora B."' in page
    assert "Then you can join Atelier A." in page
    answer = visitor.post(SIGN_UP, {**VALUES, "next": "/somewhere/"})
    assert answer["Location"] == "/somewhere/"
    user = User.objects.get()
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.language, user.name_key) == ("Nora Belkacem", "en", "nora belkacem")


def test_passwords_are_kept_by_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["ruche.kernel.users.hashers.FrugalArgon2Hasher"]
    user = User.objects.create_user("nora@example.org", "plenty of words here", name="Nora")
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user.check_password("plenty of words here")


def test_an_old_entrance_is_closed(visitor: Client, registration: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    monkeypatch.setattr("ruche.kernel.users.entrance._LASTS", timedelta(seconds=-1))
    let_in(visitor)
    visitor.post(SIGN_UP, VALUES)
    assert not User.objects.exists()


@pytest.mark.parametrize("spelling", ["alice@example.org", "ALICE@EXAMPLE.ORG", "ａlice@example.org"])
def test_who_is_invited_hears_that_the_address_has_an_account(visitor: Client, alice: User, spelling: str) -> None:
    let_in(visitor)
    answer = visitor.post(SIGN_UP, {**VALUES, "email": spelling})
    assert answer.status_code == 422
    assert "There is an account with this address already." in answer.content.decode()
    assert User.objects.count() == 1


def test_where_anybody_may_ask_a_known_address_and_a_new_one_look_the_same(
    alice: User, registration: Callable[[str], None], visitor: Client
) -> None:
    registration("open")
    answers = [visitor.post(SIGN_UP, {**VALUES, "email": email}, follow=True) for email in ("alice@example.org", "nora@example.org")]
    known, new = ([(step, status) for step, status in answer.redirect_chain] for answer in answers)
    assert known == new == [("/account/sign-in/", 302)]
    assert all("If this address was not in use, its account is ready" in answer.content.decode() for answer in answers)
    assert User.objects.count() == 2
    assert alice.check_password("correct horse battery")


def test_with_a_mail_server_a_code_proves_the_address(visitor: Client, registration: Callable[[str], None], mail_server: None) -> None:
    registration("open")
    answer = visitor.post(SIGN_UP, VALUES, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/verification/"
    assert "nora@example.org" in answer.content.decode()
    letter = Letter.objects.get(to="nora@example.org")
    code = letter.subject.rpartition(" ")[2]
    assert "_auth_user_id" not in visitor.session
    assert visitor.post("/account/verification/", {"action": "verify", "code": "00000000"}).status_code == 422
    answer = visitor.post("/account/verification/", {"action": "verify", "code": code.replace("-", " ")})
    assert answer.status_code == 302
    assert visitor.session["_auth_user_id"] == str(User.objects.get().pk)
    assert EmailAddress.objects.get().verified


def test_with_a_mail_server_a_known_address_looks_the_same_and_its_owner_is_told(
    visitor: Client, alice: User, registration: Callable[[str], None], mail_server: None
) -> None:
    registration("open")
    answer = visitor.post(SIGN_UP, {**VALUES, "email": "Alice@example.org"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/verification/"
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("alice@example.org", "You have an account already")
    for _ in range(3):
        answer = visitor.post("/account/verification/", {"action": "verify", "code": "11111111"})
    assert answer.status_code == 302
    assert User.objects.count() == 1


def test_another_letter_can_be_asked_for_but_not_without_end(
    visitor: Client, registration: Callable[[str], None], mail_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "verification_letter", [limits.Limit("verification_letter", limits.Scope.ACCOUNT, 2, 3600)])
    registration("open")
    visitor.post(SIGN_UP, VALUES)
    assert visitor.post("/account/verification/", {"action": "resend"}).status_code == 302
    assert visitor.post("/account/verification/", {"action": "resend"}).status_code == 429
    first, second = Letter.objects.order_by("created_at").values_list("subject", flat=True)
    assert first != second


def test_the_letter_of_an_invitation_proves_the_address(visitor: Client, mail_server: None) -> None:
    let_in(visitor, email="nora@example.org", is_proven=True)
    assert visitor.post(SIGN_UP, VALUES)["Location"] == "/"
    assert EmailAddress.objects.get().verified


def test_it_does_not_prove_another_one(visitor: Client, mail_server: None) -> None:
    let_in(visitor, email="nora@example.org", is_proven=True)
    assert visitor.post(SIGN_UP, {**VALUES, "email": "other@example.org"})["Location"] == "/account/verification/"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "\u200b\u202e", "Enter something here."),
        ("name", "", "This field is required."),
        ("email", "nora", "This is not an e-mail address"),
        ("password1", "short", "at least 10 characters"),
        ("password1", "password123", "too common"),
        ("password1", "nora@example.org", "too similar"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(visitor: Client, field: str, typed: str, sentence: str) -> None:
    let_in(visitor)
    answer = visitor.post(SIGN_UP, {**VALUES, field: typed})
    assert answer.status_code == 422
    html = answer.content.decode()
    notes = html.split(f'id="id_{field}_error"')[1].split("</p>")[0]
    assert sentence in notes
    assert not User.objects.exists()


def test_names_are_kept_clean_and_shown_escaped(visitor: Client) -> None:
    let_in(visitor)
    visitor.post(SIGN_UP, {**VALUES, "name": " <b>Nora</b> \u202e  Belkacem\u200b "})
    assert User.objects.get().name == "<b>Nora</b> Belkacem"
    html = visitor.get("/account/preferences/").content.decode()
    assert "&lt;b&gt;Nora&lt;/b&gt; Belkacem" in html
    assert "<b>Nora" not in html


def test_too_many_accounts_from_one_address_wait(visitor: Client, registration: Callable[[str], None]) -> None:
    registration("open")
    for number in range(20):
        visitor.post(SIGN_UP, {**VALUES, "email": f"person{number}@example.org", "password1": "short"})
    answer = visitor.post(SIGN_UP, VALUES)
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert 'value="Nora Belkacem"' in answer.content.decode()


def test_two_who_take_one_address_at_the_same_moment(visitor: Client, monkeypatch: pytest.MonkeyPatch, alice: User) -> None:
    # The form found the address free; meanwhile somebody else was faster.
    monkeypatch.setattr("ruche.kernel.users.forms.find_user_by_email", lambda email: None)
    let_in(visitor)
    answer = visitor.post(SIGN_UP, {**VALUES, "email": "alice@example.org"})
    assert answer.status_code == 422
    assert "There is an account with this address already." in answer.content.decode()
