# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roles that an organisation makes for itself."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.errors import RoleInUse
from ruche.kernel.access.models import CustomRole, CustomRolePermission, RoleAssignment
from ruche.kernel.access.permissions import MANAGE_ROLES, catalogue
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.services.giving import require_giving
from ruche.kernel.errors import InvalidInput, NotFound, Stale
from ruche.kernel.lifecycle.minority import refuse_dangerous
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.text import fold, is_blank, one_line

MOST_ROLES = 200


def create_role(actor: Actor, *, name: str, description: str = "", permissions: Collection[str] = ()) -> CustomRole:
    """Make a role of rights that the actor holds. Raises PermissionRefused, GivesMoreThanHas, InvalidInput."""
    actor.require(MANAGE_ROLES)
    with transaction.atomic():
        actor = lock_members(actor)
        names = _declared(permissions)
        require_giving(actor, names, scope=None, ends_at=None, is_definition=True)
        if CustomRole.objects.filter(deleted_at=None).count() >= MOST_ROLES:
            raise InvalidInput(_("An organisation has at most %(most)s roles.") % {"most": MOST_ROLES}, code="too_many")
        clean = _free_name(name, None)
        role: CustomRole = CustomRole.objects.create(name=clean, name_key=fold(clean)[:60], description=_described(description))
        _put(role, names)
        record_audit(actor, "create_role", role, after=role_data(role, names))
        announce("access.role_changed", actor.organisation_id, role_id=role.pk)
    return role


def update_role(
    actor: Actor, *, role_id: UUID, version: int, name: str, description: str = "", permissions: Collection[str] = ()
) -> CustomRole:
    """Change what a role is, for all who hold it. The actor must hold what it gave before and what it gives from now on.

    Raises NotFound, Stale, PermissionRefused, GivesMoreThanHas, InvalidInput.
    """
    actor.require(MANAGE_ROLES)
    with transaction.atomic():
        actor = lock_members(actor)
        role, before = _found(role_id)
        names = _declared(permissions, kept=before)
        if role.version != version:
            yours = {"name": name, "description": description, "permissions": sorted(names), "version": version}
            raise Stale(yours=yours, theirs=role_data(role, before))
        require_giving(actor, before | names, scope=None, ends_at=None, is_definition=True)
        refuse_dangerous(_holders_everywhere(role), names - before, field="permissions")
        was = role_data(role, before)
        role.name = _free_name(name, role)
        role.name_key, role.description = fold(role.name)[:60], _described(description)
        role.version += 1
        role.save()
        CustomRolePermission.objects.filter(role=role).exclude(permission__in=names).delete()
        _put(role, names - before)
        record_audit(actor, "update_role", role, before=was, after=role_data(role, names))
        _tell(actor, role)
    return role


def delete_role(actor: Actor, *, role_id: UUID, ends_assignments: bool = False) -> None:
    """Take a role out of use. Raises RoleInUse while people hold it, unless what they hold is to end with it."""
    actor.require(MANAGE_ROLES)
    with transaction.atomic():
        actor = lock_members(actor)
        role, before = _found(role_id)
        require_giving(actor, before, scope=None, ends_at=None, is_definition=True)
        held = RoleAssignment.objects.filter(role=role, ended_at=None)
        if not ends_assignments and held.exists():
            raise RoleInUse()
        now = timezone.now()
        holders = sorted(str(pk) for pk in held.values_list("membership_id", flat=True))
        role.deleted_at, role.version = now, role.version + 1
        role.save(update_fields=["deleted_at", "version", "updated_at"])
        record_audit(actor, "delete_role", role, before={**role_data(role, before), "holders": holders[:1000]})
        _tell(actor, role)
        held.update(ended_at=now, ended_by=actor.membership)


def role_data(role: CustomRole, permissions: Collection[str]) -> dict[str, Any]:
    """A role as the audit and a conflict show it."""
    return {"name": role.name, "description": role.description, "permissions": sorted(permissions), "version": role.version}


def _found(role_id: UUID) -> tuple[CustomRole, frozenset[str]]:
    role: CustomRole | None = CustomRole.objects.filter(pk=role_id, deleted_at=None).first()
    if role is None:
        raise NotFound()
    return role, frozenset(CustomRolePermission.objects.filter(role=role).values_list("permission", flat=True))


def _declared(permissions: Collection[str], kept: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names of the catalogue, and those of modules that are gone which the role had before: they wait for their module."""
    names, gone = frozenset(permissions), kept - catalogue().keys()
    if unknown := names - catalogue().keys() - gone:
        raise InvalidInput.on("permissions", _("These permissions do not exist: %(names)s.") % {"names": ", ".join(sorted(unknown)[:5])})
    return names | gone


def _free_name(name: str, role: CustomRole | None) -> str:
    clean = one_line(name)
    if is_blank(clean) or len(clean) > 60 or not fold(clean):
        raise InvalidInput.on("name", _("Give the role a name of at most 60 characters."))
    others = CustomRole.objects.filter(deleted_at=None, name_key=fold(clean)[:60])
    if (others.exclude(pk=role.pk) if role else others).exists():
        raise InvalidInput.on("name", _("Another role has this name already."), code="name_taken")
    return clean


def _described(text: str) -> str:
    clean = one_line(text)
    if len(clean) > 300:
        raise InvalidInput.on("description", _("Say it in at most 300 characters."))
    return clean


def _put(role: CustomRole, names: Collection[str]) -> None:
    CustomRolePermission.objects.bulk_create(CustomRolePermission(role=role, permission=name) for name in sorted(names))


def _holders_everywhere(role: CustomRole) -> list[UUID]:
    return list(RoleAssignment.objects.filter(role=role, scope=None, ended_at=None).values_list("membership_id", flat=True))


def _tell(actor: Actor, role: CustomRole) -> None:
    holders = RoleAssignment.objects.filter(role=role, ended_at=None).values_list("membership_id", flat=True)
    touch_rights(actor.organisation_id, membership_ids=set(holders))
    announce("access.role_changed", actor.organisation_id, role_id=role.pk)
