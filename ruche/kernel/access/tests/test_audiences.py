# SPDX-License-Identifier: AGPL-3.0-or-later
"""Audiences: who sees, edits and manages an object, asked of one and of many; choosing them; groups that go."""

import random
from itertools import product

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from ruche.kernel.access.audience_people import count_audience, count_reached
from ruche.kernel.access.audiences import (
    Act,
    Level,
    allows,
    choose_audience,
    new_audience,
    rehome_audiences,
    require_act,
    visible_to,
)
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor, give, make_group, make_membership, make_user, put_in

Position = apps.get_model("people", "Position")
MANAGE_POSITIONS = "people.manage_positions"


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


def position(title="Baker", **values):
    return Position.objects.create(title=title, name_key=title.lower(), opened_on=timezone.localdate(), **values)


def member_of(user):
    return Membership.objects.get(user=user)


@pytest.fixture
def guest(atelier_a):
    user = make_user("Gus")
    make_membership(user, atelier_a, Role.GUEST)
    return user


def test_one_and_many_agree_on_two_thousand_objects(atelier_a, alice, bob, dana, guest):
    random.seed(5)
    tree = [make_group(atelier_a, "Works", kind="department")]
    for number in range(11):
        tree.append(
            make_group(atelier_a, f"Group {number}", random.choice([None, *tree]), kind=random.choice(["team", "department", "theme"]))
        )
    people = [alice, bob, dana, guest]
    for user in people[1:]:
        for group in random.sample(tree, 3):
            put_in(group, user, random.choice(["", "", "head"]))
    give(bob, atelier_a, [MANAGE_POSITIONS], scope=tree[0])
    manager = make_user("Max")
    make_membership(manager, atelier_a, Role.MANAGER)
    members = [member_of(user) for user in people]
    rows = []
    for number in range(2000):
        see = random.choice(list(Level))
        group = random.choice([None, *tree])
        levels = [level for level in Level if level <= see and (group or level != Level.GROUP)] or [Level.OWNER]
        see = max(levels)
        chosen = {f"{act}_by": random.choice(levels) for act in Act} | {"see_by": see}
        values = {"title": f"Post {number}", "name_key": f"post {number:04}", "opened_on": timezone.localdate(), **chosen}
        rows.append(Position(owner=random.choice([None, *members]), audience_group=group, **values))
    Position.objects.bulk_create(rows)
    every = list(Position.objects.all())
    for user in (*people, manager):
        actor = find_actor(user, atelier_a)
        seen = set(visible_to(actor, Position.objects.all()).values_list("pk", flat=True))
        for act in Act:
            found = set(visible_to(actor, Position.objects.all(), act).values_list("pk", flat=True))
            assert found == {row.pk for row in every if allows(actor, row, act)}, (user.name, act)
            assert found <= seen, "nobody does anything to what they do not see"
        assert user in (manager, alice) or 0 < len(seen) < 2000


def test_owner_s_own_things_are_nobody_else_s(atelier_a, alice, bob, dana):
    mine = position(owner=member_of(bob), see_by=Level.OWNER, comment_by=0, join_by=0)
    assert allows(find_actor(bob, atelier_a), mine, Act.MANAGE)
    require_act(find_actor(bob, atelier_a), mine, Act.EDIT)
    with pytest.raises(NotFound):
        require_act(find_actor(dana, atelier_a), mine, Act.SEE)
    ours = position("Cook", owner=member_of(bob))
    with pytest.raises(PermissionRefused):
        require_act(find_actor(dana, atelier_a), ours, Act.EDIT)


def test_a_guest_sees_their_groups_and_what_is_public(atelier_a, bob, guest):
    choir = make_group(atelier_a, "Choir")
    put_in(choir, guest)
    actor, owner = find_actor(guest, atelier_a), member_of(bob)
    for values, seen in (
        ({"see_by": Level.ORGANISATION}, False),
        ({"see_by": Level.LINKED}, False),
        ({"see_by": Level.PUBLIC}, True),
        ({"see_by": Level.GROUP, "comment_by": 0, "join_by": 0, "audience_group": choir}, True),
        ({"see_by": Level.ORGANISATION, "audience_group": choir}, True),
    ):
        assert allows(actor, position(owner=owner, **values), Act.SEE) is seen, values


def test_what_is_for_a_group_is_for_the_groups_inside_it_too(atelier_a, alice, bob, dana):
    works = make_group(atelier_a, "Works", kind="department")
    site = make_group(atelier_a, "Site", works)
    put_in(site, bob)
    put_in(works, dana)
    of_works = position("Of works", see_by=1, comment_by=1, join_by=0, audience_group=works)
    of_site = position("Of site", see_by=1, comment_by=1, join_by=0, audience_group=site)
    assert [allows(find_actor(bob, atelier_a), one, Act.SEE) for one in (of_works, of_site)] == [True, True]
    assert [allows(find_actor(dana, atelier_a), one, Act.SEE) for one in (of_works, of_site)] == [True, False]


