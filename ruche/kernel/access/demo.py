# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from uuid import UUID

from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services import create_role, give_role
from ruche.kernel.access.wall_time import WallTime
from ruche.kernel.demo.context import DemoContext

TREASURY = ("organisation.update_organisation", "organisation.view_audit", "organisation.reassign_work", "people.export_people")

ROLES = {
    "sarcelle": ("Trésorerie", "Tient les comptes et les papiers de l’association.", "jean-baptiste"),
    "atlas": ("Accounts", "Keeps the books and the firm’s papers.", "fiona"),
}


def create(context: DemoContext) -> None:
    """A role of its own; in the association one person holds it for good, another while the first one is away."""
    if context.key not in ROLES:
        return
    name, description, holder = ROLES[context.key]
    permissions = [name for name in TREASURY if name in catalogue()]
    role = create_role(context.owner, name=name, description=description, permissions=permissions)
    _give(context, holder, RoleRef(role.pk))
    if context.key != "sarcelle":
        return
    back = (context.now + timedelta(days=60)).strftime("%Y-%m-%dT18:00")
    ends = WallTime(back, context.organisation.time_zone)
    _give(context, "florence", RoleRef(role.pk), ends=ends, reason="Pendant l’absence de Jean-Baptiste")
    group = next(one.group_id for one in context.actors["sofia"].membership.group_memberships.filter(group__name="Vie associative"))
    _give(context, "vinh", RoleRef(builtin="manager"), scope_id=group, reason="Aide Sofia pour la fête")


def _give(
    context: DemoContext, key: str, role: RoleRef, *, scope_id: UUID | None = None, ends: WallTime | None = None, reason: str = ""
) -> None:
    member = context.actors[key].membership
    give_role(context.owner, membership_id=member.pk, role=role, scope_id=scope_id, ends=ends, reason=reason)
