# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of groups. It changes under the organisation's lock, so that two moves cannot make a circle."""

from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group, GroupMembership
from ruche.kernel.organisations.services.group_tree import end_place, note_place, plant, replant
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.realtime import revoke
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import fold

MAX_DEPTH = 8


def create_group(actor: Actor, *, name: str, kind: str = Group.Kind.TEAM, parent_id: UUID | None = None) -> Group:
    """A group at the top or inside another. Raises InvalidInput (name taken beside it, too deep), NotFound (parent)."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        lock_organisation(actor.organisation_id)
        parents = _parents()
        group = Group(kind=_check_kind(kind), parent_id=_check_parent(parent_id, parents))
        _check_depth(len(_above(group.parent_id, parents)) + 1)
        _save(group, name)
        plant(group)
        note_place(actor, group)
    return group


def update_group(actor: Actor, *, group_id: UUID, name: str, kind: str, parent_id: UUID | None) -> Group:
    """Rename a group, change its kind, move it with all that is inside it. Raises as create_group, and on a circle."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        lock_organisation(actor.organisation_id)
        group = get_group(group_id)
        parents = _parents()
        above = _above(_check_parent(parent_id, parents), parents)
        if group.pk in above:
            raise InvalidInput.on("parent_id", _("A group cannot be inside itself."), code="circle")
        _check_depth(len(above) + _height(group.pk, parents))
        group.kind, group.parent_id = _check_kind(kind), parent_id
        _save(group, name)
        replant(group)
        note_place(actor, group)
        _tell(group)
    return group


def delete_group(actor: Actor, *, group_id: UUID) -> Group:
    """Put a group into the bin. Its people stay in the organisation, the groups inside it move up."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        lock_organisation(actor.organisation_id)
        group = get_group(group_id)
        for child in Group.objects.filter(parent=group, deleted_at=None):
            child.parent_id = group.parent_id
            _save(child, _free_name(child))
            replant(child)
            note_place(actor, child)
        group.deleted_at = timezone.now()
        end_place(group, group.deleted_at)
        group.save(update_fields=["deleted_at", "updated_at"])
        GroupMembership.objects.filter(group=group, left_at=None).update(left_at=group.deleted_at)
        _tell(group)
    return group


def restore_group(actor: Actor, *, group_id: UUID) -> Group:
    """Take a group out of the bin with the people it had, under its former parent if that still exists."""
    actor.require("organisation.manage_groups")
    with transaction.atomic():
        lock_organisation(actor.organisation_id)
        group = get_group(group_id, is_deleted=True)
        parents = _parents()
        if group.parent_id not in parents or len(_above(group.parent_id, parents)) >= MAX_DEPTH:
            group.parent_id = None
        deleted_at, group.deleted_at = group.deleted_at, None
        _save(group, _free_name(group))
        replant(group)
        note_place(actor, group)
        current = {"membership__status": "active"}
        kept = GroupMembership.objects.filter(group=group, left_at=deleted_at, **current).values_list("pk", flat=True)
        GroupMembership.objects.filter(pk__in=list(kept)).update(left_at=None)
        _tell(group)
    return group


def get_group(group_id: UUID, *, is_deleted: bool = False) -> Group:
    """A group of the organisation of the context. Raises NotFound."""
    group: Group | None = Group.objects.filter(pk=group_id, deleted_at__isnull=not is_deleted).first()
    if group is None:
        raise NotFound()
    return group


def find_group(group_id: UUID | None) -> Group | None:
    """None for none; a group that is named must exist. Raises NotFound."""
    return get_group(group_id) if group_id else None


def _save(group: Group, name: str) -> None:
    """Raises InvalidInput on "name" when a sibling has it: the lock makes the look before the leap enough."""
    group.name = clean_name(name, max_length=80)
    group.name_key = fold(group.name)[:80]
    if _siblings(group).filter(name_key=group.name_key).exists():
        raise InvalidInput.on("name", _("There is already a group with this name here."), code="name_taken")
    group.save()


def _siblings(group: Group) -> Any:
    return Group.objects.filter(parent_id=group.parent_id, deleted_at=None).exclude(pk=group.pk)


def _free_name(group: Group) -> str:
    """The group's name, with a number when a sibling has it."""
    taken = set(_siblings(group).values_list("name_key", flat=True))
    if fold(group.name)[:80] not in taken:
        return group.name
    return next(name for number in count(2) if fold(name := _numbered(group.name, number)) not in taken)


def _numbered(name: str, number: int) -> str:
    """The name cut so that the number is in its key too: a letter may fold to eighteen."""
    suffix = f" ({number})"
    stem = name[: 80 - len(suffix)].rstrip()
    while len(fold(stem + suffix)) > 80:
        stem = stem[:-1].rstrip()
    return stem + suffix


def _parents() -> dict[UUID, UUID | None]:
    """The whole tree as child → parent, in one query."""
    return dict(Group.objects.filter(deleted_at=None).values_list("pk", "parent_id"))


def _above(group_id: UUID | None, parents: dict[UUID, UUID | None]) -> list[UUID]:
    """The group and those it is inside of, innermost first."""
    path: list[UUID] = []
    while group_id is not None:
        path.append(group_id)
        group_id = parents[group_id]
    return path


def _height(group_id: UUID, parents: dict[UUID, UUID | None]) -> int:
    """How many levels a group takes, its own included."""
    return max(path.index(group_id) + 1 for path in (_above(one, parents) for one in parents) if group_id in path)


def _check_depth(levels: int) -> None:
    if levels > MAX_DEPTH:
        raise InvalidInput.on("parent_id", _("Groups nest at most %(most)s levels deep.") % {"most": MAX_DEPTH}, code="too_deep")


def _check_parent(parent_id: UUID | None, parents: dict[UUID, UUID | None]) -> UUID | None:
    if parent_id is not None and parent_id not in parents:
        raise NotFound()
    return parent_id


def _check_kind(kind: str) -> str:
    if kind not in Group.Kind.values:
        raise InvalidInput.on("kind", _("Choose one of the kinds."))
    return kind


def _tell(group: Group) -> None:
    announce("organisations.group_changed", group.organisation_id, group_id=group.pk)
    revoke(organisation_id=group.organisation_id)
