# SPDX-License-Identifier: AGPL-3.0-or-later
"""For whom applications and providers are registered: an organisation, or the whole instance."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit, record_instance_audit
from ruche.kernel.errors import NotFound
from ruche.kernel.users.models import User


@dataclass(frozen=True)
class Registrar:
    """Who registers. Without an actor: an administrator of the instance, for the whole of it."""

    user: User
    actor: Actor | None = None

    @property
    def organisation_id(self) -> Any:
        """A UUID, or None; Any, because the type of a lookup leaves out that None is looked up too."""
        return self.actor.organisation_id if self.actor else None

    def record(self, action: str, subject: Model, **after: Any) -> None:
        """Note the act where it belongs."""
        if self.actor is not None:
            record_audit(self.actor, action, subject, after=after)
        else:
            record_instance_audit(self.user, action, subject=str(subject.pk), **after)


def organisation_registrar(actor: Actor, permission: str = "organisation.manage_applications") -> Registrar:
    """Raises PermissionRefused."""
    actor.require(permission)
    return Registrar(actor.user, actor)


def instance_registrar(user: User) -> Registrar:
    """Raises NotFound for whoever does not administer the instance."""
    if not user.is_instance_admin:
        raise NotFound()
    return Registrar(user)
