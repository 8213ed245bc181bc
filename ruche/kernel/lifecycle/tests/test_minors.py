# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children under 15: they wait, a parent answers, they grow up. In Atelier A, whose Alice owns it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import give_role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused, TooManyAttempts
from ruche.kernel.lifecycle.ages import day_of
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.lifecycle.selectors.minors import get_minor, list_minors, organisations_with_birthdays
from ruche.kernel.lifecycle.services.consent_letters import send_due_letters
from ruche.kernel.lifecycle.services.consents import ask_again, record_paper_consent, record_withdrawal
from ruche.kernel.lifecycle.services.minors import declare_minor, note_birthdays
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Invitation, Membership, Organisation
from ruche.kernel.organisations.selectors import list_members
from ruche.kernel.organisations.services import (
    accept_invitation,
    admit_many,
    change_role,
    reactivate_member,
    suspend_member,
    transfer_ownership,
)
from ruche.kernel.organisations.services.admission import Admission
from ruche.kernel.organisations.services.invitations import invite_minor
from ruche.kernel.testing.people import find_actor, make_user
from ruche.kernel.users.models import User

PARENT = "parent@example.org"
TWELVE = timezone.now().date() - timedelta(days=365 * 12 + 30)
SIXTEEN = timezone.now().date() - timedelta(days=365 * 16 + 30)
SIGNED = {"name": "Marie Martin", "authority": "on"}


@pytest.fixture
def actor(alice: User, atelier_a: Organisation) -> Iterator[Actor]:
    with organisation_scope(atelier_a.id, alice.id):
        yield find_actor(alice, atelier_a)


@pytest.fixture
def child(actor: Actor) -> Membership:
    """Léa, 12, who accepted her invitation."""
    lea = make_user("Lea")
    invited = invite_minor(actor, email=lea.email, born_on=TWELVE, guardian_email=PARENT)
    return accept_invitation(lea, token=token_of(invited.invitations[0].pk), agrees=True)


def _consent(child: Membership) -> GuardianConsent:
    return GuardianConsent.objects.get(child=child, closed_at=None)


def _link(child: Membership) -> str:
    return f"/consent/{token_of(_consent(child).pk)}/"


def _status(child: Membership) -> str:
    child.refresh_from_db()
    return child.status


def _grant(client: Client, link: str) -> None:
    assert client.post(f"{link}agreement/", SIGNED).status_code == 302


