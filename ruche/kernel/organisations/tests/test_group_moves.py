# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups move: who may, what follows, and what happens when two move at once."""

import random
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused, Stale
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.models import Group, GroupInside, GroupMembership, GroupPlace, Organisation
from ruche.kernel.organisations.services.groups import MAX_DEPTH
from ruche.kernel.organisations.tests.conftest import Acting, acting_as
from ruche.kernel.organisations.tests.test_races import together
from ruche.kernel.testing.people import find_actor, make_membership, make_organisation, make_user
from ruche.kernel.users.models import User


def true_closure() -> set[tuple[Any, Any, int]]:
    """What the parents say, worked out one by one."""
    parents = dict(Group.objects.values_list("pk", "parent_id"))
    found = set()
    for inner in parents:
        outer, depth = inner, 0
        while outer is not None:
            found.add((outer, inner, depth))
            outer, depth = parents[outer], depth + 1
    return found


def kept_closure() -> set[tuple[Any, Any, int]]:
    return set(GroupInside.objects.values_list("outer_id", "inner_id", "depth"))


def _make(actor: Any, *names: str, parent: Group | None = None, kind: str = "department") -> list[Group]:
    return [services.create_group(actor, name=name, kind=kind, parent_id=parent and parent.pk) for name in names]


@pytest.mark.parametrize("steps", [pytest.param(60, id="short"), pytest.param(500, id="long", marks=pytest.mark.long)])
def test_the_closure_is_what_the_parents_say_after_anything(acting: Acting, alice: User, atelier_a: Organisation, steps: int) -> None:
    chance = random.Random(5)
    with acting(alice, atelier_a) as actor:
        groups = _make(actor, *(f"Group {number}" for number in range(14)))
        refused = set()
        for _step in range(steps):
            group, parent = chance.choice(groups), chance.choice([None, *groups])
            try:
                if chance.random() < 0.12 and not (group := Group.objects.get(pk=group.pk)).deleted_at:
                    services.delete_group(actor, group_id=group.pk)
                elif group.deleted_at or Group.objects.get(pk=group.pk).deleted_at:
                    services.restore_group(actor, group_id=group.pk)
                    group.deleted_at = None
                else:
                    services.move_group(actor, group_id=group.pk, parent_id=parent and parent.pk)
            except (InvalidInput, NotFound) as error:
                refused.add(error.code)
        assert kept_closure() == true_closure()
        assert "circle" in refused  # some of the moves were impossible
        assert refused <= {"circle", "too_deep", "not_found"}
        live = GroupInside.objects.filter(outer__deleted_at=None, inner__deleted_at=None)
        assert max(live.values_list("depth", flat=True)) < MAX_DEPTH


