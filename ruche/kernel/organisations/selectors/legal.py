# SPDX-License-Identifier: AGPL-3.0-or-later
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.organisations.countries import FRENCH, country_name
from ruche.kernel.organisations.currencies import write_amount
from ruche.kernel.organisations.legal_numbers import grouped
from ruche.kernel.organisations.models import BankAccount, LegalIdentity, Organisation, OrganisationLogo
from ruche.kernel.users.models import User


@dataclass(frozen=True)
class Logo:
    """Enough to show it: `hash` is in its address."""

    media: str
    hash: str


def get_legal_identity(organisation: Organisation) -> LegalIdentity:
    """Who the organisation is in law, for documents, letters and its own pages (one query); empty when nobody said yet."""
    with organisation_scope(organisation.pk, current_user_id.get()):
        identity: LegalIdentity | None = LegalIdentity.objects.first()
    return identity or LegalIdentity(organisation=organisation)


def list_bank_accounts(actor: Actor) -> list[BankAccount]:
    """The main one first."""
    actor.require("organisation.update_organisation")
    return list(BankAccount.objects.filter(deleted_at=None).order_by("-is_main", "created_at"))


def find_main_account(organisation: Organisation) -> BankAccount | None:
    """The account that documents show."""
    with organisation_scope(organisation.pk, current_user_id.get()):
        account: BankAccount | None = BankAccount.objects.filter(deleted_at=None, is_main=True).first()
    return account


def find_logo(organisation: Organisation) -> Logo | None:
    """Which logo there is, without its content."""
    with organisation_scope(organisation.pk, current_user_id.get()):
        row = OrganisationLogo.objects.values_list("media", "hash").first()
    return Logo(*row) if row else None


def find_logo_content(slug: str, digest: str) -> OrganisationLogo | None:
    """The logo with this hash, of the organisation at an address it has or had; the hash is what lets one see it."""
    organisation = Organisation.objects.filter(slugs__slug=slug).first()
    if organisation is None:
        return None
    with organisation_scope(organisation.pk, current_user_id.get()):
        logo: OrganisationLogo | None = OrganisationLogo.objects.filter(hash=digest).first()
    return logo


def legal_lines(organisation: Organisation, identity: LegalIdentity) -> list[str]:
    """What a letter or a printed sheet says of its sender: at most four lines, none for who said nothing."""
    place = " ".join(part for part in (identity.postal_code, identity.city) if part)
    numbers = [
        identity.siret and f"SIRET {grouped(identity.siret, (3, 3, 3))}",
        identity.siren and not identity.siret and f"SIREN {grouped(identity.siren, (3, 3))}",
        identity.rna and f"RNA {identity.rna}",
        identity.rcs and f"RCS {identity.rcs}",
        identity.vat_number,
    ]
    capital = ""
    if identity.capital_minor is not None and identity.form:
        capital = _("capital %(amount)s") % {"amount": write_amount(identity.capital_minor, organisation.currency)}
    lines = [
        ", ".join(part for part in (identity.legal_name, identity.form, capital) if part),
        ", ".join(part for part in (identity.street, place) if part),
        " · ".join(part for part in numbers if part),
        " · ".join(part for part in (identity.phone, identity.email, identity.website) if part),
    ]
    return [line for line in lines if line]


def identity_words(organisation: Organisation, identity: LegalIdentity) -> dict[str, Any]:
    """What is kept compact, as one reads it: siren, siret, capital, country, languages."""
    names = dict(User.Language.choices)
    minor = identity.capital_minor
    return {
        "siren": grouped(identity.siren, (3, 3)),
        "siret": grouped(identity.siret, (3, 3, 3)),
        "capital": "" if minor is None else write_amount(minor, organisation.currency),
        "country": country_name(identity.country),
        "languages": [names.get(code, code) for code in organisation.languages],
    }


def find_vat_mention(identity: LegalIdentity, on: date) -> str:
    """The sentence that an invoice of a day must bear for this VAT status, or "" where none is known or none is needed."""
    if identity.country not in FRENCH and identity.country:
        return ""
    for mention in _mentions():
        if mention["status"] == identity.vat_status and mention["from"] <= on <= mention["until"]:
            return str(mention["text"])
    return ""


@cache
def _mentions() -> list[dict[str, Any]]:
    text = resources.files("ruche.kernel.organisations").joinpath("legal_mentions.toml").read_text("utf-8")
    return list(tomllib.loads(text)["mentions"])
