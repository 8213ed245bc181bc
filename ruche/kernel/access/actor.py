# SPDX-License-Identifier: AGPL-3.0-or-later
import math
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from ruche.kernel.access.permissions import UnknownPermission, catalogue, permissions_of
from ruche.kernel.access.rights import Rights, TokenScope, load_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import PermissionRefused

if TYPE_CHECKING:
    from ruche.kernel.organisations.models import Membership, Organisation
    from ruche.kernel.users.models import User

OUTSIDE_MODULES = "organisation."

__all__ = ["Actor", "Scoped", "TokenScope"]


class Scoped(Protocol):
    """What a right can be held over: the group it belongs to, if any."""

    @property
    def rights_group_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Actor:
    """Who acts, and where: the first argument of every service and selector.

    `session_key`: of the session that acts, where a write must ask whether it has not ended meanwhile (see kernel/doors).
    `token`: what the token that acts was made for; the actor has no more than that.
    """

    user: "User"
    membership: "Membership"
    organisation: "Organisation"
    session_key: str | None = field(default=None, repr=False)
    token: TokenScope | None = None

    @cached_property
    def role(self) -> Role:
        return Role(self.membership.role)

    @property
    def rights(self) -> Rights:
        """All that the actor holds (one query, and another when a dated role has begun or ended since)."""
        held: Rights | None = self.__dict__.get("_rights")
        if held is None or time.time() >= held.until:
            held = load_rights(self.organisation, [self.membership], self.active_modules)[self.membership.pk]
            self.hold(held)
        return self.__dict__["_rights"]  # type: ignore[no-any-return]

    def hold(self, rights: Rights) -> None:
        """Give the actor the rights that were read for many at once."""
        scopes = self.token.scopes if self.token is not None else None
        self.__dict__["_rights"] = rights if scopes is None else rights.limited_to(scopes)

    @property
    def relied_until(self) -> float:
        """Until when what `can` answered so far holds by itself, in seconds since 1970; what the built-in role gives has no end."""
        held: Rights | None = self.__dict__.get("_rights")
        return math.inf if held is None else held.until

    def forget(self) -> None:
        """Read again what the actor may: a module was switched on or off."""
        for name in ("active_modules", "_rights"):
            self.__dict__.pop(name, None)

    def can(self, permission: str, obj: Scoped | None = None) -> bool:
        """Whether the actor holds a permission, everywhere or over the group of `obj`.

        An undeclared name raises UnknownPermission.
        """
        if permission in self._own and (permission.startswith(OUTSIDE_MODULES) or permission.partition(".")[0] in self.active_modules):
            return True
        if permission not in catalogue():
            raise UnknownPermission(permission)
        rights = self.rights
        if permission in rights.everywhere:
            return True
        return obj is not None and obj.rights_group_id in rights.within.get(permission, ())

    def require(self, permission: str, obj: Scoped | None = None) -> None:
        """Raise PermissionRefused (403) unless the actor holds it, everywhere or over the group of `obj`."""
        if not self.can(permission, obj):
            raise PermissionRefused.of(permission)

    def can_somewhere(self, permission: str) -> bool:
        """Whether the actor holds it everywhere or over any group: for menus."""
        return self.can(permission) or bool(self.rights.within.get(permission))

    def groups_where(self, permission: str) -> frozenset[UUID] | None:
        """The groups where the actor holds it; None: everywhere."""
        return None if self.can(permission) else self.rights.within.get(permission, frozenset())

    @cached_property
    def _own(self) -> frozenset[str]:
        """What the built-in role gives where its module is on: most questions need no query of rights."""
        held = permissions_of(self.role)
        return held if self.token is None or self.token.scopes is None else held & self.token.scopes

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
