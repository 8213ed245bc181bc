# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ruche.kernel.access.permissions import UnknownPermission, catalogue, permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import PermissionRefused

if TYPE_CHECKING:
    from ruche.kernel.organisations.models import Membership, Organisation
    from ruche.kernel.users.models import User


@dataclass(frozen=True)
class Actor:
    """Who acts, and where: the first argument of every service and selector.

    `session_key`: of the session that acts, where a write must ask whether it has not ended meanwhile (see kernel/doors).
    """

    user: "User"
    membership: "Membership"
    organisation: "Organisation"
    session_key: str | None = field(default=None, repr=False)

    @cached_property
    def role(self) -> Role:
        return Role(self.membership.role)

    def can(self, permission: str) -> bool:
        """Whether the actor holds a permission; an undeclared name raises UnknownPermission."""
        if permission not in catalogue():
            raise UnknownPermission(permission)
        module = permission.partition(".")[0]
        return permission in permissions_of(self.role) and (module == "organisation" or module in self.active_modules)

    def require(self, permission: str) -> None:
        """Raise PermissionRefused (403) unless the actor holds it."""
        if not self.can(permission):
            raise PermissionRefused()

    @cached_property
    def known(self) -> dict[str, Any]:
        """What one part of a page has read already, so that another part does not read it again."""
        return {}

    @cached_property
    def active_modules(self) -> frozenset[str]:
        from ruche.kernel.modules.activation import active_modules

        return active_modules(self.organisation.id)

    @property
    def organisation_id(self) -> UUID:
        return self.organisation.id
