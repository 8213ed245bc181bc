# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a directory says against what people did here, and what administrators type. Entries as the client gives them; no server."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories import client as client_module
from ruche.kernel.directories.entries import LdapGroup, Person, dn_key
from ruche.kernel.directories.errors import DirectoryUnreachable
from ruche.kernel.directories.models import DirectoryAccount, LdapDirectory, LdapEntry, LdapRun
from ruche.kernel.directories.services import save_directory
from ruche.kernel.directories.services.groups import Groups
from ruche.kernel.directories.services.leavers import gone, let_go
from ruche.kernel.directories.services.people import Known, People, link_accepted
from ruche.kernel.directories.services.report import Report
from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Group, GroupInside, Invitation, Membership, Organisation
from ruche.kernel.organisations.services import accept_invitation, invite_people, move_group, reactivate_member, suspend_member
from ruche.kernel.sign_in.facts import SESSION_KEY, SignInFacts, write_facts
from ruche.kernel.testing.people import find_actor, make_user
from ruche.kernel.users.models import User

VALUES: dict[str, Any] = {"servers": "127.0.0.1:1", "tls": "ldaps", "people_base": "dc=x", "people_filter": "(cn=*)", "every_minutes": 30}
VALUES |= {"is_active": True, "may_sign_in": True, "most_leavers": 100}


@pytest.fixture
def directory(alice: User, atelier_a: Organisation) -> Iterator[LdapDirectory]:
    with organisation_scope(atelier_a.id, alice.id):
        yield _save(alice, atelier_a)


def _save(user: User, organisation: Organisation, **values: Any) -> LdapDirectory:
    return save_directory(find_actor(user, organisation), **{"name": "Example", "password": "", **VALUES, **values})


def _person(name: str, email: str = "") -> Person:
    return Person(f"id-{name}", f"uid={name}", email or f"{name}@directory.example", name)


def _group(name: str, *inside: str) -> LdapGroup:
    return LdapGroup(f"id-{name}", f"cn={name}", name, tuple(dn_key(f"cn={one}") for one in inside), ())


def _take(directory: LdapDirectory, *people: Person) -> Report:
    """One run over people, as services/synchronisation.py makes it."""
    rows = LdapEntry.objects.filter(directory=directory, kind=LdapEntry.Kind.PERSON)
    known = {row[0]: Known(*row[1:]) for row in rows.values_list("external_id", "pk", "digest", "dn", "state", "membership_id")}
    run = People(directory, Report(), known)
    link_accepted(directory, run.known)
    run.take(people, is_dry=False)
    let_go(directory, gone(run), run.report, is_dry=False)
    return run.report


def _groups(directory: LdapDirectory, *groups: LdapGroup) -> Report:
    report = Report()
    Groups(directory, report, {}, is_dry=False).take(list(groups))
    return report


def test_a_directory_never_puts_a_group_inside_itself_whatever_was_moved_by_hand(
    directory: LdapDirectory, alice: User, atelier_a: Organisation
) -> None:
    _groups(directory, _group("A"), _group("B"))
    a, b = Group.objects.get(name="A"), Group.objects.get(name="B")
    move_group(find_actor(alice, atelier_a), group_id=a.pk, parent_id=b.pk, version=a.version)
    report = _groups(directory, _group("A", "B"), _group("B"))
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.parent_id, b.parent_id, report.counts["circle"]) == (b.pk, None, 1)
    inside = GroupInside.objects.filter(depth=1).values_list("outer__name", "inner__name")
    assert list(inside) == [("B", "A")]
    assert not _groups(directory, _group("A", "B"), _group("B")).counts


