# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions, the address, leaving the instance, and codes by e-mail."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.models import Membership
from ruche.kernel.security import limits
from ruche.kernel.sign_in.devices import device_name
from ruche.kernel.sign_in.jobs import delete_due_accounts, purge_facts
from ruche.kernel.sign_in.models import AccountDeletion, SessionFact
from ruche.kernel.sign_in.services import deletion
from ruche.kernel.sign_in.services.addresses import begin_change
from ruche.kernel.sign_in.services.erasing import erase_account
from ruche.kernel.testing.people import PASSWORD
from ruche.kernel.users.models import User
from ruche.kernel.users.services import change_password

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(agent: str = FIREFOX, email: str = "alice@example.org") -> Any:
    client = Client(headers={"user-agent": agent, "accept-language": "en"})
    assert client.post("/account/sign-in/", {"login": email, "password": PASSWORD}).status_code == 302
    return client


def test_a_device_is_named_as_its_person_would():
    assert device_name(FIREFOX) == "Firefox · Linux"
    assert (
        device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1")
        == "Safari · iPhone"
    )
    assert device_name("curl/8") == "curl/8"


def test_the_sessions_are_listed_and_one_is_ended(alice, atelier_a):
    here, there = signed_in(), signed_in()
    page = here.get("/account/sessions/").content.decode()
    assert page.count("Firefox · Linux") >= 2
    other = SessionFact.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/o/atelier-a/").status_code == 302
    assert here.get("/o/atelier-a/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(alice, bob):
    mine, theirs = signed_in(), signed_in(email="bob@example.org")
    fact = SessionFact.objects.get(session_key=theirs.session.session_key)
    assert mine.post(f"/account/sessions/{fact.pk}/end/").status_code == 404


def test_signing_out_everywhere_else_keeps_this_device(alice, atelier_a):
    here, there = signed_in(), signed_in()
    tokens = Client().post("/api/v1/token/", {"email": alice.email, "password": PASSWORD}, content_type="application/json").json()
    here.post("/account/sessions/end/")
    assert here.get("/o/atelier-a/").status_code == 200
    assert there.get("/o/atelier-a/").status_code == 302
    refresh = Client().post("/api/v1/token/refresh/", {"refresh": tokens["refresh"]}, content_type="application/json")
    assert refresh.status_code == 401
    assert SessionFact.objects.get().session_key == here.session.session_key


def test_a_new_password_keeps_the_fact_of_this_session(alice):
    client = signed_in()
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "seven other long words"})
    client.get("/account/sessions/")
    assert SessionFact.objects.get().session_key == client.session.session_key


