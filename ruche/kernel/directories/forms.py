# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.directories.entries import ATTRIBUTES
from ruche.kernel.directories.models import LdapDirectory

_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "class": "r-mono"}


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=options.pop("max_length", 500), widget=forms.TextInput(attrs=_PLAIN), **options)


class DirectoryForm(forms.Form):
    """A directory, as its own administrator describes it."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    name = forms.CharField(label=_("Name"), max_length=80)
    servers = forms.CharField(
        label=_("Servers"),
        max_length=1000,
        widget=forms.Textarea(attrs={**_PLAIN, "rows": 2}),
        help_text=_("One a line, with a port if it is an unusual one. The next is asked when one does not answer."),
    )
    tls = forms.ChoiceField(label=_("Encryption"), choices=LdapDirectory.Tls.choices, help_text=_("Nothing is ever sent unencrypted."))
    ca_pem = forms.CharField(
        label=_("Certificate of its authority"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={**_PLAIN, "rows": 3}),
        help_text=_("PEM. Only when your own authority signed the certificate of the server."),
    )
    bind_dn = _line(_("Signs in as"), required=False, help_text=_("The DN of an account that may read, and nothing more."))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Leave it empty to keep the one that is there."),
    )
    people_base = _line(_("Where people are"), help_text="ou=people,dc=example,dc=org")
    people_filter = _line(_("Which of them"), max_length=1000, initial="(objectClass=inetOrgPerson)")
    group_base = _line(_("Where groups are"), required=False, help_text=_("Empty: groups stay as they are here."))
    group_filter = _line(_("Which groups"), required=False, max_length=1000, initial="(objectClass=groupOfNames)")
    attribute_external_id = _line(_("Attribute: identity"), initial=ATTRIBUTES["external_id"], help_text=_("Active Directory: objectGUID"))
    attribute_email = _line(_("Attribute: e-mail address"), initial=ATTRIBUTES["email"])
    attribute_name = _line(_("Attribute: name"), initial=ATTRIBUTES["name"], help_text=_("Active Directory: displayName"))
    attribute_member = _line(_("Attribute: members of a group"), initial=ATTRIBUTES["member"])
    attribute_head = _line(
        _("Attribute: head of a group"), required=False, help_text=_("owner or managedBy. Heads manage their group here. Empty: nobody.")
    )
    every_minutes = forms.IntegerField(label=_("Read again every (minutes)"), min_value=5, max_value=10_080, initial=60)
    most_leavers = forms.IntegerField(
        label=_("Ask before more than so many leave at once (per cent)"), min_value=0, max_value=100, initial=20
    )
    is_active = forms.BooleanField(label=_("Read it by itself"), required=False)
    may_sign_in = forms.BooleanField(label=_("People sign in with their password of the directory"), required=False)


def initial_of(directory: LdapDirectory) -> dict[str, Any]:
    """A directory in its form, without its password."""
    names = [name for name in DirectoryForm.base_fields if hasattr(directory, name)]
    attributes = {f"attribute_{name}": value for name, value in directory.attributes.items()}
    return {**{name: getattr(directory, name) for name in names}, **attributes}
