# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles through the API: the same rules as on the pages, with stable codes."""

import pytest

from ruche.kernel.testing.people import find_actor, give, make_group, put_in

API = "/api/v1/o/atelier-a"
MODULES = "organisation.manage_modules"


@pytest.fixture
def ask(client_of):
    def send(user, method, path, data=None):
        return getattr(client_of(user), method)(f"{API}/{path}", data=data, content_type="application/json")

    return send


def test_a_role_from_making_to_deleting(ask, atelier_a, alice, bob):
    made = ask(alice, "post", "roles/", {"name": "Treasury", "permissions": [MODULES]})
    assert made.status_code == 201, made.json()
    role = made.json()
    assert (role["people"], role["permissions"], role["version"]) == (0, [MODULES], 0)
    person = str(find_actor(bob, atelier_a).membership.pk)
    given = ask(alice, "post", "role-assignments/", {"membership": person, "role": role["id"], "reason": "Season"})
    assert given.status_code == 201, given.json()
    mine = ask(bob, "get", "me/rights/").json()["results"]
    assert next(one for one in mine if one["permission"] == MODULES)["because"][0]["name"] == "Treasury"
    assert [one["id"] for one in ask(bob, "get", f"role-assignments/?membership={person}").json()["results"]] == [given.json()["id"]]
    ends = {"ends": {"text": "2099-10-25T02:30", "zone": "Europe/Paris"}}
    changed = ask(alice, "patch", f"role-assignments/{given.json()['id']}/", ends)
    assert changed.json()["ends_at"].startswith("2099-10-25T01:30")
    assert ask(alice, "delete", f"roles/{role['id']}/").json()["code"] == "role_in_use"
    assert ask(alice, "delete", f"roles/{role['id']}/?end_assignments=true").status_code == 204
    assert ask(alice, "get", f"roles/{role['id']}/").status_code == 404
    last = ask(alice, "get", "audit/").json()["results"][0]
    assert (last["action"], last["via"], last["actor"]["name"]) == ("delete_role", "page", "Alice")


def test_a_stale_version_is_a_409_with_both(ask, atelier_a, alice):
    role = ask(alice, "post", "roles/", {"name": "Treasury"}).json()
    assert ask(alice, "patch", f"roles/{role['id']}/", {"name": "Cash", "version": 0}).json()["version"] == 1
    refused = ask(alice, "patch", f"roles/{role['id']}/", {"name": "Money", "version": 0})
    assert refused.status_code == 409
    assert (refused.json()["code"], refused.json()["current"]["theirs"]["name"]) == ("stale", "Cash")


def test_nobody_gives_more_than_they_have_and_strangers_see_nothing(ask, atelier_a, bureau_b, alice, bob, charlie):
    role = ask(alice, "post", "roles/", {"name": "Strong", "permissions": [MODULES]}).json()
    for method, path in (("get", "roles/"), ("get", "permissions/"), ("get", "audit/"), ("get", f"roles/{role['id']}/")):
        assert ask(alice, method, path).status_code == 200
        assert ask(bob, method, path).json()["code"] == "permission_refused"
        assert ask(charlie, method, path).status_code == 404
    give(bob, atelier_a, ["organisation.manage_roles"])
    person = str(find_actor(bob, atelier_a).membership.pk)
    refused = ask(bob, "post", "role-assignments/", {"membership": person, "role": role["id"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "gives_more_than_has")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"role": "owner"}, 404, "not_found"),
        ({"role": "nonsense"}, 404, "not_found"),
        ({"role": "manager", "scope": "0" * 8 + "-0000-0000-0000-" + "0" * 12}, 422, "scope_unknown"),
        ({"role": "manager", "ends": {"text": "2026-99-99T00:00", "zone": "Europe/Paris"}}, 422, "invalid"),
        ({"role": "manager", "ends": {"text": "2099-01-01T00:00", "zone": "Mars"}}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_by_name(ask, atelier_a, alice, bob, data, status, code):
    person = str(find_actor(bob, atelier_a).membership.pk)
    refused = ask(alice, "post", "role-assignments/", {"membership": person, **data})
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_head_gives_a_role_over_her_group(ask, atelier_a, alice, bob, dana):
    works = make_group(atelier_a, "Works", kind="department")
    put_in(works, bob, "head")
    role = ask(alice, "post", "roles/", {"name": "Inviting", "permissions": ["organisation.invite_member"]}).json()
    person = str(find_actor(dana, atelier_a).membership.pk)
    asked = {"membership": person, "role": role["id"], "scope": str(works.pk)}
    given = ask(bob, "post", "role-assignments/", asked)
    assert given.status_code == 201, given.json()
    assert ask(bob, "post", "role-assignments/", {**asked, "scope": None}).status_code == 403
    assert ask(bob, "delete", f"role-assignments/{given.json()['id']}/").status_code == 204
