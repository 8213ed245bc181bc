# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import Permission
from ruche.kernel.access.roles import Role
from ruche.kernel.identity.forms.fields import LinesField, PermissionsField
from ruche.kernel.identity.services.service_accounts import ROLES

LIFETIMES = [(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("1 year"))]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    days = forms.TypedChoiceField(label=_("Good for"), choices=LIFETIMES, coerce=int, initial=90)
    networks = LinesField(
        label=_("Only from these addresses"),
        required=False,
        help_text=_("Addresses or networks, one a line: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32. Nothing: from everywhere."),
    )

    def __init__(self, permissions: Iterable[Permission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("Reading what everybody may read needs none. The token never has more than you have.")
        self.fields["scopes"] = PermissionsField(permissions, label=_("What it may do"), help_text=help_text)


class ServiceAccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in ROLES if actor.role.includes(role)]
        self.fields["role"] = forms.TypedChoiceField(label=_("Role"), choices=choices, coerce=Role, initial=Role.MEMBER)
