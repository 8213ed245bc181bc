# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from ruche.kernel.db.models import Record
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import Group, GroupMembership, Organisation
from ruche.kernel.organisations.services.group_names import _numbered
from ruche.kernel.organisations.services.group_tree import plant
from ruche.kernel.organisations.services.groups import MAX_DEPTH
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor
from ruche.kernel.text import fold
from ruche.kernel.users.models import User


def _tree(actor: Any) -> list[tuple[int, str]]:
    return [(node.depth, node.group.name) for node in selectors.list_groups(actor)]


def test_groups_nest_and_are_listed_in_order(acting: Acting, alice: User, atelier_a: Organisation, django_assert_num_queries: Any) -> None:
    with acting(alice, atelier_a) as actor:
        repair = services.create_group(actor, name=" Réparation ", kind="department")
        services.create_group(actor, name="Écoute", kind="theme")
        sewing = services.create_group(actor, name="Couture", parent_id=repair.pk)
        services.create_group(actor, name="Broderie", parent_id=sewing.pk)
        services.create_group(actor, name="Vélos", parent_id=repair.pk)
        actor.active_modules  # noqa: B018  what every page asks once
        with django_assert_num_queries(2):
            assert _tree(actor) == [(0, "Écoute"), (0, "Réparation"), (1, "Couture"), (2, "Broderie"), (1, "Vélos")]
        assert selectors.get_group_node(actor, repair.pk).below == 3
        assert Record.objects.get(pk=sewing.pk).kind == "organisations.group"


def test_a_name_is_taken_once_beside_another(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        one = services.create_group(actor, name="Écoute")
        for name in ("ecoute", " ÉCOUTE"):
            with pytest.raises(InvalidInput) as refusal:
                services.create_group(actor, name=name)
            assert refusal.value.code == "name_taken"
        inside = services.create_group(actor, name="Écoute", parent_id=one.pk)
        with pytest.raises(InvalidInput):
            services.update_group(actor, group_id=inside.pk, name="Écoute", kind="team", parent_id=None)


def test_moving_takes_what_is_inside_and_makes_no_circle(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        a, b = services.create_group(actor, name="A"), services.create_group(actor, name="B")
        c = services.create_group(actor, name="C", parent_id=b.pk)
        services.update_group(actor, group_id=b.pk, name="B", kind="team", parent_id=a.pk)
        assert _tree(actor) == [(0, "A"), (1, "B"), (2, "C")]
        for parent in (a, c):
            with pytest.raises(InvalidInput) as refusal:
                services.update_group(actor, group_id=a.pk, name="A", kind="team", parent_id=parent.pk)
            assert refusal.value.code == "circle"


def test_depth_has_an_end_also_for_what_moves(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        top = parent = services.create_group(actor, name="1")
        for level in range(2, MAX_DEPTH + 1):
            parent = services.create_group(actor, name=str(level), parent_id=parent.pk)
        with pytest.raises(InvalidInput):
            services.create_group(actor, name="deeper", parent_id=parent.pk)
        other = services.create_group(actor, name="other")
        with pytest.raises(InvalidInput) as refusal:
            services.update_group(actor, group_id=top.pk, name="1", kind="team", parent_id=other.pk)
        assert refusal.value.code == "too_deep"


def test_deleting_keeps_people_and_moves_up_what_is_inside(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        top = services.create_group(actor, name="Top")
        middle = services.create_group(actor, name="Middle", parent_id=top.pk)
        services.create_group(actor, name="Inner", parent_id=middle.pk)
        services.create_group(actor, name="Inner", parent_id=top.pk)
        services.add_to_group(actor, group_id=middle.pk, membership_ids=[find_actor(bob, atelier_a).membership.pk])
        services.delete_group(actor, group_id=middle.pk)
        assert _tree(actor) == [(0, "Top"), (1, "Inner"), (1, "Inner (2)")]
        assert find_actor(bob, atelier_a).membership.is_active
        assert not GroupMembership.objects.filter(left_at=None).exists()
        with pytest.raises(NotFound):
            services.delete_group(actor, group_id=middle.pk)


def test_restoring_brings_back_the_people_it_had_then(acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        bobs, danas = (find_actor(one, atelier_a).membership.pk for one in (bob, dana))
        services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs, danas])
        services.remove_from_group(actor, group_id=group.pk, membership_id=danas)
        services.delete_group(actor, group_id=group.pk)
        services.create_group(actor, name="sewing")
        services.restore_group(actor, group_id=group.pk)
        assert [row.membership_id for row in selectors.list_group_members(actor, group.pk)] == [bobs]
        assert _tree(actor) == [(0, "sewing"), (0, "Sewing (2)")]


@pytest.mark.parametrize("name", ["Sewing", "ﷺ" * 20])
def test_there_is_always_a_free_name(acting: Acting, alice: User, atelier_a: Organisation, name: str) -> None:
    with acting(alice, atelier_a) as actor:
        first = services.create_group(actor, name=name)
        services.delete_group(actor, group_id=first.pk)
        services.create_group(actor, name=name)
        keys = [fold(_numbered(name, number)) for number in range(2, 1001)]
        Group.objects.bulk_create(Group(name=key, name_key=key, kind="team") for key in keys)
        assert services.restore_group(actor, group_id=first.pk).name.endswith("(1001)")


def test_people_come_and_go_in_intervals(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        bobs = find_actor(bob, atelier_a).membership.pk
        assert services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs], is_lead=True) == 1
        assert services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs]) == 0
        assert selectors.get_group_node(actor, group.pk).leads == [find_actor(bob, atelier_a).membership]
        services.set_group_lead(actor, group_id=group.pk, membership_id=bobs, is_lead=False)
        assert selectors.get_group_node(actor, group.pk).leads == []
        services.remove_from_group(actor, group_id=group.pk, membership_id=bobs)
        services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs])
        assert len(selectors.list_former_group_members(actor, group.pk)) == 1
        assert [row.added_by_id for row in selectors.list_group_members(actor, group.pk)] == [actor.membership.pk]
        services.remove_from_group(actor, group_id=group.pk, membership_id=bobs)
        with pytest.raises(NotFound):
            services.remove_from_group(actor, group_id=group.pk, membership_id=bobs)
        with pytest.raises(NotFound):
            services.set_group_lead(actor, group_id=group.pk, membership_id=bobs, is_lead=True)


