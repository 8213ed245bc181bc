# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the organisation is in law. The services check; the forms ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ruche.kernel.organisations.countries import FRENCH, countries
from ruche.kernel.organisations.currencies import from_minor
from ruche.kernel.organisations.models import LegalIdentity, Organisation
from ruche.kernel.organisations.services.legal import FIELDS

# Registers that only France has.
FRENCH_FIELDS = ("siren", "siret", "rna", "rcs")
# Kinds of organisation that the law does not know: they are asked where they are, no more.
UNKNOWN_TO_LAW = (Organisation.Kind.FAMILY, Organisation.Kind.NEIGHBOURHOOD)
CHECKED = ("siren", "siret", "vat_number", "rna", "rcs", "capital", "postal_code", "billing_postal_code", "phone", "email", "website")
CHECKED_OF_ACCOUNTS = ("iban", "bic")
CONTEXT = ("country", "billing_country", "siren", "siret", "vat_number")  # what others are checked against


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, strip=True, **options)


class LegalForm(forms.Form):
    legal_name = _text(_("Name in law"), max_length=160, help_text=_("As the statutes say it."))
    form = _text(_("Legal form"), max_length=40, help_text=_("Association loi 1901, SAS, SARL, SCOP…"))
    capital = _text(_("Capital"), max_length=20)
    siren = _text(_("SIREN"), max_length=20)
    siret = _text(_("SIRET of the seat"), max_length=24)
    rna = _text(_("RNA number"), max_length=14, help_text=_("Of an association: W and nine characters."))
    rcs = _text(_("Trade register"), max_length=60, help_text=_("Town of the registry and number, as in Lyon B 732 829 320."))
    vat_status = forms.ChoiceField(label=_("VAT"), choices=[("", _("Not said")), *LegalIdentity.VatStatus.choices], required=False)
    vat_number = _text(_("VAT number"), max_length=26)
    street = _text(_("Street"), max_length=200)
    postal_code = _text(_("Postal code"), max_length=12)
    city = _text(_("City"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), required=False)
    billing_name = _text(_("Name"), max_length=160)
    billing_street = _text(_("Street"), max_length=200)
    billing_postal_code = _text(_("Postal code"), max_length=12)
    billing_city = _text(_("City"), max_length=80)
    billing_country = forms.ChoiceField(label=_("Country"), required=False)
    phone = _text(_("Telephone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))
    email = _text(_("E-mail"), max_length=254, widget=forms.TextInput(attrs={"type": "email"}))
    website = _text(_("Website"), max_length=200, widget=forms.TextInput(attrs={"type": "url"}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [("", _("Not said")), *countries()]
        for field in ("country", "billing_country"):
            self.fields[field].choices = named  # type: ignore[attr-defined]
        self.fields["capital"].help_text = organisation.currency
        self.is_known_to_law = organisation.kind not in UNKNOWN_TO_LAW

    @classmethod
    def of(cls, organisation: Organisation, identity: LegalIdentity, data: Any = None) -> "LegalForm":
        initial = {name: getattr(identity, name) for name in FIELDS if name != "capital_minor"}
        if identity.capital_minor is not None:
            initial["capital"] = str(from_minor(identity.capital_minor, organisation.currency))
        return cls(data, organisation=organisation, initial={**initial, "version": identity.version})

    @property
    def is_french(self) -> bool:
        """Without a country the French registers are asked for: most are there."""
        return (self["country"].value() or "FR") in FRENCH


class BankAccountForm(forms.Form):
    label = forms.CharField(label=_("What it is called here"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    iban = forms.CharField(label=_("IBAN"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
    bic = _text(_("BIC"), max_length=14, help_text=_("Left empty, it follows from the IBAN where the bank is known."))
    holder = _text(_("Holder"), max_length=160)
