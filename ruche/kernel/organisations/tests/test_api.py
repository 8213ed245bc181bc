# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from ruche.kernel.organisations import services
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]


def test_members_by_pages(client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    bobs = find_actor(bob, atelier_a).membership.pk
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs], is_lead=True)
    client, names, cursor = client_of(bob), [], ""
    while cursor is not None:
        body: Any = client.get(f"/api/v1/o/atelier-a/members/?limit=2&cursor={cursor}").json()
        names += [one["name"] for one in body["results"]]
        cursor = body["next"]
    assert names == ["Alice", "Bob", "Dana"]
    one = client.get(f"/api/v1/o/atelier-a/members/{bobs}/").json()
    assert one["id"] == str(bobs)
    assert one["groups"] == [{"id": str(group.pk), "name": "Sewing", "is_lead": True, "is_deputy": False}]
    assert one["joined_at"].endswith("Z")
    assert (one["role"], one["status"], one["left_at"]) == ("member", "active", None)
    assert [one["name"] for one in client.get("/api/v1/o/atelier-a/members/?search=da").json()["results"]] == ["Dana"]
    inside = client.get(f"/api/v1/o/atelier-a/groups/{group.pk}/members/").json()
    assert [one["name"] for one in inside["results"]] == ["Bob"]


def test_groups(client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        top = services.create_group(actor, name="Top")
        services.create_group(actor, name="Inner", parent_id=top.pk)
    body = client_of(bob).get("/api/v1/o/atelier-a/groups/").json()
    assert [(one["name"], one["parent_id"], one["member_count"]) for one in body["results"]] == [
        ("Inner", str(top.pk), 0),
        ("Top", None, 0),
    ]


def test_strangers_and_the_unknown(client_of: ClientOf, bob: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation) -> None:
    bobs = find_actor(bob, atelier_a).membership.pk
    for path in ("members/", f"members/{bobs}/", "groups/"):
        assert client_of(charlie).get(f"/api/v1/o/atelier-a/{path}").status_code == 404
        assert Client().get(f"/api/v1/o/atelier-a/{path}").status_code == 401
    assert client_of(charlie).get(f"/api/v1/o/bureau-b/members/{bobs}/").status_code == 404
    assert client_of(bob).get(f"/api/v1/o/atelier-a/groups/{uuid4()}/members/").status_code == 404


def test_a_malformed_cursor(client_of: ClientOf, bob: User, atelier_a: Organisation) -> None:
    response = client_of(bob).get("/api/v1/o/atelier-a/members/?cursor=nonsense")
    assert response.status_code == 422
    assert response.json().keys() == {"code", "message", "fields"}
