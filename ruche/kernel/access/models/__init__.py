# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles and who holds them; the audience of an object; what was changed and by whom."""

from ruche.kernel.access.models.audiences import AudienceModel
from ruche.kernel.access.models.audit import AuditEntry, InstanceAudit
from ruche.kernel.access.models.roles import CustomRole, CustomRolePermission, RoleAssignment

__all__ = ["AudienceModel", "AuditEntry", "CustomRole", "CustomRolePermission", "InstanceAudit", "RoleAssignment"]
