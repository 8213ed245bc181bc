# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import MONTHS
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.ui.dates import write_day
from ruche.modules.people.models import PersonSkill
from ruche.modules.people.permissions import VIEW_BIRTHDAYS
from ruche.modules.people.selectors import list_filter_groups, list_skills

_SELECT = {"class": "r-input p-group"}


@dataclass(frozen=True)
class Chip:
    """A filter as it reads in the sentence, and the address without it."""

    label: Any
    value: Any
    without: str


def _choice(label: Any, coerce: Any = str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=coerce, empty_value=None, widget=forms.Select(attrs=_SELECT))


class PersonFilter(forms.Form):
    """What the directory is narrowed to. What is none of the choices narrows nothing."""

    q = forms.CharField(label=_("Find somebody"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    group = _choice(_("Group"), UUID)
    skill = _choice(_("Skill"), UUID)
    level = _choice(_("Level, at least"), int)
    day = forms.DateField(
        label=_("Available on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "r-input"})
    )
    role = _choice(_("Role"))
    birthday = _choice(_("Birthday in"), int)
    view = forms.ChoiceField(required=False, choices=[("", ""), ("table", "")], widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(str(one.id), "\u2003" * one.depth + one.name) for one in list_filter_groups(actor)]
        skills = [(str(one.id), one.name) for one in list_skills(actor)]
        self._choose("group", _("All groups"), groups)
        self._choose("skill", _("Any skill"), skills)
        self._choose("level", _("Any level"), [(str(value), label) for value, label in PersonSkill.Level.choices[1:]])
        self._choose("role", _("Any role"), Role.choices)
        self._choose("birthday", _("Any month"), [(str(month), name) for month, name in MONTHS.items()])
        if not actor.can(VIEW_BIRTHDAYS):
            del self.fields["birthday"]

    def values(self) -> dict[str, Any]:
        """What the selectors take."""
        self.is_valid()
        asked = self.cleaned_data
        return {
            "search": asked.get("q", ""),
            "group_id": asked.get("group"),
            "skill_id": asked.get("skill"),
            "level": asked.get("level") or 1,
            "day": asked.get("day"),
            "role": asked.get("role") or "",
            "birth_month": asked.get("birthday"),
        }

    @property
    def is_table(self) -> bool:
        return bool(self.cleaned_data.get("view"))

    @property
    def is_wide(self) -> bool:
        """Whether more than words and group narrows."""
        return any(self.cleaned_data.get(name) for name in ("skill", "level", "day", "role", "birthday"))

    def chips(self) -> list[Chip]:
        """The filters in force, as a sentence reads."""
        found = []
        for name in ("group", "skill", "level", "day", "role", "birthday"):
            value = self.cleaned_data.get(name)
            if value and name in self.fields:
                written = write_day(value) if name == "day" else self._label_of(name, value)
                found.append(Chip(self.fields[name].label, written, self.query(**{name: ""})))
        return found

    def query(self, **changes: Any) -> str:
        """The query of the directory's address as narrowed now, some of it changed ("" drops it)."""
        shown = {name: self.cleaned_data.get(name) for name in self.fields}
        kept = {name: value for name, value in {**shown, **changes}.items() if value}
        return f"?{urlencode(kept)}"

    def cards_query(self) -> str:
        return self.query(view="")

    def table_query(self) -> str:
        return self.query(view="table")

    def _choose(self, name: str, everything: Any, choices: Any) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def _label_of(self, name: str, value: Any) -> Any:
        choices: Any = self.fields[name].choices  # type: ignore[attr-defined]
        return next((str(label).strip() for key, label in choices if key == str(value)), value)
