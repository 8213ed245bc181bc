# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may do by now: asked of the database once a write holds what it waited for, not of what its request read before."""

from copy import copy
from dataclasses import replace

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.statements import fetch_one
from ruche.kernel.errors import PermissionRefused

_STANDING = "select chat_standing(%(organisation)s, %(membership)s, %(epoch)s, %(session)s::text)"


def as_of_now(actor: Actor) -> Actor:
    """The actor with the role they have now (one query).

    Raises PermissionRefused when they were suspended or removed, their session ended, or chat was switched off.
    """
    asked = {
        "organisation": actor.organisation.id,
        "membership": actor.membership.id,
        "epoch": actor.user.session_epoch,
        "session": actor.session_key,
    }
    row = fetch_one(_STANDING, asked)
    if row is None or row[0] is None:
        raise PermissionRefused()
    if row[0] == actor.role:
        return actor
    membership = copy(actor.membership)
    membership.role = row[0]
    return replace(actor, membership=membership)
