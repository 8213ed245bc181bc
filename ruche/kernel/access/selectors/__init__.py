# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every read about roles, who holds them and what was changed."""

from ruche.kernel.access.selectors.audit import list_audit, list_named
from ruche.kernel.access.selectors.explaining import Because, Why, explain_rights, list_lacking
from ruche.kernel.access.selectors.holders import Holder, count_holders, who_has
from ruche.kernel.access.selectors.people import get_person
from ruche.kernel.access.selectors.permissions import PermissionGroup, PermissionLine, list_permissions
from ruche.kernel.access.selectors.roles import RoleLine, get_assignment, get_role, list_assignments, list_roles

__all__ = [
    "Because",
    "Holder",
    "PermissionGroup",
    "PermissionLine",
    "RoleLine",
    "Why",
    "count_holders",
    "explain_rights",
    "get_assignment",
    "get_person",
    "get_role",
    "list_assignments",
    "list_audit",
    "list_lacking",
    "list_named",
    "list_permissions",
    "list_roles",
    "who_has",
]
