# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may, where: built-in roles, roles of the organisation, groups and what is inside them, dates, tokens."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ruche.kernel.access.actor import Actor, TokenScope
from ruche.kernel.access.permissions import UnknownPermission
from ruche.kernel.access.rights import load_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.organisations.models import Membership
from ruche.kernel.testing.people import find_actor, give, make_group, put_in

MODULES, GROUPS, INVITE = "organisation.manage_modules", "organisation.manage_groups", "organisation.invite_member"


@pytest.fixture
def tree(atelier_a):
    works = make_group(atelier_a, "Works", kind="department")
    site = make_group(atelier_a, "Site", works)
    crew = make_group(atelier_a, "Crew", site)
    return works, site, crew, make_group(atelier_a, "Office")


def test_built_in_roles_hold_what_the_catalogue_says(atelier_a, alice, bob):
    assert find_actor(alice, atelier_a).can(MODULES)
    assert not find_actor(bob, atelier_a).can(MODULES)
    with pytest.raises(UnknownPermission):
        find_actor(bob, atelier_a).can("organisation.fly")


def test_a_role_of_the_organisation_adds_rights_everywhere(atelier_a, bob, dana, tree):
    give(bob, atelier_a, [MODULES, "organisation.gone_with_its_module"])
    actor = find_actor(bob, atelier_a)
    assert actor.can(MODULES)
    assert actor.can(MODULES, tree[0])
    assert not actor.can(GROUPS)
    assert not find_actor(dana, atelier_a).can(MODULES)


def test_over_a_group_a_role_counts_there_and_inside_only(atelier_a, bob, tree):
    works, site, crew, office = tree
    give(bob, atelier_a, [INVITE, MODULES], scope=site)
    actor = find_actor(bob, atelier_a)
    assert [actor.can(INVITE, group) for group in (works, site, crew, office)] == [False, True, True, False]
    assert not actor.can(INVITE)
    assert actor.can_somewhere(INVITE)
    assert actor.groups_where(INVITE) == {site.pk, crew.pk}
    assert not actor.can(MODULES, site), "a permission of the whole organisation is not held over a group"
    assert not actor.can_somewhere(MODULES)


@pytest.mark.parametrize("post", ["head", "deputy"])
def test_heads_and_deputies_manage_their_group_and_what_is_inside(atelier_a, bob, dana, tree, post):
    works, site, crew, office = tree
    put_in(site, bob, post)
    put_in(site, dana)
    actor = find_actor(bob, atelier_a)
    assert [actor.can(GROUPS, group) for group in (works, site, crew, office)] == [False, True, True, False]
    assert not find_actor(dana, atelier_a).can(GROUPS, site)


@pytest.mark.parametrize("kind", ["family", "theme"])
def test_heads_of_other_kinds_of_groups_hold_nothing(atelier_a, bob, kind):
    group = make_group(atelier_a, "Kin", kind=kind)
    put_in(group, bob, "head")
    assert not find_actor(bob, atelier_a).can(GROUPS, group)


def test_a_group_in_the_bin_gives_nothing(atelier_a, bob, dana, tree):
    _works, site, crew, _office = tree
    put_in(site, bob, "head")
    give(dana, atelier_a, [INVITE], scope=site)
    assert find_actor(dana, atelier_a).can(INVITE, crew)
    with organisation_scope(atelier_a.id):
        site.deleted_at = timezone.now()
        site.save()
    assert not find_actor(bob, atelier_a).can(GROUPS, crew)
    assert not find_actor(dana, atelier_a).can(INVITE, crew)


def test_circles_are_ones_groups_and_those_around(atelier_a, bob, tree):
    works, site, crew, _office = tree
    put_in(site, bob)
    assert find_actor(bob, atelier_a).rights.circles == {works.pk, site.pk}
    assert crew.pk not in find_actor(bob, atelier_a).rights.circles


