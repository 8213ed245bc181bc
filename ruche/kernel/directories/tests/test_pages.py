# SPDX-License-Identifier: AGPL-3.0-or-later
"""What needs no server: rights, forms, and a directory that does not answer. The rest: tests/other_servers/test_ldap.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories import client as client_module
from ruche.kernel.directories.models import LdapDirectory, LdapRun
from ruche.kernel.directories.services import ask_for_run, save_directory, start_due, synchronise
from ruche.kernel.errors import Conflict, InvalidInput, PermissionRefused
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

# Nobody listens there: every connection is refused at once.
VALUES: dict[str, Any] = {"servers": "127.0.0.1:1", "tls": "ldaps", "people_base": "dc=x", "people_filter": "(cn=*)", "every_minutes": 30}


def _save(user: User, organisation: Organisation, **values: Any) -> LdapDirectory:
    return save_directory(find_actor(user, organisation), **{"name": "Example", "password": "", **VALUES, **values})


def test_only_who_decides_about_sign_in_keeps_directories(
    alice: User, bob: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    page = f"/o/{atelier_a.slug}/settings/directories/"
    assert client_of(bob).get(page).status_code == 403
    assert client_of(alice).get(page).status_code == 200
    with organisation_scope(atelier_a.id, bob.id), pytest.raises(PermissionRefused):
        _save(bob, atelier_a)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"servers": " "}, "servers"),
        ({"people_filter": "cn=*"}, "people_filter"),
        ({"people_filter": "(cn=*"}, "people_filter"),
        ({"ca_pem": "nonsense"}, "ca_pem"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(alice: User, atelier_a: Organisation, values: dict[str, Any], field: str) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        with pytest.raises(InvalidInput) as refusal:
            _save(alice, atelier_a, **values)
        assert set(refusal.value.fields) == {field}


def test_two_people_who_change_one_directory_do_not_overwrite_each_other(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = _save(alice, atelier_a)
        _save(alice, atelier_a, directory_id=directory.pk, version=directory.version, name="Mine")
        with pytest.raises(Conflict):
            _save(alice, atelier_a, directory_id=directory.pk, version=directory.version, name="Yours")


def test_the_page_shows_a_silent_server_and_never_the_password(
    alice: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = _save(alice, atelier_a, bind_dn="cn=reader", password="hunter2 of the directory")
    page, client = f"/o/{atelier_a.slug}/settings/directories/{directory.pk}/", client_of(alice)
    answer = client.post(f"{page}test/", follow=True).content.decode()
    assert "The directory does not answer." in answer
    assert "hunter2" not in answer
    with organisation_scope(atelier_a.id, alice.id):
        run = synchronise(directory_id=directory.pk)
    assert "Nobody was taken out" in client.get(f"{page}runs/{run.pk}/").content.decode()


def test_a_report_is_a_table_in_which_no_name_is_a_formula(
    alice: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = _save(alice, atelier_a)
        report = [["conflict", "=1+1", "no_email"], ["joined", "Léa", "lea@x.org"]]
        run = LdapRun.objects.create(directory=directory, started_at=timezone.now(), report=report)
    address = f"/o/{atelier_a.slug}/settings/directories/{directory.pk}/runs/{run.pk}/report.csv"
    lines = client_of(alice).get(address).content.decode().splitlines()
    assert lines == ["\ufeffCould not be taken in,'=1+1,no e-mail address", "Joined,Léa,lea@x.org"]


def test_one_run_is_ordered_at_a_time_and_what_a_killed_one_left_is_closed(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory, actor = _save(alice, atelier_a), find_actor(alice, atelier_a)
        killed = LdapRun.objects.create(directory=directory, started_at=timezone.now() - timedelta(hours=1))
        run = ask_for_run(actor, directory_id=directory.pk, is_dry=True)
        with pytest.raises(Conflict):
            ask_for_run(actor, directory_id=directory.pk, is_dry=False)
        assert synchronise(directory_id=directory.pk, run_id=run.pk).error == LdapRun.Error.UNREACHABLE
        killed.refresh_from_db()
        assert killed.error == LdapRun.Error.INTERRUPTED
        assert synchronise(directory_id=directory.pk, run_id=run.pk).finished_at is not None  # the job that came twice


def test_directories_whose_time_has_come_start_once(alice: User, atelier_a: Organisation) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = _save(alice, atelier_a, is_active=True)
        _save(alice, atelier_a, name="Asleep")
    assert start_due() == 0
    with organisation_scope(atelier_a.id, alice.id):
        LdapDirectory.objects.filter(pk=directory.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert (start_due(), start_due()) == (1, 0)


def test_without_the_optional_part_the_page_says_how_to_add_it(
    alice: User, atelier_a: Organisation, client_of: Callable[[User], Client]
) -> None:
    with organisation_scope(atelier_a.id, alice.id):
        directory = _save(alice, atelier_a)
    with patch.object(client_module, "is_installed", return_value=False):
        page = f"/o/{atelier_a.slug}/settings/directories/{directory.pk}/test/"
        assert "RUCHE_EXTRAS=ldap" in client_of(alice).post(page, follow=True).content.decode()