def test_a_child_waits_is_in_nobodys_list_and_is_told_why(
    child: Membership, actor: Actor, bob: User, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    assert child.status == Membership.Status.WAITING
    for status in ("", "waiting"):
        assert child.pk not in {one.pk for one in list_members(find_actor(bob, atelier_a), status=status).results}
    api = f"/api/v1/o/{atelier_a.slug}/members"
    assert client_of(bob).get(f"{api}/{child.pk}/").status_code == 404
    assert client_of(bob).get(f"{api}/?status=waiting").json()["results"] == []
    client = client_of(child.user)
    page = client.get(f"/o/{atelier_a.slug}/")
    assert page.status_code == 403
    assert "a parent has to agree" in page.content.decode()
    assert client.get(f"{api}/").json()["code"] == "consent_awaited"
    assert "waits for consent" in client.get("/organisations/").content.decode()


def test_both_are_asked_the_child_too(actor: Actor, client_of: Callable[[User], Client], atelier_a: Organisation) -> None:
    lea = make_user("Lea")
    token = token_of(invite_minor(actor, email=lea.email, born_on=TWELVE, guardian_email=PARENT).invitations[0].pk)
    client = client_of(lea)
    assert "You are under 15" in client.get(f"/invitation/{token}/").content.decode()
    refused = client.post(f"/invitation/{token}/acceptance/")
    assert refused.status_code == 422
    assert "tick the box if you agree" in refused.content.decode()
    assert not Membership.objects.filter(user=lea).exists()
    assert client.post(f"/invitation/{token}/acceptance/", {"agrees": "1"}).status_code == 302
    assert Minor.objects.get().agreed_at is not None
    invitation = Invitation.objects.get(email_key=lea.email_key)
    assert (invitation.born_on, invitation.guardian_email) == (None, "")  # kept in one place only


def test_a_parent_consents_without_an_account_and_the_door_opens(child: Membership, atelier_a: Organisation) -> None:
    assert send_due_letters() == 1
    assert send_due_letters() == 0
    letter = Letter.objects.get(to=PARENT)
    link = re.search(r"/consent/[\w-]+/", letter.text)[0]  # type: ignore[index]
    parent = Client()
    page = parent.get(link).content.decode()
    assert "May Lea join Atelier A?" in page
    assert "cnil.fr" in page
    assert str(TWELVE.year) not in page
    _grant(parent, link)
    assert _status(child) == Membership.Status.ACTIVE
    consent = _consent(child)
    assert (consent.name, consent.address, consent.text_version != "") == ("Marie Martin", "127.0.0.1", True)
    _grant(parent, link)  # a double click
    assert Letter.objects.filter(subject="You can come into Atelier A").count() == 1
    assert AuditEntry.objects.filter(action="give_guardian_consent").count() == 1


@pytest.mark.parametrize(("data", "words"), [({"name": "Marie"}, "parental authority"), ({"name": " ", "authority": "on"}, "required")])
def test_a_consent_needs_a_name_and_authority(child: Membership, data: dict[str, str], words: str) -> None:
    answer = Client().post(f"{_link(child)}agreement/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert _status(child) == Membership.Status.WAITING


def test_the_child_cannot_answer_for_the_parent(child: Membership, client_of: Callable[[User], Client]) -> None:
    answer = client_of(child.user).post(f"{_link(child)}agreement/", SIGNED)
    assert "signed in as the child" in answer.content.decode()
    assert _status(child) == Membership.Status.WAITING


def test_a_refusal_keeps_the_child_outside_and_can_be_thought_over(child: Membership) -> None:
    link, parent = _link(child), Client()
    parent.post(f"{link}refusal/")
    assert _consent(child).state == GuardianConsent.State.REFUSED
    assert _status(child) == Membership.Status.WAITING
    _grant(parent, link)
    assert _status(child) == Membership.Status.ACTIVE


@pytest.mark.parametrize("act", ["", "agreement/", "refusal/", "withdrawal/"])
def test_a_forged_token_opens_nothing(child: Membership, act: str) -> None:
    link = f"/consent/{'x' * 43}/{act}"
    answer = Client().post(link, SIGNED) if act else Client().get(link)
    assert answer.status_code == 404
    invitation = f"/consent/{token_of(child.pk)}/"  # made by the same rule, for another thing
    assert Client().get(invitation).status_code == 404


def test_a_link_expires_and_a_new_letter_renews_it(child: Membership, actor: Actor) -> None:
    send_due_letters()
    GuardianConsent.objects.update(expires_at=timezone.now() - timedelta(days=1))
    link = _link(child)
    assert Client().get(link).status_code == 410
    Client().post(f"{link}agreement/", SIGNED)
    assert _status(child) == Membership.Status.WAITING
    assert get_minor(actor, child.pk).state == "expired"
    ask_again(actor, membership_id=child.pk, email=PARENT)
    assert send_due_letters() == 1
    assert Client().get(link).status_code == 200


def test_another_address_gets_another_link_and_the_former_one_ends(child: Membership, actor: Actor) -> None:
    former = _link(child)
    ask_again(actor, membership_id=child.pk, email="other.parent@example.org")
    assert Client().get(former).status_code == 410
    Client().post(f"{former}agreement/", SIGNED)
    assert _status(child) == Membership.Status.WAITING
    _grant(Client(), _link(child))
    assert _status(child) == Membership.Status.ACTIVE


def test_letters_to_parents_are_limited_and_the_rest_leave_later(child: Membership) -> None:
    with (
        patch("ruche.kernel.lifecycle.services.consent_letters.check_limit", side_effect=TooManyAttempts(retry_after=60)),
        pytest.raises(TooManyAttempts),
    ):
        send_due_letters()
    assert _consent(child).letter_at is None
    assert send_due_letters() == 1


def test_a_withdrawal_shuts_the_child_out_at_once_and_keeps_everything(
    child: Membership, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    link = _link(child)
    _grant(Client(), link)
    client = client_of(child.user)
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 200
    Client().post(f"{link}withdrawal/")
    Client().post(f"{link}withdrawal/")
    assert _status(child) == Membership.Status.WAITING
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 302  # signed out: nobody needs this session any more
    assert client_of(child.user).get(f"/o/{atelier_a.slug}/").status_code == 403
    assert AuditEntry.objects.filter(action="withdraw_guardian_consent").count() == 1
    _grant(Client(), link)
    assert _status(child) == Membership.Status.ACTIVE


def test_who_belongs_elsewhere_keeps_their_session_there(
    child: Membership, client_of: Callable[[User], Client], atelier_a: Organisation, bureau_b: Organisation
) -> None:
    from ruche.kernel.testing.people import make_membership

    make_membership(child.user, bureau_b)
    _grant(Client(), _link(child))
    client = client_of(child.user)
    Client().post(f"{_link(child)}withdrawal/")
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 403
    assert client.get(f"/o/{bureau_b.slug}/").status_code == 200


def test_a_paper_is_recorded_with_who_and_when(child: Membership, actor: Actor, bob: User, atelier_a: Organisation) -> None:
    with pytest.raises(PermissionRefused):
        record_paper_consent(find_actor(bob, atelier_a), membership_id=child.pk, name="M. Martin", signed_on=TWELVE)
    with pytest.raises(InvalidInput):
        record_paper_consent(actor, membership_id=child.pk, name="M. Martin", signed_on=timezone.now().date() + timedelta(days=2))
    letter_link = _link(child)
    consent = record_paper_consent(actor, membership_id=child.pk, name="M. Martin", signed_on=TWELVE, note="Cupboard 3")
    assert (consent.recorded_by_id, _status(child)) == (actor.membership.pk, Membership.Status.ACTIVE)
    assert Client().get(letter_link).status_code == 410
    record_withdrawal(actor, membership_id=child.pk)
    assert _status(child) == Membership.Status.WAITING


def test_a_guardian_who_is_a_member_is_linked(actor: Actor, bob: User) -> None:
    lea = make_user("Lea")
    invited = invite_minor(actor, email=lea.email, born_on=TWELVE, guardian_email=bob.email)
    child = accept_invitation(lea, token=token_of(invited.invitations[0].pk), agrees=True)
    assert _consent(child).guardian == Membership.objects.get(user=bob)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"guardian_email": ""}, "guardian_email"),
        ({"guardian_email": "LEA@example.org"}, "guardian_email"),
        ({"born_on": date(1990, 1, 1)}, "born_on"),
        ({"born_on": timezone.now().date() + timedelta(days=3)}, "born_on"),
        ({"role": Role.ADMIN}, "role"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(actor: Actor, values: dict[str, object], field: str) -> None:
    given = {"email": "lea@example.org", "born_on": TWELVE, "guardian_email": PARENT, **values}
    with pytest.raises(InvalidInput) as refusal:
        invite_minor(actor, **given)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}


def test_from_fifteen_on_nobody_is_asked(actor: Actor) -> None:
    paul = make_user("Paul")
    invited = invite_minor(actor, email=paul.email, born_on=SIXTEEN)
    member = accept_invitation(paul, token=token_of(invited.invitations[0].pk))
    assert member.is_active
    assert get_minor(actor, member.pk).state == "alone"
    assert not GuardianConsent.objects.exists()


@pytest.mark.parametrize("born_on", [TWELVE, SIXTEEN])
def test_a_minor_is_never_owner_or_administrator(actor: Actor, bob: User, born_on: date) -> None:
    bobs = Membership.objects.get(user=bob)
    declare_minor(actor, membership_id=bobs.pk, born_on=born_on, guardian_email=PARENT)
    Minor.objects.update(agreed_at=timezone.now())
    if born_on == TWELVE:
        record_paper_consent(actor, membership_id=bobs.pk, name="P", signed_on=TWELVE)
    for role in (Role.ADMIN, Role.OWNER):
        with pytest.raises(InvalidInput):
            change_role(actor, membership_id=bobs.pk, role=role)
    with pytest.raises(InvalidInput):
        transfer_ownership(actor, membership_id=bobs.pk)
    with pytest.raises(InvalidInput):
        give_role(actor, membership_id=bobs.pk, role=RoleRef(builtin="admin"))
    change_role(actor, membership_id=bobs.pk, role=Role.MANAGER)


def test_who_administrates_cannot_be_declared_a_minor(actor: Actor, bob: User) -> None:
    bobs = Membership.objects.get(user=bob)
    change_role(actor, membership_id=bobs.pk, role=Role.ADMIN)
    with pytest.raises(InvalidInput):
        declare_minor(actor, membership_id=bobs.pk, born_on=SIXTEEN)


def test_somebody_who_was_here_before_waits_too_and_is_asked_for_their_own_word(
    actor: Actor, bob: User, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    bobs = Membership.objects.get(user=bob)
    declare_minor(actor, membership_id=bobs.pk, born_on=TWELVE, guardian_email=PARENT)
    _grant(Client(), _link(bobs))
    assert _status(bobs) == Membership.Status.WAITING
    bob.refresh_from_db()  # their sessions ended
    client = client_of(bob)
    assert "We need your word first" in client.get(f"/o/{atelier_a.slug}/").content.decode()
    client.post(f"/waiting/{atelier_a.slug}/agreement/", {"agrees": "1"})
    assert _status(bobs) == Membership.Status.ACTIVE
    assert client_of(actor.user).post(f"/waiting/{atelier_a.slug}/agreement/", {"agrees": "1"}).status_code == 404


def test_no_other_way_in_lets_a_waiting_child_pass(child: Membership, actor: Actor, atelier_a: Organisation) -> None:
    reactivate_member(actor, membership_id=child.pk)
    assert _status(child) == Membership.Status.WAITING
    admit_many(atelier_a.id, [Admission(child.user, is_invited=True)], source="directory")
    assert _status(child) == Membership.Status.WAITING
    _grant(Client(), _link(child))
    suspend_member(actor, membership_id=child.pk)
    record_withdrawal(actor, membership_id=child.pk)
    reactivate_member(actor, membership_id=child.pk)
    assert _status(child) == Membership.Status.WAITING


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2012, 2, 29), date(2027, 3, 1)),
        (date(2013, 2, 28), date(2028, 2, 28)),
        (date(2012, 12, 31), date(2027, 12, 31)),
    ],
)
def test_born_on_29_february_one_is_fifteen_on_1_march(born_on: date, expected: date) -> None:
    assert day_of(born_on, 15) == expected