def test_a_dated_role_begins_and_ends_by_itself_for_the_same_actor(atelier_a, bob, monkeypatch):
    assignment = give(bob, atelier_a, [MODULES])
    actor, now = find_actor(bob, atelier_a), timezone.now()
    with organisation_scope(atelier_a.id):
        assignment.starts_at, assignment.ends_at = now + timedelta(milliseconds=300), now + timedelta(milliseconds=900)
        assignment.save()
    assert not actor.can(MODULES)
    assert actor.rights.until == pytest.approx(assignment.starts_at.timestamp(), abs=0.001)
    _wait_until(assignment.starts_at)
    assert actor.can(MODULES)
    assert actor.rights.until == pytest.approx(assignment.ends_at.timestamp(), abs=0.001)
    _wait_until(assignment.ends_at)
    assert not actor.can(MODULES)


def _wait_until(instant):
    import time

    while timezone.now() <= instant:
        time.sleep(0.01)


def test_a_head_keeps_the_rights_until_the_last_day_of_the_group_is_over(atelier_a, bob):
    group = make_group(atelier_a, "Season", kind="class")
    put_in(group, bob, "head")
    today = timezone.localdate(timezone=_zone(atelier_a))
    for ends_on, holds in ((today, True), (today - timedelta(days=1), False)):
        with organisation_scope(atelier_a.id):
            group.ends_on = ends_on
            group.save()
        assert find_actor(bob, atelier_a).can(GROUPS, group) is holds


def _zone(organisation):
    from zoneinfo import ZoneInfo

    return ZoneInfo(organisation.time_zone)


def test_a_token_never_has_more_than_it_was_made_for(atelier_a, alice, bob, tree):
    give(bob, atelier_a, [INVITE], scope=tree[0])
    owner = replace(find_actor(alice, atelier_a), token=TokenScope(frozenset({GROUPS}), "script"))
    assert owner.can(GROUPS)
    assert not owner.can(MODULES)
    assert replace(owner, token=TokenScope(None)).can(MODULES)
    scoped = replace(find_actor(bob, atelier_a), token=TokenScope(frozenset({MODULES, GROUPS})))
    assert not scoped.can(MODULES)
    assert not scoped.can(INVITE, tree[0])


def test_a_module_that_is_off_gives_nothing_even_to_owners(atelier_a, alice):
    from ruche.kernel.modules.models import ModuleActivation

    assert find_actor(alice, atelier_a).can("chat.post_message")
    with organisation_scope(atelier_a.id):
        ModuleActivation.objects.filter(module="chat").delete()
    assert not find_actor(alice, atelier_a).can("chat.post_message")


def test_rights_of_many_are_one_query(atelier_a, alice, bob, dana, tree):
    put_in(tree[1], bob, "head")
    give(dana, atelier_a, [MODULES])
    with organisation_scope(atelier_a.id):
        members = list(Membership.objects.order_by("name_key"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rights = load_rights(atelier_a, members, frozenset({"chat"}))
    assert len(queries) == 1
    by_name = {member.name: rights[member.pk] for member in members}
    assert MODULES in by_name["Dana"].everywhere
    assert MODULES not in by_name["Bob"].everywhere
    assert tree[2].pk in by_name["Bob"].within[GROUPS]
    assert not by_name["Alice"].within


def test_another_organisation_s_roles_are_not_ones_own_here(atelier_a, bureau_b, dana):
    give(dana, bureau_b, [MODULES])
    assert find_actor(dana, bureau_b).can(MODULES)
    assert not find_actor(dana, atelier_a).can(MODULES)


def test_what_the_role_gives_needs_no_query_of_rights(atelier_a, alice):
    actor: Actor = find_actor(alice, atelier_a)
    assert actor.role == Role.OWNER
    actor.active_modules  # noqa: B018
    with CaptureQueriesContext(connection) as queries:
        assert actor.can(MODULES)
    assert len(queries) == 0
