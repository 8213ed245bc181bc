# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directories, against a real OpenLDAP that these tests start."""

import time
import tracemalloc
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories import client as client_module
from ruche.kernel.directories.models import DirectoryAccount, LdapDirectory, LdapEntry, LdapRun
from ruche.kernel.directories.services import synchronise, try_directory
from ruche.kernel.directories.sign_in import check_directory_password
from ruche.kernel.errors import DomainError, InvalidInput
from ruche.kernel.organisations.keys import token_of
from ruche.kernel.organisations.models import Group, GroupMembership, Invitation, Membership, Organisation
from ruche.kernel.organisations.services import accept_invitation, suspend_member
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.kernel.users.models import User
from ruche.kernel.users.services.sign_in import prove_by_password
from tests.other_servers.ldap_scene import names, read, save, state
from tests.other_servers.slapd import BASE, PASSWORD, Slapd, dn_of, group, other_certificate, person

pytestmark = pytest.mark.django_db


def test_people_and_groups_come_in_and_a_second_run_changes_nothing(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load(person("lea", name="Léa Martin") + person("paul", name="Paul") + person("zoe", name="Zoé"))
    slapd.load(group("Kitchen", [dn_of("lea"), dn_of("paul")], owner=dn_of("lea")))
    slapd.load(group("House", [f"cn=Kitchen,ou=groups,{BASE}", dn_of("zoe")]))
    tried = read(directory, is_dry=True)
    assert (tried.error, tried.counts["joined"], tried.counts["group_made"]) == ("", 3, 2)
    assert names() == set()
    run = read(directory)
    assert (run.error, run.counts["joined"], run.counts["read"]) == ("", 3, 3)
    assert names() == {"Léa Martin", "Paul", "Zoé"}
    kitchen = Group.objects.get(name="Kitchen")
    assert kitchen.parent is not None
    assert kitchen.parent.name == "House"
    rows = GroupMembership.objects.filter(group=kitchen, left_at=None, source="directory")
    assert set(rows.values_list("membership__name", "is_lead")) == {("Léa Martin", True), ("Paul", False)}
    before = state()
    again = read(directory)
    assert again.counts == {"read": 3}
    assert state() == before


@pytest.mark.parametrize("is_new_entry", [False, True])
def test_who_leaves_is_suspended_and_comes_back_with_everything(
    slapd: Slapd, alice: User, atelier_a: Organisation, is_new_entry: bool
) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = save(slapd, alice, atelier_a, people_filter="(&(objectClass=inetOrgPerson)(!(description=gone)))")
        slapd.load("".join(person(f"p{number}", password="secret") for number in range(10)))
        read(directory)
        membership = Membership.objects.select_related("user").get(name="p3")
        slapd.change(f"dn: {dn_of('p3')}\nchangetype: modify\nadd: description\ndescription: gone\n")
        assert read(directory).counts["left"] == 1
        membership.refresh_from_db()
        assert membership.status == Membership.Status.SUSPENDED
        if is_new_entry:
            slapd.delete(dn_of("p3"))
            slapd.load(person("p3", password="secret"))
        else:
            slapd.change(f"dn: {dn_of('p3')}\nchangetype: modify\ndelete: description\n")
        assert read(directory).counts == {"read": 10, "returned": 1}
        membership.refresh_from_db()
        assert membership.is_active
        assert check_directory_password(membership.user, "secret", "") == atelier_a.id


def test_whom_people_suspended_stays_suspended_whatever_the_directory_says(
    slapd: Slapd, directory: LdapDirectory, alice: User, atelier_a: Organisation
) -> None:
    slapd.load(person("lea") + person("paul"))
    read(directory)
    lea = Membership.objects.get(name="lea")
    suspend_member(find_actor(alice, atelier_a), membership_id=lea.pk)
    slapd.change(f"dn: {dn_of('lea')}\nchangetype: modify\nreplace: cn\ncn: Léa\n")
    read(directory)
    lea.refresh_from_db()
    assert lea.status == Membership.Status.SUSPENDED


def test_an_entry_that_moves_and_is_renamed_stays_the_same_person(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load(person("lea", name="Léa Martin"))
    read(directory)
    before = Membership.objects.get(name="Léa Martin")
    slapd.move(dn_of("lea"), "uid=lea", f"ou=staff,{BASE}")
    slapd.change(f"dn: uid=lea,ou=staff,{BASE}\nchangetype: modify\nreplace: cn\ncn: Léa Dupont\n")
    run = read(directory)
    assert run.counts == {"read": 1, "changed": 1}
    assert Membership.objects.get(pk=before.pk).name == "Léa Dupont"


def test_a_server_that_dies_in_the_middle_takes_nobody_out_and_the_next_run_continues(
    slapd: Slapd, directory: LdapDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    slapd.load("".join(person(f"p{number:03}") for number in range(60)))
    read(directory)
    slapd.load("".join(person(f"q{number:03}") for number in range(60)))
    slapd.delete(dn_of("p001"))
    monkeypatch.setattr(client_module, "PAGE", 25)
    ask = client_module.Client._page

    def dying(self: client_module.Client, *arguments: Any) -> Any:
        page = ask(self, *arguments)
        if arguments[-1]:  # the second page was given; there is no third
            slapd.kill()
        return page

    with monkeypatch.context() as patch:
        patch.setattr(client_module.Client, "_page", dying)
        run = read(directory)
    assert run.error == LdapRun.Error.UNREACHABLE
    assert "left" not in run.counts
    assert {f"p{number:03}" for number in range(60)} <= names()
    assert read(directory).error == LdapRun.Error.UNREACHABLE
    slapd.start_again()
    run = read(directory)
    assert (run.error, run.counts["left"]) == ("", 1)
    assert len(names()) == 119


def test_too_many_leavers_stop_until_somebody_agrees(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load("".join(person(f"p{number}") for number in range(10)))
    read(directory)
    slapd.delete(*(dn_of(f"p{number}") for number in range(6)))
    run = read(directory)
    assert (run.error, run.counts["would_leave"]) == (LdapRun.Error.TOO_MANY_LEAVERS, 6)
    assert len(names()) == 10
    assert read(directory, may_exceed=True).counts["left"] == 6
    assert len(names()) == 4


def test_an_owner_never_leaves_by_a_directory(slapd: Slapd, directory: LdapDirectory, atelier_a: Organisation) -> None:
    slapd.load(person("alice", email="alice@example.org") + person("paul"))
    assert read(directory).counts["linked"] == 1
    slapd.delete(dn_of("alice"))
    assert read(directory).counts["owner_stays"] == 1
    assert Membership.objects.get(role=Role.OWNER).is_active


def test_an_account_of_somebody_else_is_invited_and_never_taken_over(slapd: Slapd, directory: LdapDirectory, charlie: User) -> None:
    slapd.load(person("charlie", email="Charlie@Example.org", password="of the directory"))
    run = read(directory)
    assert run.counts["invited"] == 1
    assert not Membership.objects.filter(user=charlie).exists()
    assert check_directory_password(charlie, "of the directory", "") is None
    accept_invitation(charlie, token=token_of(Invitation.objects.get().pk))
    read(directory)
    assert LdapEntry.objects.get(kind="person").membership.user_id == charlie.pk
    assert check_directory_password(charlie, "of the directory", "") is None
    assert not DirectoryAccount.objects.exists()


def test_a_directory_account_signs_in_by_the_directory_for_its_organisation(
    slapd: Slapd, directory: LdapDirectory, alice: User, atelier_a: Organisation
) -> None:
    slapd.load(person("lea", password="secret of Léa"))
    read(directory)
    proof = prove_by_password(email="lea@directory.example", password="secret of Léa", address="127.0.0.1")
    assert (proof.method, proof.organisation_id) == ("directory", atelier_a.id)
    lea = proof.user
    for wrong in ("", "x", "*", "secret of Léa\x00"):
        assert not check_directory_password(lea, wrong, "")
    slapd.change(f"dn: {dn_of('lea')}\nchangetype: modify\nreplace: userPassword\nuserPassword: another\n")
    assert check_directory_password(lea, "secret of Léa", "") is False
    suspend_member(find_actor(alice, atelier_a), membership_id=Membership.objects.get(user=lea).pk)
    assert check_directory_password(lea, "another", "") is None


@pytest.mark.parametrize("has_mail", [False, True])
def test_the_form_lets_people_of_the_directory_into_its_organisation_only(
    slapd: Slapd, directory: LdapDirectory, bureau_b: Organisation, settings: Any, client: Client, has_mail: bool
) -> None:
    """Where letters can be sent, the address is proved first: the directory's word does not do it."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if has_mail else "none"
    slapd.load(person("lea", password="secret of lea"))
    read(directory)
    make_membership(User.objects.get(email="lea@directory.example"), bureau_b)
    refused = client.post("/account/sign-in/", {"login": "lea@directory.example", "password": "wrong"})
    assert refused.status_code == 422
    answer = client.post("/account/sign-in/", {"login": "lea@directory.example", "password": "secret of lea"})
    assert answer.status_code == 302
    home = client.get(f"/o/{directory.organisation.slug}/")
    assert home.status_code == (302 if has_mail else 200)
    assert client.get(f"/o/{bureau_b.slug}/").status_code != 200


def test_a_dead_server_says_no_to_every_password(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load(person("lea", password="secret"))
    read(directory)
    slapd.kill()
    assert check_directory_password(User.objects.get(email="lea@directory.example"), "secret", "") is False


@pytest.mark.parametrize("typed", ["*)(uid=*", "*", "lea*", "x)(|(objectClass=*", "\\2a", "lea@directory.example)(mail=*"])
def test_what_is_typed_never_becomes_part_of_a_filter(slapd: Slapd, directory: LdapDirectory, alice: User, typed: str) -> None:
    slapd.load(person("lea"))
    actor = find_actor(alice, directory.organisation)
    assert try_directory(actor, directory_id=directory.pk, email=typed).person is None
    found = try_directory(actor, directory_id=directory.pk, email="lea@directory.example").person
    assert found is not None
    assert found.name == "lea"


def test_refusals_are_told_apart(slapd: Slapd, directory: LdapDirectory, alice: User, tmp_path: Path) -> None:
    organisation = directory.organisation
    wrong = [
        ({"name": "Foreign certificate", "ca_pem": other_certificate(tmp_path / "other")}, LdapRun.Error.UNREACHABLE),
        ({"name": "Nobody's certificate", "ca_pem": ""}, LdapRun.Error.UNREACHABLE),
        ({"name": "Wrong name on it", "servers": f"localhost:{slapd.port}"}, LdapRun.Error.UNREACHABLE),
        ({"name": "Wrong password", "password": "wrong"}, LdapRun.Error.REFUSED),
        ({"name": "Plain port", "servers": f"127.0.0.1:{slapd.plain_port}"}, LdapRun.Error.UNREACHABLE),
    ]
    for values, error in wrong:
        assert read(save(slapd, alice, organisation, **values)).error == error, values["name"]
    starttls = save(slapd, alice, organisation, name="StartTLS", tls="starttls", servers=f"127.0.0.1:{slapd.plain_port}")
    assert read(starttls).error == ""


def test_the_kept_password_goes_to_no_other_server(slapd: Slapd, directory: LdapDirectory, alice: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        save(slapd, alice, directory.organisation, directory_id=directory.pk, servers="evil.example", password="")
    assert set(refusal.value.fields) == {"password"}
    assert PASSWORD not in LdapDirectory.objects.get().password_sealed


def test_what_is_wrong_with_an_entry_keeps_that_entry_out_and_nothing_else(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load(person("lea") + person("twin", email="lea@directory.example") + person("odd", email="not an address"))
    slapd.load(person("long", name="x" * 300))
    run = read(directory)
    assert run.counts == {"read": 4, "joined": 2, "conflict": 2}
    assert "x" * 120 in names()


def test_a_circle_of_groups_is_cut_and_named(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load(person("lea"))
    inner, outer = f"cn=Inner,ou=groups,{BASE}", f"cn=Outer,ou=groups,{BASE}"
    slapd.load(group("Inner", [dn_of("lea"), outer]) + group("Outer", [inner]))
    run = read(directory)
    assert (run.error, run.counts["circle"]) == ("", 1)
    assert {one.name: one.parent_id is None for one in Group.objects.all()} in (
        {"Inner": False, "Outer": True},
        {"Inner": True, "Outer": False},
    )


def test_whom_people_brought_in_by_hand_stays_in_a_group(slapd: Slapd, directory: LdapDirectory, bob: User) -> None:
    slapd.load(person("lea") + person("paul") + group("Kitchen", [dn_of("lea"), dn_of("paul")]))
    read(directory)
    kitchen = Group.objects.get()
    GroupMembership.objects.create(group=kitchen, membership=Membership.objects.get(user=bob), joined_at=kitchen.created_at)
    slapd.change(f"dn: cn=Kitchen,ou=groups,{BASE}\nchangetype: modify\ndelete: member\nmember: {dn_of('paul')}\n")
    read(directory)
    names = set(GroupMembership.objects.filter(group=kitchen, left_at=None).values_list("membership__name", flat=True))
    assert names == {"lea", "Bob"}


def test_two_organisations_read_one_server_and_stay_apart(
    slapd: Slapd, directory: LdapDirectory, alice: User, charlie: User, bureau_b: Organisation
) -> None:
    slapd.load(person("lea", password="secret"))
    read(directory)
    with organisation_scope(bureau_b.id, charlie.id):
        other = save(slapd, charlie, bureau_b)
        assert read(other).counts["invited"] == 1  # her account exists now, and is hers
        with pytest.raises(DomainError):
            synchronise(directory_id=directory.pk)


def test_two_thousand_people_at_once(slapd: Slapd, directory: LdapDirectory) -> None:
    slapd.load("".join(person(f"p{number:05}") for number in range(2000)))
    run = read(directory)
    assert (run.error, run.counts["joined"]) == ("", 2000)
    assert len(run.report) == 1000
    assert Membership.objects.count() == 2000 + 3
    assert read(directory).counts == {"read": 2000}


def test_a_member_of_before_is_not_renamed_into_an_account_of_the_directory(slapd: Slapd, directory: LdapDirectory) -> None:
    other: UUID = make_membership(make_user("Frank"), directory.organisation).user_id
    slapd.load(person("frank", email="frank@example.org", password="secret"))
    read(directory)
    assert not DirectoryAccount.objects.filter(user_id=other).exists()


@pytest.mark.long
def test_twenty_thousand_people_and_a_second_run_in_less_than_twenty_seconds(slapd: Slapd, directory: LdapDirectory) -> None:
    for start in range(0, 20_000, 5000):
        slapd.load("".join(person(f"p{number:05}") for number in range(start, start + 5000)))
    began = time.monotonic()
    run = read(directory)
    first, began = time.monotonic() - began, time.monotonic()
    assert (run.error, run.counts["joined"]) == ("", 20_000)
    again = read(directory)
    second = time.monotonic() - began
    tracemalloc.start()  # it slows everything down: a run of its own
    read(directory)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"first run {first:.1f} s, second {second:.1f} s, peak {peak / 1e6:.0f} MB")
    assert again.counts == {"read": 20_000}
    assert second < 20
    assert peak < 100e6
