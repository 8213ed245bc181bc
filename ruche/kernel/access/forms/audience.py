# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one field that chooses an audience. What it lets through, choose_audience() checks again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audience_rules import Act, Level, audience_rules
from ruche.kernel.access.models import AudienceModel
from ruche.kernel.organisations.selectors import list_groups

WORDS = {
    Act.SEE: _("See"),
    Act.COMMENT: _("Comment"),
    Act.EDIT: _("Edit"),
    Act.JOIN: _("Join"),
    Act.MANAGE: _("Manage, and choose who sees it"),
}


@dataclass(frozen=True)
class AudienceChoice:
    """For choose_audience(actor, obj, levels=…, group_id=…)."""

    levels: Mapping[Act, Level]
    group_id: UUID | None

    @classmethod
    def of(cls, obj: AudienceModel) -> "AudienceChoice":
        return cls({act: obj.level(act) for act in Act}, obj.audience_group_id)


class AudienceWidget(forms.Widget):
    """Drawn by {% audience_field %}; here only what was sent."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str] | None:
        sent = {key: data.get(f"{name}_{key}", "") for key in (*Act, "group")}
        return sent if any(sent.values()) else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return self.value_from_datadict(data, files, name) is None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        raise NotImplementedError("an audience is drawn by {% audience_field %}")


class AudienceField(forms.Field):
    """`AudienceField("people.position", actor, initial=AudienceChoice.of(position))`; the value is an AudienceChoice.

    The groups to choose from are those one belongs to or answers for.
    """

    widget = AudienceWidget

    def __init__(self, kind: str, actor: Actor, **options: Any) -> None:
        self.rule = audience_rules()[kind]
        self.acts = self.rule.acts
        self.levels = tuple(Level)
        self.groups = _groups(actor, self.rule.permissions_for(Act.MANAGE))
        super().__init__(**{"label": _("Who sees it"), "required": False, **options})

    def word(self, act: Act) -> Any:
        return self.rule.words.get(act, WORDS[act])

    def prepare_value(self, value: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        if isinstance(value, AudienceChoice):
            levels = {act.value: str(level.value) for act, level in value.levels.items()}
            return {**levels, "group": str(value.group_id or "")}
        return {act.value: str(self.rule.default(act).value) for act in Act} | {"group": ""}

    def clean(self, value: Any) -> AudienceChoice | None:
        if value is None:
            return None
        see = _level(value["see"])
        levels: dict[Act, Level] = {act: min(_level(value[act]), see) if value[act] else see for act in self.acts if act != Act.SEE}
        levels[Act.SEE] = see
        group_id = _group_id(value["group"])
        if Level.GROUP in levels.values() and group_id is None:
            raise ValidationError(_("Choose the group."))
        return AudienceChoice(levels, group_id)


def _level(text: str) -> Level:
    try:
        return Level(int(text))
    except ValueError:
        raise ValidationError(_("Choose who sees it.")) from None


def _group_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ValidationError(_("Choose the group.")) from None


def _groups(actor: Actor, permissions: frozenset[str]) -> list[tuple[str, str]]:
    open_to: set[UUID] | None = set(actor.rights.circles)
    for permission in permissions:
        managed = actor.groups_where(permission)
        open_to = None if managed is None or open_to is None else open_to | managed
    nodes = [node for node in list_groups(actor) if open_to is None or node.group.pk in open_to]
    return [(str(node.group.pk), "\u2003" * node.depth + node.group.name) for node in nodes]
