# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User
from ruche.kernel.users.services import check_password

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
WRONG = "The e-mail address or the password is wrong."


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=False)


def _sign_in(client: Client, email: str = "alice@example.org", password: str = PASSWORD, **more: str) -> object:
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_the_page_asks_for_an_address_and_a_password(visitor: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):  # the instance's providers
        page = visitor.get(SIGN_IN)
    assert page.status_code == 200
    html = page.content.decode()
    assert 'autocomplete="username"' in html
    assert "placeholder" not in html
    second = visitor.post(SIGN_IN, {"login": "alice@example.org"})
    assert second.status_code == 200
    assert 'value="alice@example.org"' in second.content.decode()
    assert 'autocomplete="current-password"' in second.content.decode()


def test_the_first_step_tells_nobody_who_has_an_account(visitor: Client, alice: User) -> None:
    known, unknown = (visitor.post(SIGN_IN, {"login": login}) for login in ("alice@example.org", "nobody@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert visitor.post(SIGN_IN, {"login": "no address"}).status_code == 422


def test_the_right_password_opens_a_new_session(visitor: Client, alice: User) -> None:
    visitor.get(SIGN_IN)
    visitor.session["kept"] = "before"
    before = visitor.session.session_key
    answer = _sign_in(visitor)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert visitor.session["_auth_user_id"] == str(alice.pk)
    assert visitor.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_next_leads_on_within_this_site_only(visitor: Client, alice: User) -> None:
    assert _sign_in(visitor, next="/account/preferences/")["Location"] == "/account/preferences/"
    for foreign in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"):
        visitor.logout()
        assert "evil" not in _sign_in(visitor, next=foreign)["Location"]


@pytest.mark.parametrize("spelling", ["ALICE@example.org", " alice@Example.ORG ", "ａｌｉｃｅ@example.org"])
def test_another_spelling_of_the_address_is_the_same_account(visitor: Client, alice: User, spelling: str) -> None:
    assert _sign_in(visitor, spelling).status_code == 302
    assert visitor.session["_auth_user_id"] == str(alice.pk)


def test_a_domain_in_its_two_spellings_is_one_account(visitor: Client) -> None:
    user = User.objects.create_user("nora@exämple.org", PASSWORD, name="Nora")
    assert _sign_in(visitor, "nora@xn--exmple-cua.org").status_code == 302
    assert visitor.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(visitor: Client, alice: User) -> None:
    wrong, unknown = _sign_in(visitor, password="not this one"), _sign_in(visitor, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.content.decode()

    def comparable(page: object) -> str:
        import re

        html = page.content.decode().replace("alice@example.org", "x@y").replace("nobody@example.org", "x@y")
        return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|name="csrf-token" content)="[^"]*"', "", html)

    assert comparable(wrong) == comparable(unknown)


def test_what_was_typed_stays_except_the_password(visitor: Client, alice: User) -> None:
    html = _sign_in(visitor, password="not this one").content.decode()
    assert 'value="alice@example.org"' in html
    assert "not this one" not in html
    assert html.count("autofocus") == 1
    assert html.index("autofocus") > html.index('name="login"')


@pytest.mark.parametrize(
    "typed",
    ["", "no address", "<script>alert(1)</script>@x.y", "a" * 300 + "@example.org", "alice@example.org\x00", "\u202ealice@example.org"],
)
def test_odd_addresses_get_a_clear_answer(visitor: Client, typed: str) -> None:
    answer = _sign_in(visitor, typed)
    assert answer.status_code in (400, 422)
    assert "<script>alert" not in answer.content.decode()


def test_too_many_wrong_passwords_close_the_account_for_a_while(visitor: Client, alice: User) -> None:
    for _ in range(10):
        assert _sign_in(visitor, password="wrong").status_code == 422
    answer = _sign_in(visitor)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    html = answer.content.decode()
    assert "Too many attempts. Try again in 15 minutes." in html
    assert 'value="alice@example.org"' in html
    # Another person is not concerned; nor is the limit a sign that the account exists.
    for _ in range(10):
        _sign_in(visitor, "nobody@example.org", "wrong")
    assert _sign_in(visitor, "nobody@example.org").status_code == 429


def test_signing_in_often_is_no_attempt(visitor: Client, alice: User) -> None:
    for _ in range(15):
        assert check_password(email="alice@example.org", password=PASSWORD, address="192.0.2.7") == alice


def test_one_address_of_the_network_may_not_try_everybody(visitor: Client) -> None:
    answers = [_sign_in(visitor, f"person{number}@example.org").status_code for number in range(61)]
    assert answers == [422] * 60 + [429]


def test_a_closed_account_says_so_to_its_owner_only(visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert "This account is closed." in _sign_in(visitor).content.decode()
    assert WRONG in _sign_in(visitor, password="wrong").content.decode()
    assert "_auth_user_id" not in visitor.session


def test_demo_people_sign_in_only_where_the_demo_allows(visitor: Client, alice: User, settings: Settings) -> None:
    from dataclasses import replace

    User.objects.filter(pk=alice.pk).update(is_demo=True)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, demo="0")
    answer = _sign_in(visitor)
    assert answer.status_code == 422
    assert "RUCHE_DEMO=public" in answer.content.decode()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, demo="public")
    assert _sign_in(visitor).status_code == 302


@pytest.mark.parametrize(("host", "administers"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_demo_people_administer_only_an_instance_that_nobody_else_reaches(
    visitor: Client, alice: User, settings: Settings, host: str, administers: bool
) -> None:
    from dataclasses import replace

    User.objects.filter(pk=alice.pk).update(is_demo=True, is_instance_admin=True)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, demo="public", host=host)
    assert _sign_in(visitor).status_code == 302
    assert visitor.get("/instance/people/").status_code == (200 if administers else 404)


def test_a_double_click_signs_in(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get(SIGN_IN).cookies["ruche_csrf"].value
    first_cookies = client.cookies.output()
    values = {"login": "alice@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    second = Client(enforce_csrf_checks=True)
    second.cookies.load(first_cookies.replace("Set-Cookie: ", ""))
    assert client.post(SIGN_IN, values).status_code == 302
    assert second.post(SIGN_IN, values).status_code == 302


def test_the_form_of_an_old_page_leads_to_a_fresh_one_instead_of_an_error(alice: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.get(SIGN_IN)
    answer = client.post(SIGN_IN, {"login": "alice@example.org", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64}, follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "This page was open for too long." in answer.content.decode()


def test_who_is_signed_in_is_led_on(client_of: object, alice: User) -> None:
    client = client_of(alice)
    assert client.get(f"{SIGN_IN}?next=/account/preferences/")["Location"] == "/account/preferences/"
    assert client.post(SIGN_IN, {"login": "x@y.org", "password": "x"}).status_code == 302


def test_signing_out_takes_a_post_and_clears_the_browser(client_of: object, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(theme="dark")
    client = client_of(alice)
    key = client.session.session_key
    assert client.get(reverse("account_logout")).status_code == 200
    assert Session.objects.filter(session_key=key).exists()
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    # The next person finds the same language and look, and nothing else.
    assert (answer.cookies["ruche_language"].value, answer.cookies["ruche_theme"].value) == ("en", "dark")
    assert client.get("/account/preferences/").status_code == 302


def test_pages_of_a_person_are_kept_by_no_cache(client_of: object, alice: User, visitor: Client) -> None:
    assert client_of(alice).get("/account/preferences/")["Cache-Control"] == "private, no-store"
    assert "no-store" in visitor.get(SIGN_IN)["Cache-Control"]
