# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.lifecycle.models import Checklist
from ruche.kernel.lifecycle.owned import Owned
from ruche.kernel.organisations.models import Membership


class HeirField(forms.UUIDField):
    """Who receives what is owned of one kind. `chosen`: shown without a search."""

    def __init__(self, owned: Owned, chosen: Membership | None) -> None:
        super().__init__(required=False, initial=chosen.pk if chosen else None)
        self.owned, self.chosen = owned, chosen


class HeirsForm(forms.Form):
    """An heir for each kind of what somebody owns, in fields `heir_<kind>`; nobody: it stays without an owner."""

    def __init__(self, owned: Iterable[Owned], heirs: Mapping[str, Membership], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self._kinds = {f"heir_{one.kind}": one.kind for one in owned}
        for one in owned:
            self.fields[f"heir_{one.kind}"] = HeirField(one, heirs.get(one.kind))

    @property
    def heir_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._kinds]

    @property
    def heirs(self) -> dict[str, UUID]:
        return {kind: self.cleaned_data[name] for name, kind in self._kinds.items() if self.cleaned_data.get(name)}


class DepartureForm(HeirsForm):
    """The last day, and who receives what."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("At its end, in the organisation’s time zone, they are no longer here."),
    )


class RunForm(forms.Form):
    """Which checklist to start for somebody, and from which day its steps count."""

    checklist_id = forms.TypedChoiceField(label=_("Checklist"), coerce=UUID)
    day = forms.DateField(
        label=_("First or last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Without it, the day they came or go."),
    )

    def __init__(self, checklists: Sequence[Checklist], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklist_id"].choices = [(str(one.pk), one.name) for one in checklists]  # type: ignore[attr-defined]
