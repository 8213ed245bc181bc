# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values of the audit in words: names for ids, labels for codes, units for numbers."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level
from ruche.kernel.access.permissions import catalogue
from ruche.kernel.access.roles import Role
from ruche.kernel.access.selectors.audit import Named
from ruche.kernel.access.views.audit_subjects import FACT_KINDS, GONE
from ruche.kernel.access.views.audit_words import POSTS, WAYS_OF_CONSENT
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.currencies import write_amount
from ruche.kernel.sign_in.facts import WAYS
from ruche.kernel.ui.dates import write_date, write_instant

_LEVELS = {level.name.lower(): level.label for level in Level}
_METHODS = dict(WAYS)
_UNITS: Mapping[str, Callable[[int], str]] = {
    "grace_days": lambda count: ngettext("%(count)s day", "%(count)s days", count),
    "session_hours": lambda count: ngettext("%(count)s hour", "%(count)s hours", count),
    "every_minutes": lambda count: ngettext("%(count)s minute", "%(count)s minutes", count),
}


def write_value(actor: Actor, kind: str, key: str, value: Any, other: Any, named: Mapping[UUID, Named]) -> str:
    """A fact about a row of `kind` (`app.model`). Of a list, only what the `other` one has not."""
    if isinstance(value, list):
        mine = [one for one in value if not isinstance(other, list) or one not in other]
        return ", ".join(_word(actor, kind, key, one, named) for one in mine[:30])
    return "" if value is None or value == "" else _word(actor, kind, key, value, named)


def _word(actor: Actor, kind: str, key: str, value: Any, named: Mapping[UUID, Named]) -> str:
    text = str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return _number(actor, key, value)
    if key.endswith(("_at", "_on", "_day")):
        with suppress(ValueError):
            return _moment(key, text)
    if key in FACT_KINDS:
        with suppress(ValueError):
            one = named.get(UUID(text))
            return one.name if one else str(GONE[FACT_KINDS[key]])
    return str(_label(kind, key, text))


def _number(actor: Actor, key: str, value: int) -> str:
    if key == "capital_minor":
        return write_amount(value, actor.organisation.currency)
    if key in ("most_leavers", "hue"):
        return f"{value} %" if key == "most_leavers" else f"{value}°"
    return _UNITS[key](value) % {"count": value} if key in _UNITS else str(value)


def _moment(key: str, text: str) -> str:
    if key.endswith("_at"):
        return write_instant(timezone.localtime(datetime.fromisoformat(text)))
    return write_date(date.fromisoformat(text))


def _label(kind: str, key: str, text: str) -> Any:
    """A code in the words of what it belongs to; what people wrote stays as it is."""
    if key in list(Act):
        return _LEVELS.get(text, text)
    if key in ("permissions", "scopes"):
        return catalogue()[text].label if text in catalogue() else text
    if key in ("field", "needs_approval"):
        return next((words[text] for words in _module_words() if text in words), text)
    if key in ("role", "roles"):
        return Role(text).label if text in Role.values else text
    if key == "methods":
        return _METHODS.get(text, text)
    chosen = {"post": POSTS, "way": WAYS_OF_CONSENT}.get(key) or _choices(kind, key)
    return chosen.get(text, text)


def _choices(kind: str, key: str) -> Mapping[str, Any]:
    """What the column of a model can hold, in its own words."""
    try:
        return dict(apps.get_model(kind)._meta.get_field(key).flatchoices)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return {}


def _module_words() -> list[Mapping[str, Any]]:
    return [resolve(name, one.audit_words) for name, one in manifests().items() if one.audit_words]
