# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers by which a register, the tax office or a bank knows an organisation: each checked, and kept compact.

Every check returns the number as it is kept, "" for nothing, or raises InvalidInput on its field.
"""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret, tva

from ruche.kernel.errors import InvalidInput

# Répertoire national des associations: W, the department (2A and 2B in Corsica, 9R and so on overseas), seven digits.
_RNA = re.compile(r"W\d[0-9A-Z]\d{7}")
_SIREN, _SIRET = 9, 14
_FOREIGN_VAT = re.compile(r"[A-Z]{2}[0-9A-Z]{2,18}")
_RCS = re.compile(r"(?:RCS )?(?P<town>[^\d]{2,40}?) ?(?P<letter>[ABCD] )?(?P<siren>\d{9})")
# Banks of territories whose accounts bear the letters of another country.
_SHARED = (
    frozenset({"FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"}),
    frozenset({"GB", "GG", "JE", "IM"}),
)


def check_siren(value: str) -> str:
    return _checked(value, "siren", siren, _("A SIREN has nine digits, the last of which proves the others."))


def check_siret(value: str) -> str:
    number = compact(value)
    if number and (sentence := _siret_length(number)):
        raise InvalidInput.on("siret", sentence, code="siret")
    return _checked(number, "siret", siret, _("One of the digits of this SIRET is wrong: the last one proves the others."))


def is_siren(value: str) -> bool:
    return bool(siren.is_valid(compact(value)))


def check_rna(value: str) -> str:
    number = compact(value)
    if number and not _RNA.fullmatch(number):
        raise InvalidInput.on("rna", _("An RNA number is a W and nine characters, as in W751234567."), code="rna")
    return number


def check_vat_number(value: str) -> str:
    """European numbers by the rule of their country; others by their shape."""
    number = compact(value)
    if not number:
        return ""
    if number[:2] == "FR":
        return _checked(number, "vat_number", tva, _("A French VAT number is FR, a key of two characters and the SIREN."), prefix="FR")
    if number[:2].lower() in {*vat.MEMBER_STATES, "el", "xi"}:
        return _checked(number, "vat_number", vat, _("This is not a VAT number of that country."))
    if not _FOREIGN_VAT.fullmatch(number):
        raise InvalidInput.on("vat_number", _("A VAT number begins with the two letters of its country."), code="vat_number")
    return number


def check_rcs(value: str) -> str:
    """ "RCS Lyon B 732 829 320" → "Lyon B 732829320"."""
    said = " ".join(value.split())
    if not said:
        return ""
    found = _RCS.fullmatch(re.sub(r"(?<=\d)[ .](?=\d)", "", said))
    if found is None or not siren.is_valid(found["siren"]):
        raise InvalidInput.on("rcs", _("Write the town of the registry and the SIREN, as in Lyon B 732 829 320."), code="rcs")
    return f"{found['town'].strip()} {found['letter'] or ''}{found['siren']}"


def check_iban(value: str) -> str:
    try:
        return IBAN(compact(value), validate_bban=True).compact if compact(value) else ""
    except SchwiftyException as error:
        raise InvalidInput.on("iban", _("This is not an IBAN: one of its characters is wrong."), code="iban") from error


def check_bic(value: str, iban: str) -> str:
    """Of the same country as the account; without one, the bank's own where the register of banks knows it."""
    number = compact(value)
    if not number:
        known: Any = IBAN(iban).bic if iban else None
        return known.compact if known else ""
    try:
        bic = BIC(number)
    except SchwiftyException as error:
        raise InvalidInput.on("bic", _("A BIC has eight or eleven characters: bank, country, place, branch."), code="bic") from error
    if iban and not _is_same_country(bic.country_code, iban[:2]):
        raise InvalidInput.on("bic", _("This BIC is of a bank in another country than the IBAN."), code="bic_mismatch")
    return bic.compact


def agree(siren_number: str, siret_number: str, vat_number: str) -> None:
    """The SIREN is inside the others. Raises InvalidInput on the one that differs."""
    require_of(siren_number, siret_number)
    own = siren_number or siret_number[:9]
    if own and vat_number.startswith("FR") and vat_number[4:] != own:
        raise InvalidInput.on(
            "vat_number", _("This VAT number is of another organisation: it does not end with the SIREN."), code="vat_mismatch"
        )


def compact(value: str) -> str:
    """Without spaces, points and hyphens, in capitals."""
    return re.sub(r"[\s.\-\u00a0\u202f]", "", value).upper()


def grouped(number: str, sizes: tuple[int, ...]) -> str:
    """ "732829320" with (3, 3, 3) → "732 829 320", with no-break spaces."""
    parts, start = [], 0
    for size in (*sizes, len(number)):
        parts.append(number[start : start + size])
        start += size
    return "\u202f".join(part for part in parts if part)


def is_of(siren_number: str, siret_number: str) -> bool:
    """Whether a SIRET, or what is typed of it, can be of this SIREN; True as long as one of them is missing."""
    own, typed = compact(siren_number), compact(siret_number)
    return len(own) != _SIREN or own[: len(typed)] == typed[: len(own)]


def require_of(siren_number: str, siret_number: str) -> None:
    """Raises InvalidInput on `siret`: it is of another organisation."""
    if not is_of(siren_number, siret_number):
        raise InvalidInput.on("siret", _("This SIRET is of another organisation: it does not begin with the SIREN."), code="siret_mismatch")


def _siret_length(number: str) -> Any:
    """What is wrong with how many digits there are; None for fourteen."""
    if not number.isdigit():
        return _("A SIRET has digits only: the SIREN, then five for the establishment.")
    lacking = _SIRET - len(number)
    if lacking < 0:
        return _("A SIRET has fourteen digits: the SIREN, then five for the establishment. Here are more.")
    sentence = ngettext(
        "%(count)d digit is missing: a SIRET has fourteen, the SIREN and five for the establishment.",
        "%(count)d digits are missing: a SIRET has fourteen, the SIREN and five for the establishment.",
        lacking,
    )
    return sentence % {"count": lacking} if lacking else None


def _checked(value: str, field: str, rule: Any, sentence: Any, *, prefix: str = "") -> str:
    number = compact(value)
    if not number:
        return ""
    try:
        return prefix + str(rule.validate(number)).removeprefix(prefix)
    except ValidationError as error:
        raise InvalidInput.on(field, sentence, code=field) from error


def _is_same_country(one: str, other: str) -> bool:
    return one == other or any(one in shared and other in shared for shared in _SHARED)