def test_only_a_device_that_is_new_is_told_of(alice):
    first = signed_in()
    assert not Letter.objects.exists()
    again = Client(headers={"user-agent": FIREFOX})
    again.cookies["ruche_device"] = first.cookies["ruche_device"].value
    again.post("/account/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert not Letter.objects.exists()
    signed_in("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    letter = Letter.objects.get()
    assert letter.to == alice.email
    assert "Firefox · Windows" in letter.text


def test_the_security_page_costs_little(client_of, alice, atelier_a, django_assert_max_num_queries):
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        assert client.get("/account/security/").status_code == 200


@pytest.mark.parametrize("page", ["security/telephone/", "address/change/", "deletion/"])
def test_a_sensitive_page_asks_again_after_ten_minutes(alice, page):
    client = signed_in()
    assert client.get(f"/account/{page}").status_code == 200
    session = client.session
    session["sign_in"] = {**session["sign_in"], "authenticated_at": 0.0}
    session.save()
    asked = client.get(f"/account/{page}")
    assert asked["Location"].startswith("/account/reauthentication/?next=")
    assert client.post("/account/reauthentication/", {"password": "wrong wrong"}).status_code == 422
    answer = client.post("/account/reauthentication/", {"password": PASSWORD, "next": f"/account/{page}"})
    assert answer["Location"] == f"/account/{page}"
    assert client.get(f"/account/{page}").status_code == 200


def codes(user: User, email: str) -> tuple[str, str, str]:
    """The code of the old mailbox, of the new one, and the link that stops it."""
    begin_change(user, email)
    old, new = Letter.objects.filter(to=user.email).latest("created_at"), Letter.objects.filter(to=email).latest("created_at")
    link = re.search(r"/account/address/change/stop/\S+", old.text)
    assert link
    assert "/stop/" not in new.text
    return re.findall(r"\b\d{8}\b", old.text)[0], re.findall(r"\b\d{8}\b", new.text)[0], link[0]


def confirm(client: Client, old: str, new: str) -> int:
    return client.post("/account/address/change/confirmation/", {"old_code": old, "new_code": new}).status_code


def test_an_address_changes_when_both_mailboxes_agree(client_of, alice):
    client = client_of(alice)
    old, new, _ = codes(alice, "alice@elsewhere.example")
    assert confirm(client, old, old) == 422
    assert confirm(client, new, new) == 422
    assert confirm(client, old, new) == 302
    alice.refresh_from_db()
    assert alice.email == "alice@elsewhere.example"
    assert {letter.to for letter in Letter.objects.filter(subject__contains="has changed")} == {"alice@example.org", alice.email}


def test_the_old_mailbox_can_stop_the_change(client_of, alice):
    old, new, link = codes(alice, "alice@elsewhere.example")
    assert Client().get(link).status_code == 200
    assert Client().post(link).status_code == 200
    assert confirm(client_of(alice), old, new) == 302
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_an_address_that_is_taken_tells_nothing(client_of, alice, bob):
    change = begin_change(alice, bob.email)
    assert change.email == bob.email
    assert not Letter.objects.filter(to=bob.email).exists()


def test_an_account_is_forgotten_after_its_days(client_of, bob, atelier_a, alice):
    client = client_of(bob)
    assert client.post("/account/deletion/").status_code == 302
    delete_due_accounts(None)
    bob.refresh_from_db()
    assert bob.is_active
    AccountDeletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    delete_due_accounts(None)
    bob.refresh_from_db()
    assert (bob.is_active, bob.name, bob.has_usable_password()) == (False, "", False)
    assert bob.email.endswith("@deleted.invalid")
    with organisation_scope(atelier_a.pk):
        membership = Membership.objects.get(user=bob)
    assert membership.status == Membership.Status.LEFT
    assert membership.name != "Bob"
    assert client.get("/account/preferences/").status_code == 302


def test_one_deletion_that_fails_holds_up_no_other_and_is_shown(monkeypatch, client_of, bob, charlie, atelier_a):
    for person in (bob, charlie):
        assert client_of(person).post("/account/deletion/").status_code == 302
        due = timezone.now() - timedelta(minutes=2 if person is bob else 1)
        AccountDeletion.objects.filter(user=person).update(due_at=due)

    def broken(user: User) -> None:
        if user == bob:
            raise RuntimeError("the row is odd")
        erase_account(user)

    monkeypatch.setattr(deletion, "erase_account", broken)
    with pytest.raises(ExceptionGroup, match="could not be forgotten") as failure:
        delete_due_accounts(None)
    assert [str(error) for error in failure.value.exceptions] == ["the row is odd"]
    bob.refresh_from_db()
    charlie.refresh_from_db()
    assert (bob.is_active, bob.name, charlie.is_active, charlie.name) == (True, "Bob", False, "")
    with organisation_scope(atelier_a.pk):
        assert Membership.objects.get(user=bob).is_active, "half a deletion is none"


def test_who_changes_their_mind_stays(client_of, bob, atelier_a):
    client = client_of(bob)
    client.post("/account/deletion/")
    client.post("/account/deletion/cancellation/")
    AccountDeletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    delete_due_accounts(None)
    bob.refresh_from_db()
    assert (bob.is_active, bob.email, bob.deletion_due_at) == (True, "bob@example.org", None)


def test_an_organisation_is_not_left_without_owner(client_of, alice, atelier_a):
    answer = client_of(alice).post("/account/deletion/")
    assert answer.status_code == 409
    assert "Atelier A" in answer.content.decode()
    assert not AccountDeletion.objects.exists()


def test_an_owner_who_became_the_only_one_meanwhile_waits(client_of, alice, bob, atelier_a):
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=bob).update(role=Role.OWNER)
    client_of(alice).post("/account/deletion/")
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(user=bob).update(role=Role.MEMBER)
    AccountDeletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    delete_due_accounts(None)
    alice.refresh_from_db()
    assert alice.is_active


def test_facts_of_sessions_that_are_over_are_forgotten(alice):
    client = signed_in()
    Session.objects.filter(session_key=client.session.session_key).delete()
    purge_facts(None)
    assert not SessionFact.objects.exists()


def test_a_service_account_never_signs_in_by_password(alice):
    User.objects.filter(pk=alice.pk).update(is_service=True)
    answer = Client().post("/account/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert answer.status_code == 422


def test_the_strength_of_a_password_is_told_and_kept_nowhere(db):
    weak = Client(headers={"accept-language": "en"}).post("/account/password/strength/", {"password": "password1234"}).json()
    strong = Client().post("/account/password/strength/", {"password": "lantern marble otter seventeen"}).json()
    assert weak["score"] < 3
    assert weak["advice"]
    assert (strong["score"], strong["advice"]) == (4, "")


def test_judging_passwords_has_a_limit_of_its_own(db, monkeypatch):
    row = replace(limits.LIMITS["password_check"][0], count=3)
    monkeypatch.setitem(limits.LIMITS, "password_check", [row])
    judged = {"password": "lantern marble otter seventeen"}
    here = Client(REMOTE_ADDR="192.0.2.77")
    assert here.post("/account/password/strength/", judged).status_code == 200
    answers = [here.post("/api/v1/password-check/", judged, content_type="application/json").status_code for _time in range(3)]
    assert answers == [200, 200, 429]
    assert here.post("/account/password/strength/", judged).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.78")
    assert elsewhere.post("/api/v1/password-check/", judged, content_type="application/json").status_code == 200


def test_a_guessable_password_is_refused_with_advice(client_of, alice):
    answer = client_of(alice).post("/account/password/", {"oldpassword": PASSWORD, "password1": "alice example"})
    assert answer.status_code == 422
    assert Client().post("/account/sign-in/", {"login": alice.email, "password": PASSWORD}).status_code == 302


def test_without_a_mail_server_there_is_no_code_by_mail(db):
    assert settings.ENVIRONMENT.mail_server is None
    assert Client().get("/account/sign-in/code/").status_code == 404


def test_a_changed_password_ends_the_tokens(alice):
    tokens = Client().post("/api/v1/token/", {"email": alice.email, "password": PASSWORD}, content_type="application/json").json()
    change_password(alice, password="seven other long words")
    answer = Client().post("/api/v1/token/refresh/", {"refresh": tokens["refresh"]}, content_type="application/json")
    assert answer.json()["code"] == "token_refused"
