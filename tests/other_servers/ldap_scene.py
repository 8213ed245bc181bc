# SPDX-License-Identifier: AGPL-3.0-or-later
"""A directory of Atelier A on a real OpenLDAP: what the tests of LDAP share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.directories.models import LdapDirectory, LdapEntry, LdapRun
from ruche.kernel.directories.services import save_directory, synchronise
from ruche.kernel.organisations.models import Group, GroupMembership, Invitation, Membership, Organisation
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User
from tests.other_servers.slapd import ADMIN, BASE, PASSWORD, Slapd, running_slapd


@pytest.fixture
def slapd() -> Iterator[Slapd]:
    with tempfile.TemporaryDirectory(prefix="ruche-slapd-") as folder, running_slapd(Path(folder)) as server:
        yield server


@pytest.fixture
def directory(slapd: Slapd, alice: User, atelier_a: Organisation) -> Iterator[LdapDirectory]:
    """In the scope of Atelier A, as Alice keeps it."""
    with organisation_scope(atelier_a.id, alice.id):
        yield save(slapd, alice, atelier_a)


def save(slapd: Slapd, alice: User, organisation: Organisation, **values: Any) -> LdapDirectory:
    given: dict[str, Any] = {
        "name": "Example",
        "servers": f"127.0.0.1:{slapd.port}",
        "tls": "ldaps",
        "ca_pem": slapd.ca_pem,
        "bind_dn": ADMIN,
        "password": PASSWORD,
        "people_base": BASE,
        "people_filter": "(objectClass=inetOrgPerson)",
        "group_base": f"ou=groups,{BASE}",
        "group_filter": "(objectClass=groupOfNames)",
        "attribute_head": "owner",
        "is_active": True,
        "may_sign_in": True,
        **values,
    }
    return save_directory(find_actor(alice, organisation), **given)


def read(directory: LdapDirectory, **values: Any) -> LdapRun:
    run = LdapRun.objects.create(directory=directory, started_at=directory.created_at, **values) if values else None
    return synchronise(directory_id=directory.pk, run_id=run.pk if run else None)


def names() -> set[str]:
    rows = Membership.objects.filter(status=Membership.Status.ACTIVE, user__email__endswith="directory.example")
    return set(rows.values_list("name", flat=True))


def state() -> list[Any]:
    models = (Membership, LdapEntry, Group, GroupMembership, Invitation)
    return [User.objects.count(), *(list(model.objects.order_by("id").values()) for model in models)]