def test_the_database_refuses_what_makes_no_sense(atelier_a):
    for values in ({"see_by": Level.OWNER}, {"see_by": Level.GROUP, "comment_by": 1, "join_by": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            position(**values)


def test_new_objects_begin_with_the_defaults_of_their_kind(atelier_a, bob):
    choir = make_group(atelier_a, "Choir")
    plain, grouped = (
        new_audience("people.position", owner=member_of(bob)),
        new_audience("lifecycle.checklist", owner=member_of(bob), group=choir),
    )
    assert (plain["see_by"], plain["edit_by"], plain["manage_by"]) == (Level.ORGANISATION, Level.OWNER, Level.OWNER)
    assert (grouped["see_by"], grouped["comment_by"], grouped["edit_by"]) == (Level.GROUP, Level.GROUP, Level.GROUP)
    alone = new_audience("lifecycle.checklist", owner=member_of(bob))
    assert {alone[f"{act}_by"] for act in Act} == {Level.OWNER}
    position(**plain)


def test_choosing_an_audience(atelier_a, alice, bob, dana):
    choir, band = make_group(atelier_a, "Choir"), make_group(atelier_a, "Band")
    put_in(choir, bob)
    mine = position(owner=member_of(bob))
    owner = find_actor(bob, atelier_a)
    for_choir = {Act.SEE: Level.GROUP, Act.COMMENT: Level.GROUP, Act.EDIT: Level.GROUP, Act.JOIN: Level.OWNER}
    choose_audience(owner, mine, levels=for_choir, group_id=choir.pk)
    assert (mine.see_by, mine.edit_by, mine.audience_group) == (Level.GROUP, Level.GROUP, choir)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before["see"], entry.after["see"]) == ("choose_audience", "organisation", "group")
    with pytest.raises(NotFound):
        choose_audience(find_actor(dana, atelier_a), mine, levels={}, group_id=None)
    with pytest.raises(InvalidInput):
        choose_audience(owner, mine, levels={}, group_id=band.pk)
    with pytest.raises(InvalidInput):
        choose_audience(owner, mine, levels={}, group_id=None)
    with pytest.raises(InvalidInput):
        choose_audience(owner, mine, levels={Act.SEE: Level.OWNER}, group_id=choir.pk)
    mine.refresh_from_db()
    assert mine.see_by == Level.GROUP
    choose_audience(find_actor(alice, atelier_a), mine, levels={}, group_id=band.pk)


def test_an_audience_is_narrowed_by_the_acts_that_its_kind_knows(client_of, atelier_a, alice, bob):
    """A post can be seen, edited and managed; that nobody joins or comments on one is no hindrance."""
    choir = make_group(atelier_a, "Choir")
    mine = position(**new_audience("people.position", owner=member_of(alice)))
    sent = {"audience_see": "1", "audience_group": str(choir.pk), "audience_edit": "0", "audience_manage": "0"}
    where = f"/o/atelier-a/audiences/people.position/{mine.pk}/"
    assert client_of(alice).post(where, sent).status_code == 302
    mine.refresh_from_db()
    assert [mine.level(act) for act in (Act.SEE, Act.COMMENT, Act.JOIN)] == [Level.GROUP] * 3
    assert client_of(alice).post(where, {**sent, "audience_see": "0"}).status_code == 302
    assert client_of(bob).get(where).status_code == 404


def test_a_group_that_goes_hands_on_its_objects_or_leaves_them_to_their_owners(atelier_a, alice, bob):
    choir, band = make_group(atelier_a, "Choir"), make_group(atelier_a, "Band")
    put_in(band, bob)
    mine = position(see_by=1, comment_by=1, join_by=0, audience_group=choir, owner=member_of(alice))
    owner = find_actor(alice, atelier_a)
    assert rehome_audiences(owner, group_id=choir.pk, to_group_id=band.pk) == 1
    mine.refresh_from_db()
    assert allows(find_actor(bob, atelier_a), mine, Act.SEE)
    assert rehome_audiences(owner, group_id=band.pk, to_group_id=None) == 1
    mine.refresh_from_db()
    assert (mine.see_by, mine.comment_by, mine.audience_group) == (Level.OWNER, Level.OWNER, None)
    assert not allows(find_actor(bob, atelier_a), mine, Act.SEE)


def test_as_many_are_counted_as_see_it(atelier_a, alice, bob, dana, guest):
    """Nobody here holds a right over posts but Alice, who owns the organisation: the page says that such people come on top."""
    group = make_group(atelier_a, "Empty")
    people = [bob, dana, guest]
    for level, owner in product(Level, people):
        levels = {f"{act}_by": level if act == Act.SEE else Level.OWNER for act in Act}
        post = position(f"{level}{owner}", owner=member_of(owner), audience_group=group, **levels)
        seen = sum(visible_to(find_actor(user, atelier_a), Position.objects.filter(pk=post.pk)).exists() for user in people)
        assert count_reached(post, Act.SEE) == seen + (level >= Level.ORGANISATION)
    assert count_audience(find_actor(bob, atelier_a), Level.GROUP, group.pk) == 1
