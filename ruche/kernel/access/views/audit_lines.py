# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry of the audit in words: what it is about, and what changed beside what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.selectors import list_named
from ruche.kernel.access.selectors.audit import Named
from ruche.kernel.access.views.audit_subjects import Subject, subject_of, wanted_by
from ruche.kernel.access.views.audit_values import write_value
from ruche.kernel.access.views.audit_words import ACTIONS, FACTS, SILENT

_ORDER = {name: place for place, name in enumerate(FACTS)}


@dataclass(frozen=True)
class Change:
    """One fact, before and after; either may be empty."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class AuditLine:
    """`token`: the name of the token that acted, if one did. `address`: empty for what happened on the machine itself."""

    entry: AuditEntry
    title: Any
    subject: Subject | None
    changes: list[Change]
    token: str = ""
    address: str = ""


def audit_lines(actor: Actor, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    """One query for each kind of thing that is named, whatever a page holds."""
    named = list_named(actor, wanted_by(entries))
    return [_line(actor, entry, named) for entry in entries]


def _line(actor: Actor, entry: AuditEntry, named: Mapping[UUID, Named]) -> AuditLine:
    title, subject = ACTIONS.get(entry.action, entry.action), subject_of(actor, entry, named)
    token = entry.via.removeprefix("token:") if entry.via.startswith("token:") else ""
    return AuditLine(entry, title, subject, _changes(actor, entry, named), token, _far_address(entry.address))


def _changes(actor: Actor, entry: AuditEntry, named: Mapping[UUID, Named]) -> list[Change]:
    before, after = entry.before or {}, entry.after or {}
    keys = sorted((key for key in {**before, **after} if key not in SILENT), key=lambda key: _ORDER.get(key, len(_ORDER)))
    is_both = bool(before and after)
    shown = [key for key in keys if not is_both or before.get(key) != after.get(key) or key in ("membership", "membership_id", "role")]

    def change(key: str) -> Change:
        was, now = before.get(key), after.get(key)
        written = [write_value(actor, entry.subject_kind, key, *pair, named) for pair in ((was, now), (now, was))]
        return Change(FACTS.get(key, key), *written)

    return [one for one in map(change, shown) if one.before or one.after]


def _far_address(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return "" if found.is_loopback or found.is_unspecified else address
