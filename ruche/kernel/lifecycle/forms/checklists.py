# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.lifecycle.models import Checklist, ChecklistKind, ChecklistStep, Who
from ruche.kernel.lifecycle.selectors.checklists import RUN
from ruche.kernel.lifecycle.services.checklists import MOST_DAYS, MOST_STEPS, Step
from ruche.kernel.organisations.forms.fields import GroupField

_BLANK = 3
BEFORE, AFTER = "before", "after"


class StepForm(forms.Form):
    """One row of a checklist; an empty text is no step."""

    text = forms.CharField(
        label=_("What is to be done"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=MOST_DAYS, initial=0, required=False)
    side = forms.ChoiceField(label=_("Before or after"), choices=[(BEFORE, _("days before")), (AFTER, _("days after"))], initial=AFTER)
    who = forms.ChoiceField(label=_("Who ticks it"), choices=Who.choices, initial=Who.MANAGER)

    def step(self) -> Step | None:
        """For the services."""
        values = self.cleaned_data
        days = values["days"] or 0
        return Step(values["text"], -days if values["side"] == BEFORE else days, values["who"]) if values["text"].strip() else None


class ChecklistForm(forms.Form):
    """A checklist and its rows. Buttons `act` (add, up:2, down:2, remove:2) change the rows without saving."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("For people who are"), choices=ChecklistKind.choices, widget=forms.RadioSelect)
    is_default = forms.BooleanField(
        label=_("It starts by itself"),
        required=False,
        help_text=_("For everybody who arrives, or whose departure is planned. The one that did so before stops."),
    )

    def __init__(self, actor: Actor, data: Any = None, *, checklist: Checklist | None = None, steps: Sequence[ChecklistStep] = ()) -> None:
        super().__init__(data, initial=_initial(checklist))
        allowed = actor.groups_where(RUN)
        if checklist is None:
            self.fields["group_id"] = GroupField(actor, label=_("For whom"), none=_("Everybody"), permission=RUN)
            self.order_fields(["name", "kind", "group_id", "is_default"])
        else:
            del self.fields["kind"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=checklist.version)
        if allowed is not None or (checklist is not None and checklist.audience_group_id is not None):
            del self.fields["is_default"]
        self.rows = _rows_sent(data) if data is not None else _rows_of(steps)

    def is_valid(self) -> bool:
        """The form's own fields, and those of every row."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "steps": [step for row in self.rows if (step := row.step()) is not None]}

    def rearrange(self, act: str) -> None:
        """Do what a button of the rows says, with what is typed in them."""
        rows = [{name: row[name].value() for name in row.fields} for row in self.rows]
        verb, _colon, number = act.partition(":")
        place = int(number) if number.isdecimal() else -1
        if verb == "add" and len(rows) < MOST_STEPS:
            rows.append({})
        elif verb == "remove" and 0 <= place < len(rows):
            del rows[place]
        elif verb == "up" and 0 < place < len(rows):
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        elif verb == "down" and 0 <= place < len(rows) - 1:
            rows[place + 1], rows[place] = rows[place], rows[place + 1]
        self.rows = _fresh(rows)


def _initial(checklist: Checklist | None) -> dict[str, Any]:
    if checklist is None:
        return {"kind": ChecklistKind.ONBOARDING}
    return {"name": checklist.name, "is_default": checklist.is_default}


def _rows_sent(data: Mapping[str, Any]) -> list[StepForm]:
    count = data.get("rows", "")
    return [StepForm(data, prefix=f"step-{place}") for place in range(min(int(count) if count.isdecimal() else 0, MOST_STEPS))]


def _rows_of(steps: Sequence[ChecklistStep]) -> list[StepForm]:
    rows = [{"text": one.text, "days": abs(one.days), "side": BEFORE if one.days < 0 else AFTER, "who": one.who} for one in steps]
    return _fresh(rows or [{} for _row in range(_BLANK)])


def _fresh(rows: Sequence[Mapping[str, Any]]) -> list[StepForm]:
    kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return [StepForm(prefix=f"step-{place}", initial=row) for place, row in enumerate(kept)]