def test_a_birthday_begins_in_the_organisations_own_zone(child: Membership, atelier_a: Organisation) -> None:
    """Midnight in Auckland: there the child is 15, in Paris it is still the day before."""
    _grant(Client(), _link(child))
    Minor.objects.update(born_on=date(2012, 6, 10))
    noon_before = datetime(2027, 6, 9, 13, 0, tzinfo=UTC)  # 01:00 of the tenth in Auckland
    for zone, expected in (("Europe/Paris", 0), ("Pacific/Auckland", 1)):
        Organisation.objects.filter(pk=atelier_a.pk).update(time_zone=zone)
        with patch("django.utils.timezone.now", return_value=noon_before):
            assert note_birthdays() == expected
    assert noon_before.astimezone(ZoneInfo("Pacific/Auckland")).day == 10


def test_at_fifteen_the_parents_power_ends_and_the_child_is_told(child: Membership, actor: Actor) -> None:
    _grant(Client(), _link(child))
    link = _link(child)
    Minor.objects.update(born_on=SIXTEEN)
    assert organisations_with_birthdays() == [child.organisation_id]
    assert (note_birthdays(), note_birthdays()) == (1, 0)
    assert Letter.objects.filter(to=child.user.email, subject__contains="You are 15").count() == 1
    assert Client().get(link).status_code == 410
    Client().post(f"{link}withdrawal/")
    assert _status(child) == Membership.Status.ACTIVE
    assert get_minor(actor, child.pk).state == "alone"


