# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.organisations.services.locking import lock_members


def lock_for_groups(actor: Actor, permission: str = "organisation.manage_groups") -> Actor:
    """The organisation's lock, and the actor as they are under it. Raises PermissionRefused for who holds the right nowhere.

    Where they hold it is asked afterwards, about the group as it is under the lock.
    """
    if not actor.can_somewhere(permission):
        raise PermissionRefused()
    return lock_members(actor)
