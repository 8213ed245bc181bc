# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput
from ruche.modules.people.models import Profile
from ruche.modules.people.selectors import list_filter_groups


class PersonFilter(forms.Form):
    """What the directory is narrowed to. A group that is none of the list narrows nothing."""

    q = forms.CharField(label=_("Find somebody"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    group = forms.TypedChoiceField(
        label=_("Group"), required=False, coerce=UUID, empty_value=None, widget=forms.Select(attrs={"class": "r-input p-group"})
    )
    view = forms.ChoiceField(required=False, choices=[("", ""), ("table", "")], widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(str(node.group.pk), "\u2003" * node.depth + node.group.name) for node in list_filter_groups(actor)]
        self.fields["group"].choices = [("", _("All groups")), *groups]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """`search` and `group_id` for the selectors."""
        self.is_valid()
        return {"search": self.cleaned_data.get("q", ""), "group_id": self.cleaned_data.get("group")}

    @property
    def is_table(self) -> bool:
        return bool(self.cleaned_data.get("view"))

    def query(self, **changes: Any) -> str:
        """The query of the directory's address as narrowed now, some of it changed ("" drops it)."""
        shown = {name: self.cleaned_data.get(name) for name in self.fields}
        kept = {name: value for name, value in {**shown, **changes}.items() if value}
        return f"?{urlencode(kept)}"

    def cards_query(self) -> str:
        return self.query(view="")

    def table_query(self) -> str:
        return self.query(view="table")


class WordsField(forms.CharField):
    """Several words or phrases, with commas between them; the value is a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [word for word in super().clean(value).replace(";", ",").replace("\n", ",").split(",") if word.strip()]


class ProfileForm(forms.Form):
    """One's own profile. The service checks; its refusals come back to the fields."""

    title = forms.CharField(
        label=_("What you do here"), required=False, help_text=_("A function or a line: “Treasurer”, “Repairs radios”.")
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    email = forms.CharField(
        label=_("E-mail address to show"),
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
        help_text=_("Members see it; guests do not. The address you sign in with stays hidden."),
    )
    skills = WordsField(label=_("Skills"), required=False, help_text=_("What others can ask you about, separated by commas."))
    languages = WordsField(label=_("Languages"), required=False, help_text=_("Separated by commas."))
    text = forms.CharField(label=_("About you"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    @classmethod
    def of(cls, profile: Profile, data: Any = None) -> "ProfileForm":
        return cls(data, initial={name: getattr(profile, name) for name in cls.base_fields})

    def refuse(self, error: InvalidInput) -> None:
        """Put a service's refusal beside the fields it names."""
        for field, sentences in error.fields.items():
            self.add_error(field if field in self.fields else None, [str(one) for one in sentences])
