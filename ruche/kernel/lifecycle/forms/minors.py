# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.forms.fields import GroupField, roles_up_to

_GUARDIAN_HELP = _("Asked under 15 only. Somebody with parental authority answers by a link, and needs no account.")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _guardian() -> forms.EmailField:
    attributes = {"autocomplete": "off", "autocapitalize": "none"}
    return forms.EmailField(
        label=_("A parent’s e-mail address"),
        max_length=254,
        required=False,
        help_text=_GUARDIAN_HELP,
        widget=forms.EmailInput(attrs=attributes),
    )


class MinorInviteForm(forms.Form):
    """Somebody under 18, and whom to ask."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Their e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"})
    )
    born_on = _day(_("Date of birth"), _("Kept until they are 18, and seen only by who answers for minors."))
    guardian_email = _guardian()

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in roles_up_to(actor.role) if choice[0] not in (Role.OWNER, Role.ADMIN)]
        self.fields["role"] = forms.TypedChoiceField(label=_("Role"), choices=choices, coerce=Role, initial=Role.MEMBER)
        self.fields["group_id"] = GroupField(actor, label=_("Group"), none=_("No group"), permission="organisation.invite_member")


class DeclarationForm(forms.Form):
    """How old somebody is who is here already."""

    born_on = _day(_("Date of birth"), _("Kept until they are 18, and seen only by who answers for minors."))
    guardian_email = _guardian()


class LetterForm(forms.Form):
    guardian_email = forms.EmailField(label=_("A parent’s e-mail address"), max_length=254)


class PaperForm(forms.Form):
    """A consent that a parent signed by hand."""

    name = forms.CharField(label=_("Who signed"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    signed_on = _day(_("When"))
    note = forms.CharField(
        label=_("Where the paper is kept"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class GuardianForm(forms.Form):
    """A parent signs."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    authority = forms.BooleanField(label=_("I hold parental authority over this child"), required=False)
