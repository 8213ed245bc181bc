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
HISTORIES = [
    ("whole", _("Everything that was said before they came")),
    ("joining", _("Only what is said from then on")),
]


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})


class ChannelNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, widget=_line(), help_text=_("Short and exact, 80 characters at most."))

    def refuse(self, error: InvalidInput) -> None:
        """Put a service's refusal beside the field it names."""
        for field, sentences in error.fields.items():
            asked = {"is_history_whole": "history"}.get(field, field)
            self.add_error(asked if asked in self.fields else None, [str(one) for one in sentences])


class ChannelDetailsForm(ChannelNameForm):
    """`history` is asked for where it can be limited: in channels that only the people in them read."""

    topic = forms.CharField(label=_("Topic"), max_length=250, required=False, widget=_line(), help_text=_("What people talk about here."))
    history = forms.ChoiceField(
        label=_("What people see who come in later"),
        choices=HISTORIES,
        widget=forms.RadioSelect,
        initial="whole",
        required=False,
        help_text=_("It holds for those who come in from now on; nobody gains or loses what they can read today."),
    )

    @property
    def settings(self) -> dict[str, Any]:
        """What the services take."""
        asked = dict(self.cleaned_data)
        history = asked.pop("history", "")
        return asked | ({"is_history_whole": history != "joining"} if history else {})


class ChannelUpdateForm(ChannelDetailsForm):
    """`version`: the settings that the page showed."""

    version = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, channel: Channel, data: Any = None) -> None:
        history = "whole" if channel.is_history_whole else "joining"
        super().__init__(data, initial={"name": channel.name, "topic": channel.topic, "history": history, "version": channel.version})
        if channel.is_listed:
            del self.fields["history"]

    @property
    def settings(self) -> dict[str, Any]:
        asked = super().settings
        return asked | {"version": asked["version"] or None}

    def renew(self, channel: Channel) -> None:
        """Save over what the channel says now, the next time."""
        self.data = {**dict(self.data.items()), "version": channel.version}


class ChannelForm(ChannelDetailsForm):
    kind = forms.ChoiceField(label=_("Who can read it"), widget=forms.RadioSelect, initial=Channel.Kind.OPEN)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        """`kinds`: those that this person may create."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, label) for kind, label in KINDS if kind in kinds]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autofocus"] = True

    @property
    def settings(self) -> dict[str, Any]:
        """The question of the history is put for private channels alone; elsewhere its answer is not looked at."""
        asked = super().settings
        return asked if asked["kind"] == Channel.Kind.PRIVATE else asked | {"is_history_whole": True}
