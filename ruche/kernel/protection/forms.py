# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.organisations.models import Organisation
from ruche.kernel.protection.services.suspension import MAX_REASON


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The people of the organisation read it when they come, and its owners in a letter."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    until = forms.DateTimeField(
        label=_("Until"),
        help_text=_("In the time zone %(zone)s. Without it, until you open the organisation again."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = self.fields["until"]
        until.help_text = until.help_text % {"zone": timezone.get_current_timezone_name()}  # the reader's own

    @classmethod
    def of(cls, organisation: Organisation, data: Any = None) -> "SuspensionForm":
        """With what holds now, for whoever wants to change it."""
        return cls(data, initial={"reason": organisation.suspended_reason, "until": organisation.suspended_until})
