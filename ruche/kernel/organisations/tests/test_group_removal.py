# SPDX-License-Identifier: AGPL-3.0-or-later
"""A group goes with what it has: people, groups, objects meant for it, roles over it. Nothing is lost."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from ruche.kernel.access.audiences import Level
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.forms.groups import DeletionForm
from ruche.kernel.organisations.models import Group, Organisation
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.organisations.tests.test_group_moves import kept_closure, true_closure
from ruche.kernel.testing.people import find_actor, give
from ruche.kernel.users.models import User


def _post(actor: Any, group: Group) -> Any:
    """Something that is meant for a group, of a module that the kernel does not know."""
    levels = {f"{act}_by": Level.OWNER for act in ("comment", "edit", "join", "manage")}
    return apps.get_model("people", "Position").objects.create(
        title="Post",
        name_key="post",
        group=group,
        owner=actor.membership,
        audience_group=group,
        see_by=Level.GROUP,
        opened_on=timezone.localdate(),
        **levels,
    )


def _furnished(actor: Any, bobs: Any) -> tuple[Group, Group, Group, Any]:
    top = services.create_group(actor, name="Top", kind="department")
    group = services.create_group(actor, name="Team", parent_id=top.pk)
    inner = services.create_group(actor, name="Inner", parent_id=group.pk)
    services.add_to_group(actor, group_id=group.pk, membership_ids=[bobs], is_lead=True)
    return top, group, inner, _post(actor, group)


def test_what_a_group_has_is_said_before_it_goes(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        _top, group, _inner, _position = _furnished(actor, find_actor(bob, atelier_a).membership.pk)
        preview = selectors.preview_deletion(actor, group.pk)
        assert (preview.people, preview.groups, preview.positions, preview.objects, preview.assignments) == (1, 1, 1, 1, 0)


def test_an_heir_gets_what_was_meant_for_it(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        top, group, inner, position = _furnished(actor, find_actor(bob, atelier_a).membership.pk)
        with pytest.raises(InvalidInput):
            services.delete_group(actor, group_id=group.pk, heir_id=group.pk)
        services.delete_group(actor, group_id=group.pk, heir_id=inner.pk)
        position.refresh_from_db()
        assert (position.audience_group_id, position.see_by) == (inner.pk, Level.GROUP)
        assert Group.objects.get(pk=inner.pk).parent_id == top.pk
        assert kept_closure() == true_closure()


def test_nobody_hands_a_group_to_one_that_they_do_not_manage(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    """Else whoever may delete a group would decide that strangers see what was for its people alone."""
    with acting(alice, atelier_a) as actor:
        top, group, inner, position = _furnished(actor, find_actor(bob, atelier_a).membership.pk)
        elsewhere = services.create_group(actor, name="Elsewhere")
        give(bob, atelier_a, ["organisation.manage_groups"], scope=top)
    with acting(bob, atelier_a) as manager:
        with pytest.raises(PermissionRefused):
            services.delete_group(manager, group_id=group.pk, heir_id=elsewhere.pk)
        position.refresh_from_db()
        assert position.audience_group_id == group.pk
        choices = dict(DeletionForm(manager, group).fields["heir_id"].choices)  # type: ignore[attr-defined]
        assert str(inner.pk) in choices
        assert str(elsewhere.pk) not in choices
        services.delete_group(manager, group_id=group.pk, heir_id=inner.pk)
        position.refresh_from_db()
        assert position.audience_group_id == inner.pk


def test_without_an_heir_it_is_for_its_owner_and_nobody_sees_more(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        _top, group, _inner, position = _furnished(actor, find_actor(bob, atelier_a).membership.pk)
        services.delete_group(actor, group_id=group.pk)
        position.refresh_from_db()
        assert (position.audience_group_id, position.see_by) == (None, Level.OWNER)


def test_restored_it_has_its_people_and_its_head_again(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        top, group, inner, _position = _furnished(actor, find_actor(bob, atelier_a).membership.pk)
        services.delete_group(actor, group_id=group.pk)
        with acting(bob, atelier_a) as head:
            assert not head.can("organisation.manage_groups", inner)  # a group in the bin gives no rights
        services.restore_group(actor, group_id=group.pk)
        node = selectors.get_group_node(actor, group.pk)
        assert ([one.name for one in node.leads], node.depth) == (["Bob"], 1)
        assert Group.objects.get(pk=inner.pk).parent_id == top.pk  # what moved up stays there
        places = selectors.group_history(actor, group.pk).places
        assert [place.until_at is None for place in places] == [True, False]
        assert kept_closure() == true_closure()
