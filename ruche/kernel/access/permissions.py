# SPDX-License-Identifier: AGPL-3.0-or-later
"""Permissions as data. A name is `module.verb_noun`; an unknown one refuses the start and raises at run time."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.roles import Role


@dataclass(frozen=True)
class Permission:
    """What may be done, in the words of the role editor, and the least role that has it."""

    name: str
    label: Any
    default: Role = Role.MEMBER


class UnknownPermission(LookupError):
    """The code asked for a permission that no manifest declares: a programming error."""


ORGANISATION_PERMISSIONS = (
    Permission("organisation.update_organisation", _("Change name, address, colour and language"), Role.ADMIN),
    Permission("organisation.transfer_ownership", _("Give the organisation to somebody else"), Role.OWNER),
    Permission("organisation.manage_modules", _("Switch modules on and off"), Role.ADMIN),
    Permission("organisation.manage_members", _("Change roles, suspend and remove people"), Role.ADMIN),
    Permission("organisation.invite_member", _("Invite people and make join codes"), Role.MANAGER),
    Permission("organisation.manage_groups", _("Create and change groups"), Role.MANAGER),
    Permission("organisation.view_members", _("See who belongs to the organisation"), Role.GUEST),
)


@cache
def catalogue() -> dict[str, Permission]:
    """Every permission by its name: the kernel's and those of all manifests."""
    from ruche.kernel.modules.registry import manifests

    declared = [*ORGANISATION_PERMISSIONS, *(one for manifest in manifests().values() for one in manifest.permissions)]
    return {permission.name: permission for permission in declared}


@cache
def permissions_of(role: Role) -> frozenset[str]:
    """The names that a built-in role holds."""
    return frozenset(name for name, permission in catalogue().items() if role.includes(permission.default))
