# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closure of the tree and its history. Everything here runs in the caller's transaction, under the organisation's lock.

A row says that a group is (depth 0) or is somewhere inside another. Groups in the bin keep their rows, so that a group
taken out of it finds its place; whoever reads asks the group itself whether it is deleted.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Group, GroupInside, GroupPlace

_PLANT = """
insert into organisations_groupinside (id, organisation_id, outer_id, inner_id, depth, created_at, updated_at)
select gen_random_uuid(), %(organisation)s, %(group)s, %(group)s, 0, now(), now()
union all
select gen_random_uuid(), %(organisation)s, a.outer_id, %(group)s, a.depth + 1, now(), now()
  from organisations_groupinside a where a.organisation_id = %(organisation)s and a.inner_id = %(parent)s
"""
_UPROOT = """
delete from organisations_groupinside x using organisations_groupinside below, organisations_groupinside above
 where x.organisation_id = %(organisation)s and below.organisation_id = %(organisation)s
   and above.organisation_id = %(organisation)s and below.outer_id = %(group)s and above.inner_id = %(group)s
   and above.outer_id <> %(group)s and x.inner_id = below.inner_id and x.outer_id = above.outer_id
"""
_GRAFT = """
insert into organisations_groupinside (id, organisation_id, outer_id, inner_id, depth, created_at, updated_at)
select gen_random_uuid(), %(organisation)s, a.outer_id, b.inner_id, a.depth + b.depth + 1, now(), now()
  from organisations_groupinside a, organisations_groupinside b
 where a.organisation_id = %(organisation)s and b.organisation_id = %(organisation)s
   and a.inner_id = %(parent)s and b.outer_id = %(group)s
"""


def plant(group: Group) -> None:
    """Give a new group its place, inside its parent or at the top."""
    _run(_PLANT, group)


def replant(group: Group) -> None:
    """Take a group with all that is inside it to its parent, wherever it was. The caller has seen that it makes no circle."""
    _run(_UPROOT, group)
    if group.parent_id is not None:
        _run(_GRAFT, group)


def depth_of(group_id: UUID | None) -> int:
    """How many levels down to a group, its own included; 0 for none."""
    return GroupInside.objects.filter(inner_id=group_id).count() if group_id else 0


def height_of(group_id: UUID) -> int:
    """How many levels a group takes with what is inside it, its own included. What is in the bin takes none."""
    inner = GroupInside.objects.filter(outer_id=group_id, inner__deleted_at=None)
    return 1 + (inner.order_by("-depth").values_list("depth", flat=True).first() or 0)


def is_inside(inner_id: UUID, outer_id: UUID) -> bool:
    """Whether the one is the other, or somewhere inside it."""
    return GroupInside.objects.filter(outer_id=outer_id, inner_id=inner_id).exists()


def note_place(actor: Actor | None, group: Group, at: datetime | None = None) -> None:
    """Begin a new line of the group's history, if its place, name or kind is another than the last line says."""
    last = GroupPlace.objects.filter(group=group, until_at=None).first()
    if last and (last.parent_id, last.name, last.kind) == (group.parent_id, group.name, group.kind):
        return
    at = at or timezone.now()
    end_place(group, at)
    by = actor.membership if actor else None
    GroupPlace.objects.create(group=group, parent_id=group.parent_id, name=group.name, kind=group.kind, from_at=at, by=by)


def end_place(group: Group, at: datetime) -> None:
    """The group is nowhere from now on: it is in the bin."""
    GroupPlace.objects.filter(group=group, until_at=None).update(until_at=at)


def _run(statement: str, group: Group) -> None:
    values = {"organisation": group.organisation_id, "group": group.pk, "parent": group.parent_id}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
