# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes are killed while a role changes: it is what it was or what it becomes, for all who hold it, and the audit says which."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fault.instance import Instance, copy_of
from tests.fault.talk import Person

pytestmark = pytest.mark.fault
API = "/api/v1/o/atelier-a"
# What the role holds at an even version, and at an odd one.
HELD = (["organisation.manage_modules"], ["organisation.invite_member", "organisation.view_audit"])


@pytest.fixture
def instance(peopled: Path, tmp_path: Path) -> Iterator[Instance]:
    instance = Instance(copy_of(peopled, tmp_path / "data"), RUCHE_DEMO="1", RUCHE_LIMIT_FACTOR="1000")
    instance.start()
    try:
        instance.wait()
        yield instance
    finally:
        instance.end()


@pytest.mark.parametrize("name", ["web", "database"])
def test_a_role_is_never_half_changed(instance: Instance, name: str) -> None:
    alice, bob = Person(instance, "alice"), Person(instance, "bob")
    role = alice.insist("POST", f"{API}/roles/", {"name": "Kettle", "permissions": HELD[0]})[1]
    person = next(one for one in alice.insist("GET", f"{API}/members/")[1]["results"] if one["name"].startswith("Bob"))
    alice.insist("POST", f"{API}/role-assignments/", {"membership": person["id"], "role": role["id"]})
    killer = threading.Timer(1.0, instance.kill, [name])
    killer.start()
    changes = 0
    while killer.is_alive() or changes < 20:
        changes += _change(alice, role["id"])
    instance.wait()
    now = alice.insist("GET", f"{API}/roles/{role['id']}/")[1]
    assert now["permissions"] == HELD[now["version"] % 2]
    assert now["version"] >= changes, "what was answered for is there"
    audit = alice.insist("GET", f"{API}/audit/?action=update_role&limit=200")[1]["results"]
    assert {entry["after"]["version"] for entry in audit} == set(range(1, now["version"] + 1))
    rights = {one["permission"] for one in bob.insist("GET", f"{API}/me/rights/")[1]["results"]}
    assert set(HELD[now["version"] % 2]) <= rights
    assert not rights & set(HELD[1 - now["version"] % 2])


def _change(person: Person, role_id: str) -> int:
    """One change, asked for once; whether it was answered for. Without an answer the role is read anew."""
    version = person.insist("GET", f"{API}/roles/{role_id}/")[1]["version"]
    asked: dict[str, Any] = {"name": "Kettle", "permissions": HELD[(version + 1) % 2], "version": version}
    try:
        status, _answer = person._ask("PATCH", f"{API}/roles/{role_id}/", asked)
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    return int(status == 200)
