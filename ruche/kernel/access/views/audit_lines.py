# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry of the audit in words: ids become names, and what changed stands beside what it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import list_names

ACTIONS: Mapping[str, Any] = {
    "create_role": _("Role made"),
    "update_role": _("Role changed"),
    "delete_role": _("Role deleted"),
    "give_role": _("Role given"),
    "change_assignment": _("End of a role changed"),
    "end_assignment": _("Role taken back"),
    "role_ended": _("Role over by its date"),
    "choose_audience": _("Audience chosen"),
    "rehome_audiences": _("Audiences moved to another group"),
    "change_role": _("Own role changed"),
    "suspend_member": _("Person suspended"),
    "reactivate_member": _("Person reactivated"),
    "remove_member": _("Person removed"),
    "leave_organisation": _("Person left"),
    "transfer_ownership": _("Organisation handed over"),
    "move_group": _("Group moved"),
    "delete_group": _("Group deleted"),
    "set_group_head": _("Head of a group named"),
}
FACTS: Mapping[str, Any] = {
    "name": _("Name"),
    "description": _("What it is for"),
    "permissions": _("Permissions"),
    "membership": _("Person"),
    "role": _("Role"),
    "scope": _("Where"),
    "group": _("Group"),
    "starts_at": _("From"),
    "ends_at": _("Until"),
    "see": _("See"),
    "comment": _("Comment"),
    "edit": _("Edit"),
    "join": _("Join"),
    "manage": _("Manage"),
    "status": _("Status"),
}
_SILENT = frozenset({"version", "source", "holders"})


@dataclass(frozen=True)
class Change:
    """One fact, before and after; either may be empty."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class AuditLine:
    entry: AuditEntry
    title: Any
    changes: list[Change]


def audit_lines(actor: Actor, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    """Three queries for a page, whatever it holds."""
    names = list_names(actor, _subjects(entries))
    return [AuditLine(entry, ACTIONS.get(entry.action, entry.action), _changes(entry, names)) for entry in entries]


def _changes(entry: AuditEntry, names: Mapping[str, str]) -> list[Change]:
    before, after = entry.before or {}, entry.after or {}
    keys = [key for key in {**before, **after} if key not in _SILENT]
    is_both = bool(before and after)
    shown = [key for key in keys if not is_both or before.get(key) != after.get(key) or key in ("membership", "role")]
    return [
        Change(FACTS.get(key, key), _write(before.get(key), after.get(key), names), _write(after.get(key), before.get(key), names))
        for key in shown
    ]


def _write(value: Any, other: Any, names: Mapping[str, str]) -> str:
    """Of a list, only what the other one has not."""
    if isinstance(value, list):
        mine = [one for one in value if not isinstance(other, list) or one not in other]
        return ", ".join(_word(one, names) for one in mine[:30])
    return "" if value is None or value == "" else _word(value, names)


def _word(value: Any, names: Mapping[str, str]) -> str:
    text = str(value)
    if text in names:
        return names[text]
    if text in catalogue():
        return str(catalogue()[text].label)
    return str(Role(text).label) if text in Role.values else text


def _subjects(entries: Iterable[AuditEntry]) -> set[UUID]:
    return {one for entry in entries for part in (entry.before, entry.after) if part for one in _ids(part.values())}


def _ids(values: Iterable[Any]) -> set[UUID]:
    found = set()
    for value in values:
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            try:
                found.add(UUID(value))
            except ValueError:
                continue
    return found
