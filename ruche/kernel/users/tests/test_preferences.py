# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.entrance import open_entrance
from ruche.kernel.users.middleware import LanguageMiddleware
from ruche.kernel.users.models import User

pytestmark = pytest.mark.django_db
PAGE = "/account/preferences/"
ClientOf = Callable[[User], Client]


def test_a_person_changes_name_language_zone_and_appearance(
    client_of: ClientOf, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(alice)
    with django_assert_num_queries(2):  # the session, the person
        assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, {"name": "Alice  Martin", "language": "fr", "theme": "dark", "time_zone": "America/Martinique"})
    assert answer.status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.theme, alice.time_zone) == ("Alice Martin", "fr", "dark", "America/Martinique")
    page = client.get(PAGE)
    assert page["Content-Language"] == "fr"
    assert 'data-theme="dark"' in page.content.decode()
    assert 'data-time-zone="America/Martinique"' in page.content.decode()


@pytest.mark.parametrize(("field", "value"), [("name", "\u200b"), ("language", "de"), ("theme", "pink"), ("time_zone", "Mars/Base")])
def test_wrong_values_stand_beside_their_field(client_of: ClientOf, alice: User, field: str, value: str) -> None:
    values = {"name": "Alice", "language": "en", "theme": "auto", "time_zone": "", field: value}
    answer = client_of(alice).post(PAGE, values)
    assert answer.status_code == 422
    assert "r-error" in answer.content.decode()


def test_theme_and_language_switch_quickly_and_stay_with_the_person(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    answer = client.post(PAGE, {"language": "fr", "next": "/account/password/"})
    assert answer["Location"] == "/account/password/"
    assert client.post(PAGE, {"theme": "dark"}, headers={"hx-request": "true"}).status_code == 204
    alice.refresh_from_db()
    assert (alice.language, alice.theme, alice.name) == ("fr", "dark", "Alice")


def test_before_sign_in_a_cookie_keeps_them() -> None:
    client = Client(headers={"accept-language": "fr"})
    assert client.get("/account/sign-in/")["Content-Language"] == "fr"
    answer = client.post(PAGE, {"language": "en", "theme": "dark", "next": "/account/sign-in/"})
    assert answer["Location"] == "/account/sign-in/"
    page = client.get("/account/sign-in/")
    assert page["Content-Language"] == "en"
    assert 'data-theme="dark"' in page.content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])
def test_a_switch_leads_back_to_this_site_only(address: str) -> None:
    assert Client().post(PAGE, {"language": "en", "next": address})["Location"] == "/"


def test_a_switch_ignores_what_it_does_not_know() -> None:
    answer = Client().post(PAGE, {"language": "de", "theme": "<script>"})
    assert answer.status_code == 302
    assert not answer.cookies


@pytest.mark.parametrize(
    ("header", "language"),
    [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de,es;q=0.5", "fr"), ("*", "fr"), ("\u00e9;;;,", "fr"), ("de, en;q=0.3", "en")],
)
def test_a_stranger_reads_what_their_browser_accepts_else_the_language_of_the_instance(header: str, language: str) -> None:
    assert Client(headers={"accept-language": header}).get("/account/sign-in/")["Content-Language"] == language


def test_who_was_invited_reads_the_language_of_the_organisation() -> None:
    client = Client(headers={"accept-language": "fr"})
    request = HttpRequest()
    request.session = client.session
    open_entrance(request, organisation="Atelier A", language="en")
    request.session.save()
    client.cookies["ruche_session"] = request.session.session_key
    assert client.get("/account/sign-in/")["Content-Language"] == "en"


@pytest.mark.parametrize(("own", "zone"), [("", "Asia/Tokyo"), ("America/Lima", "America/Lima")])
def test_instants_are_in_the_zone_of_the_person_else_of_the_organisation(
    client_of: ClientOf, alice: User, atelier_a: Organisation, own: str, zone: str
) -> None:
    Organisation.objects.update(time_zone="Asia/Tokyo")
    User.objects.update(time_zone=own)
    page = client_of(alice).get("/o/atelier-a/")
    assert f'data-time-zone="{zone}"' in page.content.decode()
    seen: list[str] = []
    middleware = LanguageMiddleware(lambda request: seen.append(timezone.get_current_timezone_name()) or HttpResponse())
    request = RequestFactory().get("/")
    request.user, request.organisation = User.objects.get(pk=alice.pk), Organisation.objects.get()
    middleware(request)
    assert seen == [zone]


def test_a_person_reads_their_language_whatever_the_browser_says(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    client.cookies["ruche_language"] = "fr"
    assert client.get(PAGE, headers={"accept-language": "fr"})["Content-Language"] == "en"


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client_of: ClientOf, alice: User) -> None:
    here, elsewhere = client_of(alice), client_of(alice)
    key = here.session.session_key
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": "other words entirely"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert here.get(PAGE).status_code == 200
    assert here.session.session_key != key
    assert elsewhere.get(PAGE).status_code == 302
    alice.refresh_from_db()
    assert alice.session_epoch == 1
    assert alice.check_password("other words entirely")


def test_a_wrong_current_password_changes_nothing_and_is_counted(client_of: ClientOf, alice: User) -> None:
    client = client_of(alice)
    for _ in range(10):
        answer = client.post("/account/password/", {"oldpassword": "wrong", "password1": "other words entirely"})
        assert answer.status_code == 422
    assert "This is not your current password." in answer.content.decode()
    assert client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "other words entirely"}).status_code == 429
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_password_managers_find_the_page(client_of: ClientOf, alice: User) -> None:
    assert client_of(alice).get("/.well-known/change-password")["Location"] == "/account/password/"