def test_whoever_came_in_by_another_invitation_leaves_with_the_directory(
    directory: LdapDirectory, alice: User, atelier_a: Organisation
) -> None:
    lea = make_user("Lea")
    invited = invite_people(find_actor(alice, atelier_a), addresses=lea.email)
    _take(directory, _person("Lea", lea.email))
    accept_invitation(lea, token=token_of(invited.invitations[0].pk))
    _take(directory, _person("Lea", lea.email))
    assert LdapEntry.objects.get().membership is not None
    _take(directory)
    assert Membership.objects.get(user=lea).status == Membership.Status.SUSPENDED


def test_whom_people_suspend_after_the_directory_did_stays_out(directory: LdapDirectory, alice: User, atelier_a: Organisation) -> None:
    _take(directory, _person("lea"))
    _take(directory)
    lea = Membership.objects.get(name="lea")
    assert lea.status == Membership.Status.SUSPENDED
    actor = find_actor(alice, atelier_a)
    reactivate_member(actor, membership_id=lea.pk)
    suspend_member(actor, membership_id=lea.pk)
    _take(directory, _person("lea"))
    lea.refresh_from_db()
    assert lea.status == Membership.Status.SUSPENDED


def test_a_child_who_waits_and_leaves_the_directory_does_not_come_in(directory: LdapDirectory) -> None:
    _take(directory, _person("lea"))
    Membership.objects.filter(name="lea").update(status=Membership.Status.WAITING)
    _take(directory)
    assert Membership.objects.get(name="lea").status == Membership.Status.SUSPENDED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ca_pem": "é"}, "ca_pem"),
        ({"servers": "ldap.example.org:99999"}, "servers"),
        ({"servers": "ldap.example.org:0"}, "servers"),
        ({"servers": "ldap://x"}, "servers"),
        ({"servers": "ldapi:///run/x"}, "servers"),
    ],
)
def test_what_no_server_can_be_is_refused_beside_its_field(
    alice: User, atelier_a: Organisation, values: dict[str, Any], field: str
) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        with pytest.raises(InvalidInput) as refusal:
            _save(alice, atelier_a, **values)
        assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("servers", ["ldap.example.org:99999", "[::1", "a b", "::1", " \n"])
def test_a_server_that_cannot_be_is_one_that_does_not_answer(directory: LdapDirectory, servers: str) -> None:
    directory.servers = servers
    with pytest.raises(DirectoryUnreachable), client_module.connect(directory, dn="", password=""):
        pass


def test_an_identity_of_another_kind_is_nobody_at_sign_in(directory: LdapDirectory) -> None:
    _take(directory, _person("lea"))
    account = DirectoryAccount.objects.get()
    directory.attributes["external_id"] = "objectGUID"
    assert client_module.Client(directory, None).find(external_id=account.external_id) is None


def test_who_was_invited_left_the_directory_and_is_back_is_invited_again(directory: LdapDirectory) -> None:
    lea = make_user("Lea")
    open_ = {"email": lea.email, "revoked_at": None}
    _take(directory, _person("Lea", lea.email))
    assert Invitation.objects.filter(**open_).count() == 1
    _take(directory)
    assert not Invitation.objects.filter(**open_).exists()
    assert _take(directory, _person("Lea", lea.email)).counts == {"invited": 1}
    assert Invitation.objects.filter(**open_).count() == 1
    assert not _take(directory, _person("Lea", lea.email)).counts


def test_a_run_in_earnest_needs_a_fresh_proof_and_a_trial_does_not(
    directory: LdapDirectory, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    session = client.session
    session[SESSION_KEY] = write_facts(SignInFacts(authenticated_at=time.time() - 3600))
    session.save()
    page = f"/o/{directory.organisation.slug}/settings/directories/{directory.pk}/synchronisation/"
    assert "reauthentication" in client.post(page, {"kind": "agreed"})["Location"]
    with organisation_scope(directory.organisation_id, alice.id):
        assert not LdapRun.objects.exists()
    assert client.post(page, {"kind": "trial"}).status_code == 302
    with organisation_scope(directory.organisation_id, alice.id):
        assert LdapRun.objects.get().is_dry
