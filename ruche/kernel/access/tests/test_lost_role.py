# SPDX-License-Identifier: AGPL-3.0-or-later
"""A role is lost while a page is open: the next write is refused, the socket falls silent within a second, also across processes."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ruche.kernel.access.models import AuditEntry, RoleAssignment
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, end_assignment, give_role, update_role
from ruche.kernel.access.services.dates import tell_dated_roles
from ruche.kernel.access.streams import topic_of
from ruche.kernel.access.streams import topics as own_topics
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.realtime import registry
from ruche.kernel.realtime.tests.boards import KIND
from ruche.kernel.testing.people import find_actor, give

MODULES, MANAGE_ROLES = "organisation.manage_modules", "organisation.manage_roles"


@pytest.fixture
def held(atelier_a, bob):
    return give(bob, atelier_a, [MODULES, MANAGE_ROLES])


@pytest.fixture
def board(boards, atelier_a, monkeypatch):
    """A topic for those who may switch modules, and everybody's own of the kernel."""
    object.__setattr__(boards.topic, "authorise", lambda actor, key: actor.can(MODULES) and (0, 0))
    monkeypatch.setattr(registry, "all_topics", lambda: {KIND: boards.topic, **own_topics})
    return boards.add(atelier_a.id)


def test_who_lost_the_role_meanwhile_writes_nothing(atelier_a, alice, bob, held):
    actor = find_actor(bob, atelier_a)
    assert actor.can(MANAGE_ROLES)  # the page is open, with its button
    with organisation_scope(atelier_a.id):
        role = create_role(actor, name="Reader")
        end_assignment(find_actor(alice, atelier_a), assignment_id=held.pk)
        assert actor.can(MANAGE_ROLES), "the page does not know"
        with pytest.raises(PermissionRefused):
            create_role(actor, name="Writer")
        with pytest.raises(PermissionRefused):
            update_role(actor, role_id=role.pk, version=0, name="Writer")
        with pytest.raises(PermissionRefused):
            give_role(actor, membership_id=actor.membership.pk, role=RoleRef(role.pk))
        assert not RoleAssignment.objects.filter(ended_at=None).exists()


def test_every_change_raises_the_version_that_waiting_writes_compare(atelier_a, alice, bob, dana, held):
    def versions():
        with organisation_scope(atelier_a.id):
            return dict(Membership.objects.values_list("name", "rights_version"))

    before = versions()
    with organisation_scope(atelier_a.id):
        update_role(find_actor(alice, atelier_a), role_id=held.role_id, version=0, name="Other", permissions=[])
    assert versions() == {**before, "Bob": before["Bob"] + 1}


def test_the_socket_is_silent_within_a_second_and_the_page_is_told(server, board, atelier_a, alice, bob, held, ticket_for):
    own = topic_of(held.membership_id)
    with server.connect(ticket=ticket_for(bob)) as client, server.connect(ticket=ticket_for(alice)) as owner:
        assert client.subscribe(own)["type"] == "subscribed"
        assert client.subscribe(board.topic)["type"] == "subscribed"
        owner.subscribe(board.topic)
        assert owner.subscribe(own)["type"] == "refused"
        with organisation_scope(atelier_a.id, alice.pk):
            end_assignment(find_actor(alice, atelier_a), assignment_id=held.pk)
        heard = {client.next("refused", "changed", timeout=1)["topic"] for _ in range(2)}
        assert heard == {own, board.topic}
        board.post()
        assert owner.revisions(1) == [1]
        assert client.is_silent()


def test_what_another_process_takes_is_gone_here_within_a_second(server, board, atelier_a, alice, bob, held, ticket_for):
    arguments = [connection.settings_dict["NAME"], str(atelier_a.id), str(alice.pk), str(held.pk)]
    command = [sys.executable, "-m", "ruche.kernel.access.tests.other_process", *arguments]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
        server.connect(ticket=ticket_for(bob)) as client,
    ):
        assert other.stdout.readline() == "ready\n"
        assert client.subscribe(board.topic)["type"] == "subscribed"
        other.stdin.write("go\n")
        other.stdin.flush()
        assert other.stdout.readline() == "done\n"
        began = time.monotonic()
        assert client.next("refused", timeout=5)["topic"] == board.topic
        assert time.monotonic() - began < 1
        board.post()
        assert client.is_silent()
        other.communicate("end\n", timeout=20)


def test_a_role_that_ends_by_its_date_silences_the_socket_at_that_moment(server, board, atelier_a, bob, held, ticket_for):
    ends_at = timezone.now() + timedelta(seconds=2)
    with organisation_scope(atelier_a.id):
        RoleAssignment.objects.filter(pk=held.pk).update(ends_at=ends_at)
    with server.connect(ticket=ticket_for(bob)) as client:
        assert client.subscribe(board.topic)["type"] == "subscribed"
        assert client.next("refused", timeout=10)["topic"] == board.topic
        late = (timezone.now() - ends_at).total_seconds()
        assert 0 <= late < 1


def test_the_start_by_a_date_is_told_once(atelier_a, bob, held):
    with organisation_scope(atelier_a.id):
        now = timezone.now()
        RoleAssignment.objects.filter(pk=held.pk).update(created_at=now - timedelta(hours=1), starts_at=now - timedelta(seconds=5))
        before = Membership.objects.get(user=bob).rights_version
    assert tell_dated_roles() == 1
    assert [tell_dated_roles() for _minute in range(4)] == [0, 0, 0, 0]
    with organisation_scope(atelier_a.id):
        assert Membership.objects.get(user=bob).rights_version == before + 1


def test_the_end_by_a_date_is_noted_once_and_told(atelier_a, bob, held):
    past = timezone.now() - timedelta(seconds=5)
    with organisation_scope(atelier_a.id):
        RoleAssignment.objects.filter(pk=held.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)
    assert not find_actor(bob, atelier_a).can(MODULES)
    assert tell_dated_roles() == 1
    assert tell_dated_roles() == 0
    with organisation_scope(atelier_a.id):
        assert [one.action for one in AuditEntry.objects.all()] == ["role_ended"]
        assert Membership.objects.get(user=bob).rights_version == 1
        assert RoleAssignment.objects.get(pk=held.pk).ended_at == past
