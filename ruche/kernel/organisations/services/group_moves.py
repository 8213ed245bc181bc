# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db import transaction

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.services.group_locks import lock_for_groups
from ruche.kernel.organisations.services.group_names import free_name
from ruche.kernel.organisations.services.groups import check_version, find_group, finish, get_group, group_data, place


def move_group(actor: Actor, *, group_id: UUID, parent_id: UUID | None, version: int | None = None) -> Group:
    """Take a group, with all that is inside it, into another, or to the top. Where it is already: nothing happens.

    A name that is taken there gets a number. Raises NotFound, PermissionRefused (both places must be the actor's to
    manage), InvalidInput (circle, too_deep), Stale when somebody changed the group since `version`.
    """
    with transaction.atomic():
        actor = lock_for_groups(actor)
        group = get_group(group_id)
        actor.require("organisation.manage_groups", group)
        check_version(group, version, {"parent_id": parent_id})
        if parent_id == group.parent_id:
            return group
        before = group_data(group)
        place(actor, group, find_group(parent_id))
        finish(actor, group, free_name(group), before)
    return group
