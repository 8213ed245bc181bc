# SPDX-License-Identifier: AGPL-3.0-or-later
"""A parent takes the consent back while the child's page is open: its socket falls silent within a second."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.lifecycle.services.consents import record_paper_consent
from ruche.kernel.lifecycle.services.minors import declare_minor
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Membership
from ruche.kernel.realtime import registry
from ruche.kernel.realtime.tests.boards import KIND
from ruche.kernel.testing.people import find_actor

TWELVE = timezone.now().date() - timedelta(days=365 * 12 + 30)


@pytest.fixture
def board(boards, atelier_a, monkeypatch):
    object.__setattr__(boards.topic, "authorise", lambda actor, key: (0, 0))
    monkeypatch.setattr(registry, "all_topics", lambda: {KIND: boards.topic})
    return boards.add(atelier_a.id)


def _make_child(user, alice, organisation):
    """In, with the consents of both; returns the link of the parent."""
    with organisation_scope(organisation.id, alice.pk):
        membership = Membership.objects.get(user=user)
        actor = find_actor(alice, organisation)
        declare_minor(actor, membership_id=membership.pk, born_on=TWELVE, guardian_email="parent@example.org")
        Minor.objects.update(agreed_at=timezone.now())
        link = f"/consent/{token_of(GuardianConsent.objects.get().pk)}/"
        assert Client().post(f"{link}agreement/", {"name": "Marie", "authority": "on"}).status_code == 302
    user.refresh_from_db()
    return link


def test_the_socket_of_a_child_who_belongs_elsewhere_falls_silent(server, board, atelier_a, bureau_b, alice, dana, ticket_for):
    link = _make_child(dana, alice, atelier_a)
    with server.connect(ticket=ticket_for(dana)) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        Client().post(f"{link}withdrawal/")
        assert client.next("refused", timeout=1)["topic"] == board.topic
        board.post()
        assert client.is_silent()


def test_the_open_page_of_a_child_ends_with_its_session(server, board, atelier_a, alice, bob, ticket_for, client_of):
    link = _make_child(bob, alice, atelier_a)
    browser = client_of(bob)
    with server.connect(ticket=ticket_for(bob)) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        Client().post(f"{link}withdrawal/")
        assert client.closed_with(1)
    assert browser.get(f"/api/v1/o/{atelier_a.slug}/members/").status_code in (401, 403)


def test_a_paper_of_another_parent_replaces_a_link(atelier_a, alice, bob):
    link = _make_child(bob, alice, atelier_a)
    with organisation_scope(atelier_a.id, alice.pk):
        child = Membership.objects.get(user=bob)
        record_paper_consent(find_actor(alice, atelier_a), membership_id=child.pk, name="The other parent", signed_on=TWELVE)
    Client().post(f"{link}withdrawal/")
    with organisation_scope(atelier_a.id):
        assert Membership.objects.get(user=bob).is_active
