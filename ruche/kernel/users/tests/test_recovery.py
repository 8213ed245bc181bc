# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ruche.kernel.mail.models import Letter
from ruche.kernel.users.jobs import send_letter
from ruche.kernel.users.models import User
from ruche.kernel.users.recovery import make_recovery_link

pytestmark = pytest.mark.django_db
RECOVERY = "/account/recovery/"
NEW = "other words entirely"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def mail_server(settings: Settings) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=object())


def _write_letters() -> None:
    """What the worker does next."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'users.send_recovery_letter' returning args ->> 'user_id'")
        for (user_id,) in cursor.fetchall():
            send_letter(None, user_id=user_id and UUID(user_id))


def _ask(client: Client, email: str) -> object:
    answer = client.post(RECOVERY, {"email": email})
    _write_letters()
    return answer


def _path_in(text: str) -> str:
    return re.search(r"http://[^/]+(/account/recovery/[\w-]+/)", text)[1]


def _choose(client: Client, path: str, password: str = NEW) -> object:
    """Open a recovery link and choose a password."""
    opened = client.get(path)
    assert opened.status_code == 302, opened.content
    return client.post(opened["Location"], {"password1": password})


def test_a_letter_leads_back_in_and_its_link_works_once(visitor: Client, alice: User, mail_server: None) -> None:
    assert _ask(visitor, "ALICE@example.org")["Location"] == "/account/recovery/sent/"
    letter = Letter.objects.get()
    assert letter.to == "alice@example.org"
    path = _path_in(letter.text)
    assert visitor.get(path)["Location"].endswith("-set-password/")
    assert _choose(visitor, path)["Location"] == "/account/sign-in/"
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert Letter.objects.order_by("-created_at").first().subject == "Your password was changed"
    again = visitor.get(path)
    assert "This link opens nothing any more" in again.content.decode()


def test_every_session_ends_with_the_old_password(visitor: Client, client_of: Callable[[User], Client], alice: User) -> None:
    elsewhere = client_of(alice)
    assert elsewhere.get("/account/preferences/").status_code == 200
    alice.is_instance_admin = True
    alice.save()
    _choose(visitor, make_recovery_link(alice, alice).removeprefix("http://localhost:8000"))
    assert elsewhere.get("/account/preferences/").status_code == 302
    assert User.objects.get().session_epoch == 1


def test_it_also_ends_the_wait_after_too_many_wrong_passwords(visitor: Client, alice: User) -> None:
    for _ in range(11):
        answer = visitor.post("/account/sign-in/", {"login": "alice@example.org", "password": "wrong"})
    assert answer.status_code == 429
    _ask(visitor, "alice@example.org")
    _choose(visitor, _path_in(Letter.objects.get().text))
    assert visitor.post("/account/sign-in/", {"login": "alice@example.org", "password": NEW}).status_code == 302


@pytest.mark.parametrize("with_mail", [True, False])
def test_a_known_address_and_an_unknown_one_look_the_same(visitor: Client, alice: User, settings: Settings, with_mail: bool) -> None:
    server = object() if with_mail else None
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail_server=server)
    answers = [_ask(visitor, email) for email in ("alice@example.org", "nobody@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/account/recovery/sent/")}
    assert Letter.objects.count() == 1
    page = visitor.get("/account/recovery/sent/").content.decode()
    assert "alice@" not in page
    assert "nobody@" not in page


def test_without_a_mail_server_the_page_says_so_and_whom_to_ask(visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_instance_admin=True)
    page = visitor.get(RECOVERY).content.decode()
    assert "This instance has no mail server" in page
    assert "Ask Alice:" in page


def test_the_page_does_the_same_for_both(visitor: Client, alice: User) -> None:
    with CaptureQueriesContext(connection) as known:
        visitor.post(RECOVERY, {"email": "alice@example.org"})
    with CaptureQueriesContext(connection) as unknown:
        visitor.post(RECOVERY, {"email": "nobody@example.org"})
    # A prepared statement has no text: None on both sides.
    assert [str(query["sql"]).split()[:3] for query in known] == [str(query["sql"]).split()[:3] for query in unknown]


def test_a_closed_account_gets_no_letter(visitor: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    _ask(visitor, "alice@example.org")
    assert not Letter.objects.exists()


def test_the_sixth_letter_to_an_address_waits(visitor: Client, alice: User) -> None:
    for _ in range(5):
        assert _ask(visitor, "alice@example.org").status_code == 302
    answer = _ask(visitor, "Alice@Example.org")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert Letter.objects.count() == 5


@pytest.mark.parametrize("key", ["made-up", "c7gq3b-0123456789abcdef0123456789abcdef", "%00", "a" * 190])
def test_a_guessed_link_opens_nothing(visitor: Client, alice: User, key: str) -> None:
    answer = visitor.get(f"/account/recovery/{alice.pk.hex}-{key}/")
    assert answer.status_code in (200, 400)
    assert b"password1" not in answer.content


def test_guessing_links_is_limited(visitor: Client, alice: User) -> None:
    answers = [visitor.get(f"/account/recovery/{alice.pk.hex}-guess{number}/").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_a_link_is_too_old_after_a_day(visitor: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _ask(visitor, "alice@example.org")
    path = _path_in(Letter.objects.get().text)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: datetime.now() + timedelta(days=1, minutes=1))
    assert "This link opens nothing any more" in visitor.get(path).content.decode()


def test_a_weak_password_is_refused_beside_its_field(visitor: Client, alice: User) -> None:
    _ask(visitor, "alice@example.org")
    answer = _choose(visitor, _path_in(Letter.objects.get().text), "short")
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.content.decode().split('id="id_password1_error"')[1]
    alice.refresh_from_db()
    assert not alice.check_password("short")


def test_the_administrator_makes_a_link_for_a_person(client_of: Callable[[User], Client], alice: User, bob: User, visitor: Client) -> None:
    User.objects.filter(pk=alice.pk).update(is_instance_admin=True)
    page = client_of(alice).post(f"/instance/people/{bob.pk}/recovery-link/").content.decode()
    assert _choose(visitor, _path_in(page))["Location"] == "/account/sign-in/"
    bob.refresh_from_db()
    assert bob.check_password(NEW)


def test_others_do_not(client_of: Callable[[User], Client], alice: User, bob: User, visitor: Client) -> None:
    for client, status in ((client_of(bob), 404), (visitor, 302)):
        assert client.post(f"/instance/people/{alice.pk}/recovery-link/").status_code == status
        assert client.get("/instance/people/").status_code == status
