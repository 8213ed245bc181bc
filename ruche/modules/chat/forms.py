# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms ask; the services decide. Their refusals come back to the field by `refuse`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput
from ruche.modules.chat.models import Channel

KINDS = [
    (Channel.Kind.OPEN, _("Open: everybody in the organisation can find it and join")),
    (Channel.Kind.PRIVATE, _("Private: only the people who are added")),
    (Channel.Kind.ANNOUNCEMENT, _("Announcements: everybody reads, a few people write")),
]


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off"})


class ChannelDetailsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, widget=_line(), help_text=_("Short and exact, 80 characters at most."))
    topic = forms.CharField(label=_("Topic"), max_length=250, required=False, widget=_line(), help_text=_("What people talk about here."))

    def refuse(self, error: InvalidInput) -> None:
        """Put a service's refusal beside the field it names."""
        for field, sentences in error.fields.items():
            self.add_error(field if field in self.fields else None, [str(one) for one in sentences])


class ChannelForm(ChannelDetailsForm):
    kind = forms.ChoiceField(label=_("Who can read it"), widget=forms.RadioSelect, initial=Channel.Kind.OPEN)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        """`kinds`: those that this person may create."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, label) for kind, label in KINDS if kind in kinds]  # type: ignore[attr-defined]
