# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.forms.fields import GroupField, roles_up_to
from ruche.kernel.organisations.services.join_codes import MAX_USES, ROLES

LIFETIMES = [(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))]


class InviteForm(forms.Form):
    """A pasted list of people, and what they will be."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=100_000,
        help_text=_("Paste up to 500 at once, one a line or with commas. “Léa Martin <lea@example.org>” works too."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in roles_up_to(actor.role) if choice[0] != Role.OWNER]
        self.fields["role"] = forms.TypedChoiceField(label=_("Role"), choices=choices, coerce=Role, initial=Role.MEMBER)
        self.fields["group_id"] = GroupField(actor, label=_("Group"), none=_("No group"))


class JoinCodeForm(forms.Form):
    label = forms.CharField(
        label=_("What it is for"), max_length=80, required=False, help_text=_("Only you see it: “Open day”, “Class 4B”…")
    )
    role = forms.TypedChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in ROLES], coerce=Role)
    days = forms.TypedChoiceField(label=_("Good for"), choices=LIFETIMES, coerce=int, initial=30)
    max_uses = forms.IntegerField(label=_("People it lets in"), min_value=1, max_value=MAX_USES, initial=20)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group_id"] = GroupField(actor, label=_("Group"), none=_("No group"))


class CodeForm(forms.Form):
    """A join code, as somebody types it from a sheet of paper."""

    code = forms.CharField(
        label=_("Join code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "placeholder": "ACDE-FGHJ-KMNP"}
        ),
    )
