# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.roles import Role
from ruche.kernel.organisations.models import Membership


class MemberFilter(forms.Form):
    """What the list of members is narrowed to. A value that is none of the list narrows nothing."""

    q = forms.CharField(label=_("Find a member"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *reversed(Role.choices)])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Present")), *Membership.Status.choices])

    def values(self) -> tuple[str, str, str]:
        """Words, role, status."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("role", ""), self.cleaned_data.get("status", "")


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=Role, widget=forms.RadioSelect)

    @classmethod
    def of(cls, membership: Membership, data: Any = None) -> "RoleForm":
        return cls(data, initial={"role": membership.role})
