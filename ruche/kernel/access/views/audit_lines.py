# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry of the audit in words: ids become names, and what changed stands beside what it was."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors import list_names
from ruche.kernel.access.views.audit_words import ACTIONS, FACTS
from ruche.kernel.ui.dates import write_instant

_ORDER = {name: place for place, name in enumerate(FACTS)}
_LEVELS = {level.name.lower(): level.label for level in Level}
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
    keys = sorted((key for key in {**before, **after} if key not in _SILENT), key=lambda key: _ORDER.get(key, len(_ORDER)))
    is_both = bool(before and after)
    shown = [key for key in keys if not is_both or before.get(key) != after.get(key) or key in ("membership", "role")]
    return [_change(key, before.get(key), after.get(key), names) for key in shown]


def _change(key: str, before: Any, after: Any, names: Mapping[str, str]) -> Change:
    return Change(FACTS.get(key, key), _write(key, before, after, names), _write(key, after, before, names))


def _write(key: str, value: Any, other: Any, names: Mapping[str, str]) -> str:
    """Of a list, only what the other one has not."""
    if isinstance(value, list):
        mine = [one for one in value if not isinstance(other, list) or one not in other]
        return ", ".join(_word(key, one, names) for one in mine[:30])
    return "" if value is None or value == "" else _word(key, value, names)


def _word(key: str, value: Any, names: Mapping[str, str]) -> str:
    text = str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if key.endswith("_at"):
        with suppress(ValueError):
            return write_instant(timezone.localtime(datetime.fromisoformat(text)))
    if key in list(Act):
        return str(_LEVELS.get(text, text))
    if text in catalogue():
        return str(catalogue()[text].label)
    return names.get(text) or (str(Role(text).label) if text in Role.values else text)


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
