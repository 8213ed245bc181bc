# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ruche.kernel.organisations.currencies import CURRENCIES
from ruche.kernel.organisations.forms.fields import ColourField, NameField, SlugField, TimeZoneField
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.organisations.services import free_slug
from ruche.kernel.users.models import User


class CreateForm(forms.Form):
    """The first run: `modules` are the names that were left on."""

    name = NameField(_("Name"))
    kind = forms.ChoiceField(label=_("You are"), choices=Organisation.Kind.choices, widget=forms.RadioSelect)
    slug = SlugField(required=False, help_text=_("Its pages will be at /o/this-word/. Letters without accents, digits and hyphens."))
    colour = ColourField(_("Colour"))
    modules = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, modules: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choices = [(name, name) for name in modules]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("name", ""))


class GeneralForm(forms.Form):
    name = NameField(_("Name"))
    slug = SlugField(help_text=_("Former addresses keep leading here, and nobody else can ever take them."))
    colour = ColourField(_("Colour"))
    second_colour = ColourField(_("Second colour"), worn_as="--org-second", none=pgettext_lazy("colour", "None"))
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages its people work in"), choices=User.Language.choices, widget=forms.CheckboxSelectMultiple
    )
    time_zone = TimeZoneField()
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    date_format = forms.ChoiceField(label=_("Dates"), choices=Organisation.DateFormat.choices)
    week_start = forms.TypedChoiceField(label=_("The week begins on"), choices=Organisation.WeekStart.choices, coerce=int)

    @classmethod
    def of(cls, organisation: Organisation, data: Any = None) -> "GeneralForm":
        return cls(data, initial={name: getattr(organisation, name) for name in cls.base_fields})
