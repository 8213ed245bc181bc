# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups, one at a time. They change under the organisation's lock, so that two changes cannot make a circle."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.errors import InvalidInput, NotFound, Stale
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.services.group_locks import lock_for_groups
from ruche.kernel.organisations.services.group_names import save_named
from ruche.kernel.organisations.services.group_tree import depth_of, height_of, is_inside, note_place, plant, replant
from ruche.kernel.security.text import clean_text

MAX_DEPTH = 8
HUES = range(1, 10)
# What whoever heads a group may change about it; the rest is for who manages the group around it: a kind and dates decide
# whether its heads have rights at all.
_OWN = ("name", "description", "hue")


def create_group(
    actor: Actor, *, name: str, kind: str = Group.Kind.TEAM, parent_id: UUID | None = None, external_id: str = "", **details: Any
) -> Group:
    """A group at the top or inside another. `details`: description, hue, starts_on, ends_on.

    Raises PermissionRefused, InvalidInput (name taken beside it, too deep), NotFound (parent).
    """
    with transaction.atomic():
        actor = lock_for_groups(actor)
        parent = find_group(parent_id)
        actor.require("organisation.manage_groups", parent)
        check_depth(depth_of(parent_id) + 1)
        group = Group(kind=_check_kind(kind), parent=parent, external_id=external_id[:200])
        _take(group, details)
        save_named(group, name)
        plant(group)
        note_place(actor, group)
        tell_of(group)
    return group


def update_group(
    actor: Actor, *, group_id: UUID, name: str, kind: str, parent_id: UUID | None, version: int | None = None, **details: Any
) -> Group:
    """Change what a group is: its name, its kind, its place, its details (as create_group; those not named stay).

    Raises as create_group, InvalidInput on a circle, Stale when `version` is not the group's.
    """
    with transaction.atomic():
        actor = lock_for_groups(actor)
        group = get_group(group_id)
        actor.require("organisation.manage_groups", group)
        yours = {"name": name, "kind": kind, "parent_id": parent_id, **details}
        check_version(group, version, yours)
        before = group_data(group)
        changed = {field for field, value in yours.items() if getattr(group, field) != value}
        if changed - set(_OWN):
            actor.require("organisation.manage_groups", group.parent)
        group.kind = _check_kind(kind)
        _take(group, details)
        if parent_id != group.parent_id:
            place(actor, group, find_group(parent_id))
        finish(actor, group, name, before)
    return group


def place(actor: Actor, group: Group, parent: Group | None) -> None:
    """Give a group another parent, which the actor must manage too. The caller saves it and tells. Raises InvalidInput."""
    actor.require("organisation.manage_groups", group.parent)
    actor.require("organisation.manage_groups", parent)
    if parent is not None and is_inside(parent.pk, group.pk):
        raise InvalidInput.on("parent_id", _("A group cannot be inside itself."), code="circle")
    check_depth((depth_of(parent.pk) if parent else 0) + height_of(group.pk))
    group.parent = parent
    replant(group)


def finish(actor: Actor, group: Group, name: str, before: dict[str, Any]) -> None:
    """Save what was changed, note it and tell; nothing when it is as before."""
    save_named(group, name)
    if group_data(group) == before:
        return
    group.version += 1
    group.save(update_fields=["version", "updated_at"])
    after = group_data(group)
    note_place(actor, group)
    record_audit(actor, "update_group", group, before=before, after=after)
    if after["parent_id"] != before["parent_id"]:
        ids = {"from_id": before["parent_id"] or "", "to_id": after["parent_id"] or ""}
        announce("organisations.group_moved", group.organisation_id, group_id=group.pk, **ids)
    tell_of(group)


def get_group(group_id: UUID, *, is_deleted: bool = False) -> Group:
    """A group of the organisation of the context. Raises NotFound."""
    rows = Group.objects.select_related("parent")
    group: Group | None = rows.filter(pk=group_id, deleted_at__isnull=not is_deleted).first()
    if group is None:
        raise NotFound()
    return group


def find_group(group_id: UUID | None) -> Group | None:
    """None for none; a group that is named must exist. Raises NotFound."""
    return get_group(group_id) if group_id else None


def check_version(group: Group, version: int | None, yours: dict[str, Any]) -> None:
    """Raise Stale, with both, when somebody changed the group since it was read. Without a version nobody asks."""
    if version is not None and version != group.version:
        sent = {name: str(value) if isinstance(value, UUID | date) else value for name, value in yours.items()}
        raise Stale(yours={**sent, "version": version}, theirs=group_data(group))


def check_depth(levels: int) -> None:
    """Raises InvalidInput (too_deep)."""
    if levels > MAX_DEPTH:
        raise InvalidInput.on("parent_id", _("Groups nest at most %(most)s levels deep.") % {"most": MAX_DEPTH}, code="too_deep")


def group_data(group: Group) -> dict[str, Any]:
    """A group as the audit keeps it and a refusal shows it."""
    return {
        "name": group.name,
        "kind": group.kind,
        "parent_id": str(group.parent_id) if group.parent_id else None,
        "description": group.description,
        "hue": group.hue,
        "starts_on": group.starts_on.isoformat() if group.starts_on else None,
        "ends_on": group.ends_on.isoformat() if group.ends_on else None,
        "version": group.version,
    }


def tell_of(group: Group) -> None:
    """The tree changed, and with it anybody's rights."""
    announce("organisations.group_changed", group.organisation_id, group_id=group.pk)
    touch_rights(group.organisation_id, membership_ids=None)


def _take(group: Group, details: dict[str, Any]) -> None:
    for field, value in details.items():
        if field not in ("description", "hue", "starts_on", "ends_on"):
            raise TypeError(f"a group has no {field}")
        setattr(group, field, clean_text(value, field=field, max_length=500) if field == "description" else value)
    if group.hue is not None and group.hue not in HUES:
        raise InvalidInput.on("hue", _("Choose one of the colours."))
    if group.starts_on and group.ends_on and group.ends_on < group.starts_on:
        raise InvalidInput.on("ends_on", _("The last day is before the first."), code="dates")


def _check_kind(kind: str) -> str:
    if kind not in Group.Kind.values:
        raise InvalidInput.on("kind", _("Choose one of the kinds."))
    return kind
