# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where no letter leaves: nobody is told that one did, and who answers for minors hands the link over."""

from collections.abc import Callable

import pytest
from django.test import Client

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.lifecycle.models import GuardianConsent
from ruche.kernel.lifecycle.services.consent_letters import send_due_letters
from ruche.kernel.lifecycle.tests.young import PARENT, actor, child, consent_of, grant, link_of, mail, status_of
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Membership, Organisation
from ruche.kernel.users.models import User

__all__ = ["actor", "child", "mail"]

ClientOf = Callable[[User], Client]


def _page(organisation: Organisation, child: Membership) -> str:
    return f"/o/{organisation.slug}/settings/minors/{child.pk}/"


def test_nobody_is_told_of_a_letter_that_did_not_leave(
    child: Membership, alice: User, atelier_a: Organisation, client_of: ClientOf
) -> None:
    send_due_letters()
    page = client_of(alice).get(_page(atelier_a, child)).content.decode()
    assert "no letter left: this instance sends none" in page
    assert "Make a link to hand over" in page
    assert "Send again" not in page
    waiting = client_of(child.user).get(f"/o/{atelier_a.slug}/").content.decode()
    assert "No letter left" in waiting
    assert "We wrote" not in waiting


@pytest.mark.usefixtures("mail")
def test_where_letters_leave_no_link_is_made_by_hand(child: Membership, alice: User, atelier_a: Organisation, client_of: ClientOf) -> None:
    client, before = client_of(alice), consent_of(child)
    assert "Make a link" not in client.get(_page(atelier_a, child)).content.decode()
    answer = client.post(f"{_page(atelier_a, child)}link/", follow=True)
    assert "Letters leave this instance" in answer.content.decode()
    assert token_of(before.pk) not in answer.content.decode()
    assert consent_of(child) == before
    assert "We wrote" in client_of(child.user).get(f"/o/{atelier_a.slug}/").content.decode()


def test_a_link_is_shown_once_opens_the_door_and_ends_the_former(
    child: Membership, alice: User, atelier_a: Organisation, client_of: ClientOf, client: Client
) -> None:
    former, page = link_of(child), _page(atelier_a, child)
    made = client_of(alice).post(f"{page}link/")
    token = token_of(consent_of(child).pk)
    assert token in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    shown = client_of(alice).get(page).content.decode()
    assert token not in shown
    assert "link made and handed over by" in shown
    assert client.get(former).status_code == 410
    grant(client, link_of(child))
    assert status_of(child) == Membership.Status.ACTIVE


def test_a_link_that_is_handed_over_is_in_the_audit_and_its_token_nowhere(
    child: Membership, actor: Actor, alice: User, atelier_a: Organisation, client_of: ClientOf, client: Client
) -> None:
    client_of(alice).post(f"{_page(atelier_a, child)}link/")
    consent = consent_of(child)
    entry = AuditEntry.objects.get(action="hand_over_guardian_link")
    assert (entry.actor_id, entry.subject_id) == (actor.membership.pk, child.pk)
    assert (consent.email, consent.recorded_by_id) == (PARENT, actor.membership.pk)
    assert send_due_letters() == 0
    grant(client, link_of(child))
    token = token_of(consent.pk)
    kept = [*AuditEntry.objects.values(), *GuardianConsent.objects.values(), *Letter.objects.values()]
    assert token not in repr(kept)


def test_a_link_is_not_made_by_others_nor_once_a_parent_consented(
    child: Membership, alice: User, bob: User, atelier_a: Organisation, client_of: ClientOf, client: Client
) -> None:
    link = f"{_page(atelier_a, child)}link/"
    assert client_of(bob).post(link).status_code == 403
    grant(client, link_of(child))
    answer = client_of(alice).post(link, follow=True)
    assert "A parent has consented already." in answer.content.decode()
    assert GuardianConsent.objects.filter(child=child).count() == 1