def test_who_still_waits_at_fifteen_comes_in(child: Membership) -> None:
    Minor.objects.update(born_on=SIXTEEN)
    note_birthdays()
    assert _status(child) == Membership.Status.ACTIVE


def test_at_eighteen_the_date_of_birth_is_forgotten(child: Membership, actor: Actor) -> None:
    Minor.objects.update(born_on=date(1990, 1, 1))
    note_birthdays()
    assert not Minor.objects.exists()
    assert organisations_with_birthdays() == []
    with pytest.raises(NotFound):
        get_minor(actor, child.pk)


def test_the_date_of_birth_is_seen_by_nobody_else(
    child: Membership, bob: User, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    _grant(Client(), _link(child))
    year = str(TWELVE.year)
    root, client = f"/o/{atelier_a.slug}", client_of(bob)
    for page in ("settings/minors/", f"settings/minors/{child.pk}/"):
        assert client.get(f"{root}/{page}").status_code == 403
    assert client.get(f"/api/v1{root}/minors/").status_code == 403
    for page in (f"/api/v1{root}/members/{child.pk}/", f"/api/v1{root}/people/{child.pk}/", f"{root}/people/{child.pk}/"):
        assert year not in client.get(page).content.decode()
    assert not AuditEntry.objects.filter(after__icontains=year).exclude(after__has_key="signed_on").exists()


def test_the_pages_of_who_answers_for_minors(
    child: Membership, alice: User, client_of: Callable[[User], Client], atelier_a: Organisation, django_assert_max_num_queries: Callable
) -> None:
    root, client = f"/o/{atelier_a.slug}/settings/minors", client_of(alice)
    client.get(f"{root}/")
    with django_assert_max_num_queries(14):
        assert "Asked, no answer yet" in client.get(f"{root}/").content.decode()
    assert PARENT in client.get(f"{root}/{child.pk}/").content.decode()
    refused = client.post(f"{root}/{child.pk}/letter/", {"guardian_email": child.user.email})
    assert refused.status_code == 422
    assert "own address" in refused.content.decode()
    refused = client.post(f"{root}/{child.pk}/paper/", {"name": "Marie", "signed_on": "2999-01-01"})
    assert refused.status_code == 422
    assert 'value="Marie"' in refused.content.decode()
    client.post(f"{root}/{child.pk}/paper/", {"name": "Marie", "signed_on": "2026-01-01"})
    assert "recorded by Alice" in client.get(f"{root}/{child.pk}/").content.decode()
    data = client.get(f"/api/v1/o/{atelier_a.slug}/minors/").json()["results"][0]
    assert (data["state"], data["born_on"], data["consents"][0]["way"]) == ("given", TWELVE.isoformat(), "paper")


def test_nobody_else_lists_minors(child: Membership, bob: User, atelier_a: Organisation) -> None:
    with pytest.raises(PermissionRefused):
        list_minors(find_actor(bob, atelier_a))
