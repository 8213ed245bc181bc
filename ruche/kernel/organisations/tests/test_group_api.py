# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import GroupMembership, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor, make_membership, make_user
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
LIST = "/api/v1/o/atelier-a/groups/"


def test_a_group_from_creation_to_restoration(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    client = client_of(alice)
    top: Any = client.post(LIST, {"name": "Repair", "kind": "department"}, content_type="application/json").json()
    made = client.post(LIST, {"name": "Sewing", "parent_id": None}, content_type="application/json")
    assert made.status_code == 201
    address = f"{LIST}{made.json()['id']}/"
    named: Any = client.patch(address, {"name": "Couture", "hue": 3, "version": 0}, content_type="application/json").json()
    assert (named["name"], named["hue"], named["kind"], named["version"]) == ("Couture", 3, "team", 1)
    stale = client.patch(address, {"name": "Other", "version": 0}, content_type="application/json")
    assert stale.status_code == 409
    assert stale.json()["current"]["theirs"]["name"] == "Couture"
    assert stale.json()["current"]["yours"]["name"] == "Other"
    moved: Any = client.put(f"{address}move/", {"parent_id": top["id"], "version": 1}, content_type="application/json").json()
    assert (moved["parent_id"], moved["version"]) == (top["id"], 2)
    circle = client.put(f"{LIST}{top['id']}/move/", {"parent_id": moved["id"], "version": 0}, content_type="application/json")
    assert (circle.status_code, circle.json()["code"]) == (422, "circle")
    assert client.delete(f"{address}?heir={top['id']}").status_code == 204
    assert client.get(address).status_code == 404
    assert client.post(f"{address}restoration/").json()["parent_id"] == top["id"]
    assert client.delete(f"{address}?heir=nonsense").status_code == 422


def test_the_people_of_a_group_are_said_at_once(
    client_of: ClientOf, acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        bobs, danas = (find_actor(one, atelier_a).membership.pk for one in (bob, dana))
        services.add_to_group(actor, group_id=group.pk, membership_ids=[danas])
    address = f"{LIST}{group.pk}/people/"
    people = {"people": [{"membership_id": str(bobs), "post": "head"}]}
    assert client_of(bob).put(address, people, content_type="application/json").status_code == 403
    assert client_of(alice).put(address, people, content_type="application/json").json()["member_count"] == 1
    with acting(alice, atelier_a) as actor:
        assert [(row.membership_id, row.is_lead) for row in selectors.list_group_members(actor, group.pk)] == [(bobs, True)]


def test_the_people_of_a_group_cost_as_much_for_many_as_for_few(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    everybody = [make_membership(make_user(f"P{number}"), atelier_a).pk for number in range(24)]
    posts = ("head", "deputy", "")

    def cost(count: int) -> int:
        with acting(alice, atelier_a) as actor:
            group = services.create_group(actor, name=f"Of {count}")
            first = {one: posts[number % 3] for number, one in enumerate(everybody[:count])}
            second = {one: posts[(number + 1) % 3] for number, one in enumerate(everybody[count // 2 : count])}
            with CaptureQueriesContext(connection) as queries:
                services.replace_group_people(actor, group_id=group.pk, posts=first)
                GroupMembership.objects.filter(group=group).update(joined_at=timezone.now() - timedelta(days=1))
                services.replace_group_people(actor, group_id=group.pk, posts=second)
            open_ = GroupMembership.objects.filter(group=group, left_at=None)
            named = {row.membership_id: "head" if row.is_lead else "deputy" if row.is_deputy else "" for row in open_}
            assert named == second
            assert AuditEntry.objects.filter(subject_id=group.pk, action="set_group_head").count() > count // 2
        return len(queries)

    assert cost(6) == cost(24)


def test_a_move_is_previewed(client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        one, other = services.create_group(actor, name="One"), services.create_group(actor, name="Other")
        bobs = find_actor(bob, atelier_a).membership.pk
        services.add_to_group(actor, group_id=other.pk, membership_ids=[bobs], is_lead=True)
    preview: Any = client_of(alice).get(f"{LIST}{one.pk}/move-preview/?parent={other.pk}").json()
    assert [(line["membership"]["name"], line["post"]) for line in preview["gain"]] == [("Bob", "head")]
    assert client_of(bob).get(f"{LIST}{one.pk}/move-preview/").status_code == 403
