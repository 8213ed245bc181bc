# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person is told beside a field of the legal identity while they type, and once the number is right."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from ruche.kernel.organisations.legal_numbers import compact, grouped
from ruche.kernel.organisations.models import LegalIdentity

_LENGTHS = {"siren": 9, "siret": 14, "rna": 10}
_GROUPS = {"siren": (3, 3), "siret": (3, 3, 3)}
_FRENCH_VAT = 13


def is_complete(field: str, value: str) -> bool:
    """Whether a number has all its characters, so that it can be judged; what has no fixed length is judged when one leaves it."""
    length = _length(field, compact(value))
    return length is not None and len(compact(value)) >= length


def progress(field: str, value: str) -> str:
    """ "5 of 14 characters", for a number that is being typed; "" where nobody knows how long it will be."""
    number = compact(value)
    length = _length(field, number)
    return _("%(typed)s of %(all)s characters") % {"typed": len(number), "all": length} if number and length else ""


def reading(field: str, values: Mapping[str, str]) -> str:
    """A right number as one reads it aloud, and the bank of an account; "" where there is nothing to add."""
    number = compact(values.get(field, ""))
    if field in _GROUPS and number:
        return grouped(number, _GROUPS[field])
    if field == "iban" and number:
        account = IBAN(number)
        return " · ".join(part for part in (account.formatted, account.bank_name) if part)
    return ""


def vat_words(status: str, mention: str) -> str:
    """What a VAT status means for invoices."""
    if mention:
        return _("Invoices will say: “%(mention)s”.") % {"mention": mention}
    words = {
        LegalIdentity.VatStatus.LIABLE: _("Invoices show VAT, and the VAT number."),
        LegalIdentity.VatStatus.EXEMPT_SMALL: _("Invoices show no VAT. For this country Ruche knows no sentence that they must bear."),
        LegalIdentity.VatStatus.NOT_LIABLE: _("Invoices show no VAT."),
    }
    return words.get(LegalIdentity.VatStatus(status), "") if status in LegalIdentity.VatStatus.values else ""


def _length(field: str, number: str) -> int | None:
    if field == "vat_number":
        return _FRENCH_VAT if number[:2] == "FR" else None
    if field == "iban":
        try:
            return int(IBAN(number, allow_invalid=True).spec.iban_length)
        except SchwiftyException:
            return None
    return _LENGTHS.get(field)
