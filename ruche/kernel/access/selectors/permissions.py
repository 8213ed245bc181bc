# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import ASSIGN_ROLE, MANAGE_ROLES, Permission, catalogue
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.modules.registry import manifests


@dataclass(frozen=True)
class PermissionLine:
    """A permission for the role editor. `is_held`: whether the actor has it everywhere, and so may put it into a role."""

    permission: Permission
    is_held: bool
    is_active: bool


@dataclass(frozen=True)
class PermissionGroup:
    """The permissions of one module. `module` is "organisation" for the kernel's, and `label` is then empty."""

    module: str
    label: Any
    icon: str
    permissions: list[PermissionLine]


def list_permissions(actor: Actor) -> list[PermissionGroup]:
    """The catalogue by module: the kernel's own first, then the modules that are on, then the others."""
    require_reading(actor)
    by_module: dict[str, list[PermissionLine]] = defaultdict(list)
    for name, permission in catalogue().items():
        module = name.partition(".")[0]
        is_active = module == "organisation" or module in actor.active_modules
        by_module[module].append(PermissionLine(permission, actor.can(name), is_active))
    known = manifests()
    order = sorted(by_module, key=lambda module: (module != "organisation", module not in actor.active_modules, module))
    return [
        PermissionGroup(
            module, known[module].label if module in known else "", known[module].icon if module in known else "landmark", by_module[module]
        )
        for module in order
    ]


def require_reading(actor: Actor) -> None:
    """Who makes or gives roles, anywhere, may read which there are and who holds them."""
    if not (actor.can(MANAGE_ROLES) or actor.can_somewhere(ASSIGN_ROLE)):
        raise PermissionRefused()
