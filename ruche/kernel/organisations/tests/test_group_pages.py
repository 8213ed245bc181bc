# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable

from django.test import Client

from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import Group, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
LIST = "/o/atelier-a/settings/groups/"


def test_a_group_from_creation_to_restoration(client_of: ClientOf, acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    client = client_of(alice)
    top = client.post(f"{LIST}new/", {"name": "Repair", "kind": "department", "parent_id": ""})["Location"]
    top_id = top.split("/")[-2]
    inner = client.post(f"{LIST}new/", {"name": "Sewing", "kind": "team", "parent_id": top_id})["Location"]
    assert 'class="s-depth-1' in client.get(LIST).content.decode()
    bobs = find_actor(bob, atelier_a).membership.pk
    assert "Bob" in client.get(f"{inner}candidates/?q=bo").content.decode()
    client.post(f"{inner}members/", {"membership_id": str(bobs)})
    client.post(f"{inner}members/{bobs}/post/", {"post": "head"})
    assert "head" in client.get(inner).content.decode()
    client.post(inner, {"name": "Couture", "kind": "theme", "version": "0"})
    client.post(f"{inner}move/", {"parent_id": "", "version": "1"})
    deleted = client.post(f"{inner}deletion/")["Location"]
    assert "Couture" in client.get(deleted).content.decode()
    assert client.get(inner).status_code == 404
    client.post(f"{inner}restoration/")
    client.post(f"{inner}members/{bobs}/departure/")
    with acting(alice, atelier_a) as actor:
        node = selectors.get_group_node(actor, Group.objects.get(name="Couture").pk)
        assert (node.depth, node.group.kind, node.member_count) == (0, "theme", 0)
    assert "Bob" in client.get(f"{inner}history/").content.decode()


def test_what_is_wrong_stands_beside_the_field(client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        inner = services.create_group(actor, name="Inner", parent_id=group.pk)
    client = client_of(alice)
    taken = client.post(f"{LIST}new/", {"name": "sewing", "kind": "team", "parent_id": ""})
    assert taken.status_code == 422
    assert "already a group with this name" in taken.content.decode()
    circle = client.post(f"{LIST}{group.pk}/move/", {"parent_id": str(inner.pk), "version": "0"})
    assert circle.status_code == 422


def test_a_malformed_person_is_nobody(client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
    client = client_of(alice)
    for text in ("", "nonsense"):
        assert client.post(f"{LIST}{group.pk}/members/", {"membership_id": text}).status_code == 302
    assert client.get(f"{LIST}?deleted=nonsense").status_code == 200
    with acting(alice, atelier_a) as actor:
        assert selectors.get_group_node(actor, group.pk).member_count == 0


def test_groups_of_another_organisation_do_not_exist(
    client_of: ClientOf, acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
    client = client_of(charlie)
    for path in (f"{group.pk}/", f"{group.pk}/candidates/"):
        assert client.get(f"/o/bureau-b/settings/groups/{path}").status_code == 404
    assert "Sewing" not in client.get(f"/o/bureau-b/settings/groups/?deleted={group.pk}").content.decode()


def test_the_tree_is_narrowed_to_what_matches_and_what_is_around_it(
    client_of: ClientOf, acting: Acting, alice: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        top = services.create_group(actor, name="Réparations", kind="department")
        lamps = services.create_group(actor, name="Lamps", kind="team", parent_id=top.pk)
        services.create_group(actor, name="Bulbs", kind="theme", parent_id=lamps.pk)
        services.create_group(actor, name="Money", kind="board")

    def shown(query: str) -> list[str]:
        page = client_of(alice).get(f"{LIST}{query}").content.decode()
        rows = [row for row in page.split("<li ") if "data-depth" in row]
        assert len(rows) == 4  # all are on the page, so that a script can narrow it further
        return [row.split('data-name="')[1].split('"')[0] for row in rows if " hidden" not in row.split(">")[0]]

    assert shown("?q=reparations") == ["Réparations"]
    assert shown("?q=BULB") == ["Réparations", "Lamps", "Bulbs"]
    assert shown("?kind=board") == ["Money"]
    assert shown("?q=lamps&kind=theme") == []
    assert shown("?kind=forged") == []
