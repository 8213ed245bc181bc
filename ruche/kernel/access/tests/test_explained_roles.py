# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has a right, why, and what was noted of it."""

import pytest

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.selectors import explain_rights, list_assignments, list_audit, list_permissions, list_roles, who_has
from ruche.kernel.access.services import (
    create_role,
    give_role,
)
from ruche.kernel.access.tests.giving import INVITE, MODULES, days, member_of, owner
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.testing.people import find_actor, give, make_group, put_in

__all__ = ["owner"]


@pytest.fixture(autouse=True)
def _here(atelier_a):
    with organisation_scope(atelier_a.id):
        yield


def test_who_has_it_and_why(atelier_a, owner, alice, bob, dana):
    works = make_group(atelier_a, "Works", kind="department")
    site = make_group(atelier_a, "Site", works)
    role = create_role(owner, name="Inviting", permissions=[INVITE])
    give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk), scope_id=works.pk, ends=days(3))
    put_in(site, dana, "deputy")
    page = who_has(owner, INVITE)
    assert [(one.membership.name, one.is_everywhere) for one in page.results] == [("Alice", True), ("Bob", False), ("Dana", False)]
    assert [one.membership.name for one in who_has(owner, INVITE, scope_id=works.pk).results] == ["Alice", "Bob"]
    assert [one.membership.name for one in who_has(owner, INVITE, scope_id=site.pk).results] == ["Alice", "Bob", "Dana"]
    first = who_has(owner, INVITE, limit=1)
    assert [one.membership.name for one in who_has(owner, INVITE, after=first.next).results] == ["Bob", "Dana"]
    why = {one.permission.name: one for one in explain_rights(owner, member_of(bob).pk)}
    assert [(one.kind, one.name, one.group, one.given_by) for one in why[INVITE].because] == [("role", "Inviting", works, owner.membership)]
    assert why[INVITE].because[0].until is not None
    assert not why[INVITE].is_everywhere
    assert [one.kind for one in why["organisation.view_members"].because] == ["own_role"]
    assert [
        one.because[0].kind for one in explain_rights(find_actor(dana, atelier_a), member_of(dana).pk) if one.permission.name == INVITE
    ] == ["deputy"]


def test_explained_and_counted_is_what_can_says(atelier_a, owner, bob, dana):
    works = make_group(atelier_a, "Works", kind="department")
    give(bob, atelier_a, [INVITE, MODULES, "chat.moderate_messages"], scope=works)
    give(dana, atelier_a, [INVITE, MODULES])
    put_in(works, bob, "head")
    from ruche.kernel.access.permissions import catalogue

    for user in (bob, dana):
        actor, why = find_actor(user, atelier_a), {one.permission.name: one for one in explain_rights(owner, member_of(user).pk)}
        for name in catalogue():
            assert (name in why) == actor.can_somewhere(name), name
            if name in why:
                assert why[name].is_everywhere == actor.can(name), name


def test_nothing_changes_the_audit_but_erasure(atelier_a, owner):
    from django.db import ProgrammingError, connection, transaction

    create_role(owner, name="Reader")
    entry = AuditEntry.objects.get()
    for act in (lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()
    with connection.cursor() as cursor:
        cursor.execute("select purge_audit(%s)", [atelier_a.pk])
    assert not AuditEntry.objects.exists()


def test_reading_costs_the_same_with_many_roles_and_holders(atelier_a, owner, bob, dana, django_assert_num_queries):
    works = make_group(atelier_a, "Works", kind="department")
    put_in(works, dana, "head")
    for number in range(6):
        role = create_role(owner, name=f"Role {number}", permissions=[INVITE])
        give_role(owner, membership_id=member_of(bob).pk, role=RoleRef(role.pk), scope_id=works.pk)
        give_role(owner, membership_id=member_of(dana).pk, role=RoleRef(role.pk))
    person = member_of(bob).pk
    owner.active_modules  # noqa: B018  read once
    for count, read in (
        (4, lambda: list_roles(owner)),
        (0, lambda: list_permissions(owner)),
        (1, lambda: list_assignments(owner, scope_id=works.pk)),
        (3, lambda: who_has(owner, INVITE)),
        (4, lambda: explain_rights(owner, person)),
        (1, lambda: list_audit(owner)),
    ):
        with django_assert_num_queries(count):
            assert read()
