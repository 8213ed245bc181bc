# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import CustomRole
from ruche.kernel.access.role_refs import GIVEN
from ruche.kernel.access.roles import Role
from ruche.kernel.identity.services.providers import DEFAULT_ROLES
from ruche.kernel.organisations.forms.fields import GroupField


class ProviderForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("The button of the sign-in page wears it."))
    issuer = forms.CharField(label=_("Address"), max_length=300, help_text=_("Its issuer, as it writes it: https://login.example.org."))
    client_id = forms.CharField(label=_("Client ID"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept sealed and never shown. Nothing: the one that is kept, or none."),
    )
    scopes = forms.CharField(label=_("Scopes"), max_length=200, initial="openid email profile")
    groups_claim = forms.CharField(
        label=_("Claim with the groups"),
        max_length=60,
        required=False,
        help_text=_("Often “groups”. Below they become roles and groups here."),
    )
    creates_members = forms.BooleanField(
        label=_("Whoever it vouches for may come in"), required=False, help_text=_("Otherwise only who has an account here and added it.")
    )
    is_active = forms.BooleanField(label=_("People may sign in by it"), required=False, initial=True)

    def __init__(self, highest: Role, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in DEFAULT_ROLES if highest.includes(role)]
        self.fields["default_role"] = forms.TypedChoiceField(label=_("As"), choices=choices, coerce=Role, initial=Role.MEMBER)
        del self.fields["is_active" if is_new else "issuer"]


class DomainForm(forms.Form):
    domain = forms.CharField(label=_("Domain"), max_length=253, widget=forms.TextInput(attrs={"placeholder": "example.org"}))


class MappingForm(forms.Form):
    external_name = forms.CharField(label=_("Group of the provider"), max_length=200)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        custom = CustomRole.objects.filter(deleted_at=None).order_by("name_key", "id")[:200]
        choices = [("", "–"), *((role.value, role.label) for role in GIVEN), *((str(one.pk), one.name) for one in custom)]
        self.fields["role"] = forms.ChoiceField(label=_("Becomes the role"), choices=choices, required=False)
        self.fields["group_id"] = GroupField(actor, label=_("or comes into the group"), none="–")

    def clean_group_id(self) -> UUID | None:
        found: UUID | None = self.cleaned_data["group_id"]
        return found
