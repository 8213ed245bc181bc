# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the organisation is in law: changed field by field, each checked, under the organisation's lock."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import InvalidInput, Stale
from ruche.kernel.organisations.countries import FRENCH, is_country
from ruche.kernel.organisations.currencies import from_minor, round_to_minor, to_minor
from ruche.kernel.organisations.legal_numbers import (
    agree,
    check_rcs,
    check_rna,
    check_siren,
    check_siret,
    check_vat_number,
    is_siren,
    require_of,
)
from ruche.kernel.organisations.models import LegalIdentity, Organisation
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.text import is_blank, one_line

_PHONE = re.compile(r"\+?[\d .()/\-\u00a0]{6,29}")
_SPACES = re.compile(r"[\s\u00a0\u202f’']")
_AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_POSTAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{1,11}")
_FRENCH_POSTAL = re.compile(r"\d{5}")
FIELDS = tuple(
    field.name for field in LegalIdentity._meta.fields if field.name not in ("id", "organisation", "created_at", "updated_at", "version")
)


def update_legal_identity(actor: Actor, *, version: int | None = None, **changes: Any) -> LegalIdentity:
    """Change some fields (keywords; `capital`: a decimal in the organisation's currency). Every wrong field is named at once.

    Raises PermissionRefused, InvalidInput, Stale when somebody changed it since `version`.
    """
    actor.require("organisation.update_organisation")
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.update_organisation")
        identity = LegalIdentity.objects.first() or LegalIdentity()
        before = identity_data(identity)
        if version is not None and version != identity.version:
            raise Stale(yours={**changes, "version": version}, theirs={**before, "version": identity.version})
        for field, value in check_fields(actor.organisation, {**_given(identity, changes), **changes}).items():
            setattr(identity, field, value)
        after = identity_data(identity)
        changed = {field for field in FIELDS if after[field] != before[field]}
        if changed or identity._state.adding:
            identity.version += 1
            identity.save()
            record_audit(actor, "update_legal_identity", identity, before=_only(before, changed), after=_only(after, changed))
    return identity


def keep_capital(before: str, after: str) -> None:
    """The number that was written stays as it was written, whatever the smallest coin of the new currency (ISO 4217 codes)."""
    identity = LegalIdentity.objects.exclude(capital_minor=None).first()
    if identity is not None:
        identity.capital_minor = round_to_minor(from_minor(identity.capital_minor, before), after)
        identity.save(update_fields=["capital_minor", "updated_at"])


def check_fields(organisation: Organisation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises InvalidInput that names every field that is wrong."""
    kept: dict[str, Any] = {}
    faults: dict[str, list[Any]] = {}
    for name, value in values.items():
        try:
            kept.update(_check(organisation, name, value, values))
        except InvalidInput as error:
            faults.update(error.fields)
    if not faults:
        try:
            agree(kept.get("siren", ""), kept.get("siret", ""), kept.get("vat_number", ""))
        except InvalidInput as error:
            faults.update(error.fields)
    if faults:
        raise InvalidInput(fields=faults)
    return kept


def longest_of(field: str) -> int:
    """The most characters that a field keeps."""
    column: Any = LegalIdentity._meta.get_field(field)
    return int(column.max_length)


def identity_data(identity: LegalIdentity) -> dict[str, Any]:
    """Every field but the version."""
    return {field: getattr(identity, field) for field in FIELDS}


def _given(identity: LegalIdentity, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is not changed now but must agree with what is."""
    names = ("siren", "siret", "vat_number", "country", "billing_country")
    return {name: getattr(identity, name) for name in names if name not in changes}


def _check(organisation: Organisation, name: str, value: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    if name == "capital":
        return {"capital_minor": _check_capital(organisation, value)}
    if name not in FIELDS or name == "capital_minor":
        raise TypeError(f"a legal identity has no {name}")
    if name in ("postal_code", "billing_postal_code"):
        country = values.get("billing_country" if name.startswith("billing") else "country", "")
        return {name: _check_postal_code(value, country, name)}
    if name == "siret" and is_siren(values.get("siren", "")):
        require_of(values["siren"], value)
    return {name: _CHECKS[name](value) if name in _CHECKS else _check_text(value, name)}


def _check_text(value: str, field: str) -> str:
    text = one_line(value)
    longest = longest_of(field)
    if len(text) > longest:
        raise InvalidInput.on(field, _("At most %(most)s characters.") % {"most": longest}, code="too_long")
    return "" if is_blank(text) else text


def _check_capital(organisation: Organisation, value: Any) -> int | None:
    if value in (None, ""):
        return None
    written = _SPACES.sub("", str(value)).replace(",", ".")
    if not _AMOUNT.fullmatch(written):
        raise InvalidInput.on("capital", _("Write an amount, as in 7 500."), code="capital")
    try:
        return to_minor(Decimal(written), organisation.currency)
    except ValueError as error:
        raise InvalidInput.on("capital", _("Finer than the smallest coin of this currency."), code="capital") from error


def _check_postal_code(value: str, country: str, field: str) -> str:
    code = one_line(value)
    shape = _FRENCH_POSTAL if country in FRENCH else _POSTAL
    if code and not shape.fullmatch(code):
        raise InvalidInput.on(field, _("This is not a postal code of that country."), code="postal_code")
    return code.upper()


def _check_country(field: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value and not is_country(value):
            raise InvalidInput.on(field, _("Choose a country from the list."))
        return value

    return check


def _check_vat_status(value: str) -> str:
    if value and value not in LegalIdentity.VatStatus.values:
        raise InvalidInput.on("vat_status", _("Choose one of the three."))
    return value


def _check_phone(value: str) -> str:
    phone = one_line(value)
    if phone and not (_PHONE.fullmatch(phone) and sum(one.isdigit() for one in phone) >= 6):
        raise InvalidInput.on("phone", _("This is not a telephone number."), code="phone")
    return phone


def _check_email(value: str) -> str:
    email = one_line(value)
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise InvalidInput.on("email", _("This is not an e-mail address."), code="email") from error
    return email


def _check_website(value: str) -> str:
    address = one_line(value)
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise InvalidInput.on("website", _("This is not the address of a website."), code="website") from error
    return address


def _only(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(names)}


_CHECKS: dict[str, Callable[[str], str]] = {
    "siren": check_siren,
    "siret": check_siret,
    "vat_number": check_vat_number,
    "vat_status": _check_vat_status,
    "rna": check_rna,
    "rcs": check_rcs,
    "country": _check_country("country"),
    "billing_country": _check_country("billing_country"),
    "phone": _check_phone,
    "email": _check_email,
    "website": _check_website,
}
