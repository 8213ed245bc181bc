# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from uuid import UUID

from ruche.kernel.access.roles import Role
from ruche.kernel.errors import NotFound

GIVEN = (Role.MANAGER, Role.ADMIN)  # the built-in roles that can be held besides one's own


@dataclass(frozen=True)
class RoleRef:
    """A role as it is named outside: a role of the organisation by its id, a built-in one by its name."""

    role_id: UUID | None = None
    builtin: str = ""

    @classmethod
    def parse(cls, text: str) -> "RoleRef":
        """ "manager", or the id of a role. Raises NotFound."""
        if text in GIVEN:
            return cls(builtin=text)
        try:
            return cls(role_id=UUID(text))
        except ValueError as error:
            raise NotFound() from error

    def __str__(self) -> str:
        return self.builtin or str(self.role_id)