def test_the_suspended_do_not_count(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        bobs = find_actor(bob, atelier_a).membership.pk
        services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs])
        services.suspend_member(actor, membership_id=bobs)
        assert selectors.get_group_node(actor, group.pk).member_count == 0
        with pytest.raises(NotFound):
            services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs])


def test_candidates_are_active_people_outside(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
        services.add_to_group(actor, group_id=group.pk, membership_ids=[find_actor(bob, atelier_a).membership.pk])
        assert [one.name for one in selectors.list_group_candidates(actor, group.pk, search="")] == ["Alice", "Dana"]
        assert [one.name for one in selectors.list_group_candidates(actor, group.pk, search="DÀN")] == ["Dana"]


ACTS: list[Callable[[Any, Any], Any]] = [
    lambda actor, group: services.create_group(actor, name="New"),
    lambda actor, group: services.create_group(actor, name="New", parent_id=group.pk),
    lambda actor, group: services.update_group(actor, group_id=group.pk, name="New", kind="team", parent_id=None),
    lambda actor, group: services.delete_group(actor, group_id=group.pk),
    lambda actor, group: services.restore_group(actor, group_id=group.pk),
    lambda actor, group: services.add_to_group(actor, group_id=group.pk, membership_ids=[]),
    lambda actor, group: services.remove_from_group(actor, group_id=group.pk, membership_id=uuid4()),
    lambda actor, group: services.set_group_lead(actor, group_id=group.pk, membership_id=uuid4(), is_lead=True),
]


@pytest.mark.parametrize("act", ACTS)
def test_a_member_may_not(acting: Acting, alice: User, bob: User, atelier_a: Organisation, act: Callable[[Any, Any], Any]) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
    with acting(bob, atelier_a) as actor, pytest.raises(PermissionRefused):
        act(actor, group)


@pytest.mark.parametrize("act", ACTS[1:])
def test_groups_of_another_organisation_do_not_exist(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation, act: Callable[[Any, Any], Any]
) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
    with acting(charlie, bureau_b) as actor, pytest.raises(NotFound):
        act(actor, group)
    with acting(alice, atelier_a) as actor:
        assert _tree(actor) == [(0, "Sewing")]


@pytest.mark.parametrize("values", [{"name": " "}, {"name": "x" * 81}, {"kind": "cult"}])
def test_what_is_wrong_is_said_beside_the_field(acting: Acting, alice: User, atelier_a: Organisation, values: dict[str, str]) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput):
        services.create_group(actor, **{"name": "Sewing", **values})


def test_five_hundred_groups_are_listed_by_two_queries(
    acting: Acting, alice: User, bob: User, atelier_a: Organisation, django_assert_max_num_queries: Any, client_of: Any
) -> None:
    with acting(alice, atelier_a) as actor:
        tops = [services.create_group(actor, name=f"Department {number}", kind="department") for number in range(5)]
        rows = [
            Group(name=f"Team {number:03}", name_key=f"team {number:03}", kind="team", parent=tops[number % 5]) for number in range(495)
        ]
        for row in Group.objects.bulk_create(rows):
            plant(row)
        bobs = find_actor(bob, atelier_a).membership.pk
        services.add_to_group(actor, group_id=tops[0].pk, membership_ids=[bobs], is_lead=True)
        actor.active_modules  # noqa: B018  what every page asks once
        with django_assert_max_num_queries(3):
            assert len(selectors.list_tree(actor)) == 500
    client = client_of(alice)
    client.get("/o/atelier-a/settings/groups/")
    with django_assert_max_num_queries(11):  # five of the session and the visit, three of the rail, three of the tree
        page = client.get("/o/atelier-a/settings/groups/").content.decode()
    assert page.count("data-moves=") == 500
    assert client_of(bob).get("/o/atelier-a/settings/groups/").content.decode().count("data-moves=") == 99
