# SPDX-License-Identifier: AGPL-3.0-or-later
"""Children under 15: they wait, a parent answers, they grow up. In Atelier A, whose Alice owns it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services import give_role
from ruche.kernel.errors import InvalidInput, PermissionRefused, TooManyAttempts
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.lifecycle.selectors.minors import get_minor
from ruche.kernel.lifecycle.services.consent_letters import send_due_letters
from ruche.kernel.lifecycle.services.consents import ask_again, record_paper_consent, record_withdrawal
from ruche.kernel.lifecycle.services.minors import declare_minor
from ruche.kernel.lifecycle.tests.young import PARENT, SIGNED, SIXTEEN, TWELVE, actor, child, consent_of, grant, link_of, status_of
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

__all__ = ["actor", "child"]


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
    parent = Client(headers={"accept-language": "en"})
    page = parent.get(link).content.decode()
    assert "May Lea join Atelier A?" in page
    assert "cnil.fr" in page
    assert str(TWELVE.year) not in page
    grant(parent, link)
    assert status_of(child) == Membership.Status.ACTIVE
    consent = consent_of(child)
    assert (consent.name, consent.address, consent.text_version != "") == ("Marie Martin", "127.0.0.1", True)
    grant(parent, link)  # a double click
    assert Letter.objects.filter(subject="You can come into Atelier A").count() == 1
    assert AuditEntry.objects.filter(action="give_guardian_consent").count() == 1


@pytest.mark.parametrize(
    ("data", "words"), [({"name": "Marie"}, "parental authority"), ({"name": " ", "authority": "on"}, "This field is required")]
)
def test_a_consent_needs_a_name_and_authority(child: Membership, data: dict[str, str], words: str) -> None:
    answer = Client(headers={"accept-language": "en"}).post(f"{link_of(child)}agreement/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert status_of(child) == Membership.Status.WAITING


def test_the_child_cannot_answer_for_the_parent(child: Membership, client_of: Callable[[User], Client]) -> None:
    answer = client_of(child.user).post(f"{link_of(child)}agreement/", SIGNED)
    assert "signed in as the child" in answer.content.decode()
    assert status_of(child) == Membership.Status.WAITING


def test_a_refusal_keeps_the_child_outside_and_can_be_thought_over(child: Membership) -> None:
    link, parent = link_of(child), Client()
    parent.post(f"{link}refusal/")
    assert consent_of(child).state == GuardianConsent.State.REFUSED
    assert status_of(child) == Membership.Status.WAITING
    grant(parent, link)
    assert status_of(child) == Membership.Status.ACTIVE


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
    link = link_of(child)
    assert Client().get(link).status_code == 410
    Client().post(f"{link}agreement/", SIGNED)
    assert status_of(child) == Membership.Status.WAITING
    assert get_minor(actor, child.pk).state == "expired"
    ask_again(actor, membership_id=child.pk, email=PARENT)
    assert send_due_letters() == 1
    assert Client().get(link).status_code == 200


def test_another_address_gets_another_link_and_the_former_one_ends(child: Membership, actor: Actor) -> None:
    former = link_of(child)
    ask_again(actor, membership_id=child.pk, email="other.parent@example.org")
    assert Client().get(former).status_code == 410
    Client().post(f"{former}agreement/", SIGNED)
    assert status_of(child) == Membership.Status.WAITING
    grant(Client(), link_of(child))
    assert status_of(child) == Membership.Status.ACTIVE


def test_letters_to_parents_are_limited_and_the_rest_leave_later(child: Membership) -> None:
    with (
        patch("ruche.kernel.lifecycle.services.consent_letters.check_limit", side_effect=TooManyAttempts(retry_after=60)),
        pytest.raises(TooManyAttempts),
    ):
        send_due_letters()
    assert consent_of(child).letter_at is None
    assert send_due_letters() == 1


def test_a_withdrawal_shuts_the_child_out_at_once_and_keeps_everything(
    child: Membership, client_of: Callable[[User], Client], atelier_a: Organisation
) -> None:
    link = link_of(child)
    grant(Client(), link)
    client = client_of(child.user)
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 200
    Client().post(f"{link}withdrawal/")
    Client().post(f"{link}withdrawal/")
    assert status_of(child) == Membership.Status.WAITING
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 302  # signed out: nobody needs this session any more
    assert client_of(child.user).get(f"/o/{atelier_a.slug}/").status_code == 403
    assert AuditEntry.objects.filter(action="withdraw_guardian_consent").count() == 1
    grant(Client(), link)
    assert status_of(child) == Membership.Status.ACTIVE


def test_who_belongs_elsewhere_keeps_their_session_there(
    child: Membership, client_of: Callable[[User], Client], atelier_a: Organisation, bureau_b: Organisation
) -> None:
    from ruche.kernel.testing.people import make_membership

    make_membership(child.user, bureau_b)
    grant(Client(), link_of(child))
    client = client_of(child.user)
    Client().post(f"{link_of(child)}withdrawal/")
    assert client.get(f"/o/{atelier_a.slug}/").status_code == 403
    assert client.get(f"/o/{bureau_b.slug}/").status_code == 200


def test_a_paper_is_recorded_with_who_and_when(child: Membership, actor: Actor, bob: User, atelier_a: Organisation) -> None:
    with pytest.raises(PermissionRefused):
        record_paper_consent(find_actor(bob, atelier_a), membership_id=child.pk, name="M. Martin", signed_on=TWELVE)
    with pytest.raises(InvalidInput):
        record_paper_consent(actor, membership_id=child.pk, name="M. Martin", signed_on=timezone.now().date() + timedelta(days=2))
    letter_link = link_of(child)
    consent = record_paper_consent(actor, membership_id=child.pk, name="M. Martin", signed_on=TWELVE, note="Cupboard 3")
    assert (consent.recorded_by_id, status_of(child)) == (actor.membership.pk, Membership.Status.ACTIVE)
    assert Client().get(letter_link).status_code == 410
    record_withdrawal(actor, membership_id=child.pk)
    assert status_of(child) == Membership.Status.WAITING


def test_a_guardian_who_is_a_member_is_linked(actor: Actor, bob: User) -> None:
    lea = make_user("Lea")
    invited = invite_minor(actor, email=lea.email, born_on=TWELVE, guardian_email=bob.email)
    child = accept_invitation(lea, token=token_of(invited.invitations[0].pk), agrees=True)
    assert consent_of(child).guardian == Membership.objects.get(user=bob)


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
    grant(Client(), link_of(bobs))
    assert status_of(bobs) == Membership.Status.WAITING
    bob.refresh_from_db()  # their sessions ended
    client = client_of(bob)
    assert "We need your word first" in client.get(f"/o/{atelier_a.slug}/").content.decode()
    client.post(f"/waiting/{atelier_a.slug}/agreement/", {"agrees": "1"})
    assert status_of(bobs) == Membership.Status.ACTIVE
    assert client_of(actor.user).post(f"/waiting/{atelier_a.slug}/agreement/", {"agrees": "1"}).status_code == 404


def test_no_other_way_in_lets_a_waiting_child_pass(child: Membership, actor: Actor, atelier_a: Organisation) -> None:
    reactivate_member(actor, membership_id=child.pk)
    assert status_of(child) == Membership.Status.WAITING
    admit_many(atelier_a.id, [Admission(child.user, is_invited=True)], source="directory")
    assert status_of(child) == Membership.Status.WAITING
    grant(Client(), link_of(child))
    suspend_member(actor, membership_id=child.pk)
    record_withdrawal(actor, membership_id=child.pk)
    reactivate_member(actor, membership_id=child.pk)
    assert status_of(child) == Membership.Status.WAITING
