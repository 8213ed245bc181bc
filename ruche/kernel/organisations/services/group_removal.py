# SPDX-License-Identifier: AGPL-3.0-or-later
"""A group goes into the bin and comes out of it. Nothing inside it is deleted with it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import rehome_audiences
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group, GroupMembership
from ruche.kernel.organisations.services.group_locks import lock_for_groups
from ruche.kernel.organisations.services.group_names import free_name, save_named
from ruche.kernel.organisations.services.group_tree import depth_of, end_place, height_of, is_inside, note_place, replant
from ruche.kernel.organisations.services.groups import MAX_DEPTH, find_group, get_group, tell_of


def delete_group(actor: Actor, *, group_id: UUID, heir_id: UUID | None = None) -> Group:
    """Put a group into the bin. Its people stay in the organisation, the groups inside it move up.

    What was meant for the group is for the heir from now on, a group that the actor manages too; without one, it is for
    those who own it. Raises NotFound, PermissionRefused, InvalidInput on "heir_id" (the group itself).
    """
    with transaction.atomic():
        actor = lock_for_groups(actor)
        group = get_group(group_id)
        actor.require("organisation.manage_groups", group.parent)
        heir = find_group(heir_id)
        if heir == group:
            raise InvalidInput.on("heir_id", _("Choose another group than the one that goes."), code="heir_is_it")
        if heir is not None:
            actor.require("organisation.manage_groups", heir)
        _raise_children(actor, group)
        rehome_audiences(actor, group_id=group.pk, to_group_id=heir_id)
        group.deleted_at = timezone.now()
        group.version += 1
        group.save(update_fields=["deleted_at", "version", "updated_at"])
        end_place(group, group.deleted_at)
        GroupMembership.objects.filter(group=group, left_at=None).update(left_at=group.deleted_at)
        record_audit(actor, "delete_group", group, before={"name": group.name}, after={"heir": str(heir_id) if heir_id else None})
        announce("organisations.group_removed", group.organisation_id, group_id=group.pk)
        tell_of(group)
    return group


def restore_group(actor: Actor, *, group_id: UUID) -> Group:
    """Take a group out of the bin with the people and posts it had, under its former parent if that still exists."""
    with transaction.atomic():
        actor = lock_for_groups(actor)
        group = get_group(group_id, is_deleted=True)
        if not _fits(group):
            group.parent = None
        actor.require("organisation.manage_groups", group.parent)
        deleted_at, group.deleted_at = group.deleted_at, None
        group.version += 1
        save_named(group, free_name(group))
        replant(group)
        note_place(actor, group)
        current = {"membership__status": "active"}
        kept = GroupMembership.objects.filter(group=group, left_at=deleted_at, **current).values_list("pk", flat=True)
        GroupMembership.objects.filter(pk__in=list(kept)).update(left_at=None)
        record_audit(actor, "restore_group", group, after={"name": group.name})
        tell_of(group)
    return group


def _raise_children(actor: Actor, group: Group) -> None:
    for child in Group.objects.filter(parent=group, deleted_at=None):
        child.parent_id = group.parent_id
        child.version += 1
        save_named(child, free_name(child))
        replant(child)
        note_place(actor, child)


def _fits(group: Group) -> bool:
    """Whether a group from the bin can be again where it was: its parent is there, not inside it, and not too deep."""
    parent = group.parent
    if parent is None:
        return True
    if parent.deleted_at is not None or is_inside(parent.pk, group.pk):
        return False
    return depth_of(parent.pk) + height_of(group.pk) <= MAX_DEPTH
