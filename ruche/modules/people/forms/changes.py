# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.modules.people.selectors import FIELD_LABELS, fields_to_approve


class ProfileRulesForm(forms.Form):
    """Which fields need approval."""

    needs_approval = forms.MultipleChoiceField(
        label=_("Fields that change only when somebody in charge approves"),
        required=False,
        choices=list(FIELD_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In charge is the head of the person’s group, or whoever may approve everywhere. The other fields change at once."),
    )

    @classmethod
    def now(cls, data: Any = None) -> "ProfileRulesForm":
        return cls(data, initial={"needs_approval": sorted(fields_to_approve())})
