# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ruche.kernel.errors import DomainError
from ruche.kernel.sign_in.facts import WAYS
from ruche.kernel.sign_in.models import SignInPolicy
from ruche.kernel.users.forms import EmailField, PasswordField

_HOURS = (("", _("As long as the session lasts")), (8, _("8 hours")), (12, _("12 hours")), (24, _("1 day")), (168, _("7 days")))


class RefusedForm(forms.Form):
    """Services check; `refuse` puts what they say beside the field that it concerns."""

    def refuse(self, refusal: DomainError) -> None:
        named = {name: sentences for name, sentences in refusal.fields.items() if name in self.fields}
        field = getattr(refusal, "field", None)
        for name, sentences in named.items():
            for sentence in sentences:
                self.add_error(name, sentence)
        if not named:
            self.add_error(field if field in self.fields else None, refusal.message)


class CodeForm(RefusedForm):
    """A code of the telephone, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}),
    )


class PasskeyNameForm(RefusedForm):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("So that you recognise it: “Nora’s telephone”, “Blue key”."))


class PasswordForm(RefusedForm):
    """The password of somebody who is signed in."""

    password = PasswordField(_("Password"), is_new=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True


class NewAddressForm(RefusedForm):
    email = EmailField()


class AddressCodesForm(RefusedForm):
    old_code = forms.CharField(label=_("Code in the letter to your present address"), max_length=20)
    new_code = forms.CharField(label=_("Code in the letter to your new address"), max_length=20)


class PolicyForm(RefusedForm):
    second_factor = forms.ChoiceField(
        label=_("Second factor"), choices=SignInPolicy.SecondFactor.choices, widget=forms.RadioSelect, initial="optional"
    )
    roles = forms.MultipleChoiceField(
        label=_("Also required from"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Whoever holds one of these roles.")
    )
    grace_days = forms.TypedChoiceField(
        label=_("Time to set it up"),
        coerce=int,
        choices=[(0, _("None: at once"))] + [(days, ngettext_lazy("%d day", "%d days", days) % days) for days in (1, 7, 14, 30)],
        initial=14,
        help_text=_("It runs from the day of the rule, and from their first day for those who join or get such a role later."),
    )
    session_hours = forms.TypedChoiceField(label=_("Ask again after"), coerce=int, empty_value=None, required=False, choices=_HOURS)
    methods = forms.MultipleChoiceField(label=_("Accepted ways to sign in"), choices=WAYS, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