def test_a_department_does_not_go_under_its_own_child(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        (top,) = _make(actor, "Top")
        (child,) = _make(actor, "Child", parent=top)
        (grandchild,) = _make(actor, "Grandchild", parent=child)
        for target in (top, child, grandchild):
            with pytest.raises(InvalidInput) as refusal:
                services.move_group(actor, group_id=top.pk, parent_id=target.pk)
            assert refusal.value.code == "circle"
            with pytest.raises(InvalidInput) as refusal:
                selectors.preview_move(actor, group_id=top.pk, parent_id=target.pk)
            assert refusal.value.code == "circle"
        services.move_group(actor, group_id=grandchild.pk, parent_id=top.pk)  # up is possible
        assert kept_closure() == true_closure()


def test_what_moves_is_told_and_remembered(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        here, there = _make(actor, "Here", "There")
        (team,) = _make(actor, "Team", parent=here, kind="team")
        epoch = Organisation.objects.get(pk=atelier_a.pk).rights_epoch
        moved = services.move_group(actor, group_id=team.pk, parent_id=there.pk, version=0)
        assert moved.version == 1
        assert Organisation.objects.get(pk=atelier_a.pk).rights_epoch == epoch + 1
        places = selectors.group_history(actor, team.pk).places
        assert [(place.parent, place.until_at is None) for place in places] == [(there, True), (here, False)]
        assert places[0].by == actor.membership
        services.move_group(actor, group_id=team.pk, parent_id=there.pk)  # where it is already
        assert GroupPlace.objects.filter(group=team).count() == 2


def test_the_tree_of_a_day_in_the_past(
    acting: Acting, alice: User, bob: User, atelier_a: Organisation, django_assert_max_num_queries: Any
) -> None:
    with acting(alice, atelier_a) as actor:
        here, there = _make(actor, "Here", "There")
        (team,) = _make(actor, "Team", parent=here, kind="team")
        bobs = find_actor(bob, atelier_a).membership.pk
        services.add_to_group(actor, group_id=team.pk, membership_ids=[bobs], is_lead=True)
        ago = timezone.now() - timedelta(days=40)
        GroupPlace.objects.update(from_at=ago)
        GroupMembership.objects.update(joined_at=ago)
        services.move_group(actor, group_id=team.pk, parent_id=there.pk)
        services.remove_from_group(actor, group_id=team.pk, membership_id=bobs)
        then = (timezone.now() - timedelta(days=10)).date()
        with django_assert_max_num_queries(4):
            nodes = selectors.list_tree(actor, on=then)
        assert [(node.depth, node.group.name, node.member_count) for node in nodes] == [(0, "Here", 0), (1, "Team", 1), (0, "There", 0)]
        assert [one.name for one in nodes[1].leads] == ["Bob"]
        today = selectors.list_tree(actor)
        assert [(node.depth, node.group.name) for node in today] == [(0, "Here"), (0, "There"), (1, "Team")]
        assert selectors.list_tree(actor, on=then - timedelta(days=60)) == []


def test_a_head_moves_within_what_is_his_and_no_further(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        ours, theirs = _make(actor, "Ours", "Theirs")
        left, right = _make(actor, "Left", "Right", parent=ours)
        (team,) = _make(actor, "Team", parent=left, kind="team")
        bobs = find_actor(bob, atelier_a).membership.pk
        services.add_to_group(actor, group_id=ours.pk, membership_ids=[bobs])
        services.set_group_head(actor, group_id=ours.pk, membership_id=bobs, post="head")
    with acting(bob, atelier_a) as head:
        services.move_group(head, group_id=team.pk, parent_id=right.pk)
        services.create_group(head, name="New", parent_id=left.pk)
        for refused in (
            lambda: services.move_group(head, group_id=team.pk, parent_id=theirs.pk),
            lambda: services.move_group(head, group_id=team.pk, parent_id=None),
            lambda: services.move_group(head, group_id=ours.pk, parent_id=theirs.pk),
            lambda: services.delete_group(head, group_id=ours.pk),
            lambda: services.create_group(head, name="At the top"),
            lambda: services.update_group(head, group_id=ours.pk, name="Ours", kind="theme", parent_id=None),
            lambda: services.set_group_head(head, group_id=ours.pk, membership_id=bobs, post="deputy"),
        ):
            with pytest.raises(PermissionRefused):
                refused()
        renamed = services.update_group(head, group_id=ours.pk, name="Ours, renamed", kind="department", parent_id=None)
        assert renamed.name == "Ours, renamed"


def test_the_preview_says_who_gains_and_who_loses(acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        here, there = _make(actor, "Here", "There")
        (team,) = _make(actor, "Team", parent=here, kind="team")
        bobs, danas, alices = (find_actor(one, atelier_a).membership.pk for one in (bob, dana, alice))
        for group, person, post in ((here, bobs, "head"), (there, danas, "deputy"), (team, alices, "")):
            services.add_to_group(actor, group_id=group.pk, membership_ids=[person])
            services.set_group_head(actor, group_id=group.pk, membership_id=person, post=post)
        preview = selectors.preview_move(actor, group_id=team.pk, parent_id=there.pk)
        assert [(line.membership.name, line.post, line.group) for line in preview.gain] == [("Dana", "deputy", there)]
        assert [(line.membership.name, line.post, line.group) for line in preview.lose] == [("Bob", "head", here)]
        assert (preview.people, preview.groups, preview.opens, preview.closes) == (1, 0, [there], [here])
        services.set_group_head(actor, group_id=here.pk, membership_id=bobs, post="")
        assert selectors.preview_move(actor, group_id=team.pk, parent_id=None).lose == []


def test_who_is_in_charge_of_whom(acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        (top,) = _make(actor, "Top")
        (team,) = _make(actor, "Team", parent=top, kind="team")
        alices, bobs, danas = (find_actor(one, atelier_a).membership.pk for one in (alice, bob, dana))
        services.add_to_group(actor, group_id=top.pk, membership_ids=[alices])
        services.add_to_group(actor, group_id=team.pk, membership_ids=[bobs, danas])
        assert selectors.heads_of(actor, danas) == []
        services.set_group_head(actor, group_id=top.pk, membership_id=alices, post="head")
        assert [one.name for one in selectors.heads_of(actor, danas)] == ["Alice"]
        services.set_group_head(actor, group_id=team.pk, membership_id=bobs, post="deputy")
        assert [one.name for one in selectors.heads_of(actor, danas)] == ["Bob"]
        assert [one.name for one in selectors.heads_of(actor, bobs)] == ["Alice"]
        services.set_group_head(actor, group_id=team.pk, membership_id=danas, post="head")
        assert [one.name for one in selectors.heads_of(actor, bobs)] == ["Dana"]
        assert [one.name for one in selectors.heads_of(actor, danas)] == ["Alice"]
        assert selectors.heads_of(actor, alices) == []


def test_a_directory_keeps_its_own_and_leaves_what_people_did(
    acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation
) -> None:
    with acting(alice, atelier_a) as actor:
        (team,) = _make(actor, "Team", kind="team")
        alices, bobs, danas = (find_actor(one, atelier_a).membership.pk for one in (alice, bob, dana))
        services.add_to_group(actor, group_id=team.pk, membership_ids=[alices])

        def decide(people: list[Any]) -> int:
            return services.set_group_members(atelier_a.pk, group_id=team.pk, membership_ids=people, source="directory")

        assert decide([bobs, danas, alices]) == 2
        assert decide([danas]) == 1
        assert decide([danas]) == 0
        present = GroupMembership.objects.filter(group=team, left_at=None).values_list("membership_id", "source")
        assert set(present) == {(alices, "hand"), (danas, "directory")}


def test_the_migration_fills_what_the_services_keep(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        (top,) = _make(actor, "Top")
        (inner,) = _make(actor, "Inner", parent=top)
        (innermost,) = _make(actor, "Innermost", parent=inner)
        services.delete_group(actor, group_id=innermost.pk)
        kept = kept_closure()
        GroupInside.objects.all().delete()
        GroupPlace.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(import_module("ruche.kernel.organisations.migrations.0005_full_people").FILL)
        assert kept_closure() == kept == true_closure()
        assert set(GroupPlace.objects.values_list("group_id", "parent_id")) == {(one.pk, one.parent_id) for one in Group.objects.all()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_heads_move_one_team_at_once_and_one_is_told(round_: int) -> None:
    organisation, people = make_organisation("Atelier A", "atelier-a"), [make_user(name) for name in ("Alice", "Bob")]
    for person in people:
        make_membership(person, organisation, Role.MANAGER)
    with acting_as(people[0], organisation) as actor:
        here, one, other = _make(actor, "Here", "One", "Other")
        (team,) = _make(actor, "Team", parent=here, kind="team")

    def move(person: User, target: Group) -> Any:
        def act() -> Group:
            with acting_as(person, organisation) as actor:
                return services.move_group(actor, group_id=team.pk, parent_id=target.pk, version=0)

        return act

    results = together(move(people[0], one), move(people[1], other))
    (told,) = [result for result in results if isinstance(result, Stale)]
    (moved,) = [result for result in results if isinstance(result, Group)]
    assert told.current["theirs"]["parent_id"] == str(moved.parent_id)
    assert told.current["yours"]["version"] == 0
    with acting_as(people[0], organisation):
        assert Group.objects.get(pk=team.pk).parent_id == moved.parent_id
        assert kept_closure() == true_closure()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_moves_at_once_make_no_circle(round_: int) -> None:
    organisation, alice = make_organisation("Atelier A", "atelier-a"), make_user("Alice")
    make_membership(alice, organisation, Role.OWNER)
    with acting_as(alice, organisation) as actor:
        one, other = _make(actor, "One", "Other")

    def move(group: Group, target: Group) -> Any:
        def act() -> Group:
            with acting_as(alice, organisation) as actor:
                return services.move_group(actor, group_id=group.pk, parent_id=target.pk)

        return act

    results = together(move(one, other), move(other, one))
    assert sorted(getattr(result, "code", "moved") for result in results) == ["circle", "moved"]
    with acting_as(alice, organisation):
        assert kept_closure() == true_closure()
