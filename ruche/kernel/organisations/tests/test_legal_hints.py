# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside a field of the legal identity while one types."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations import services
from ruche.kernel.organisations.currencies import write_amount
from ruche.kernel.organisations.legal_hints import is_complete, progress, reading, vat_words
from ruche.kernel.organisations.models import LegalIdentity, Organisation
from ruche.kernel.organisations.selectors import find_vat_mention
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.users.models import User

ClientOf = Callable[[User], Client]
PAGE = "/o/atelier-a/settings/identity/"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("siren", "732 8", "4 of 9 characters"),
        ("siret", "732829320 0", "10 of 14 characters"),
        ("vat_number", "FR44", "4 of 13 characters"),
        ("vat_number", "DE1", ""),
        ("iban", "FR14 2004", "8 of 27 characters"),
        ("iban", "ZZ", ""),
        ("phone", "04", ""),
        ("rna", "", ""),
    ],
)
def test_a_number_that_is_being_typed_is_counted_not_judged(field: str, typed: str, told: str) -> None:
    with override("en"):
        assert not is_complete(field, typed)
        assert progress(field, typed) == told


def test_a_right_number_is_read_back_with_its_bank() -> None:
    assert is_complete("siren", "732 829 320")
    assert reading("siren", {"siren": "732829320"}) == "732\u202f829\u202f320"
    told = reading("iban", {"iban": "FR1420041010050500013M02606", "bic": ""})
    assert told.startswith("FR14 2004 1010 0505 0001 3M02 606 · ")
    assert reading("phone", {"phone": "0123456789"}) == ""


@pytest.mark.parametrize(
    ("status", "country", "told"),
    [
        ("liable", "FR", "Invoices show VAT, and the VAT number."),
        ("exempt_small", "FR", "Invoices will say: “TVA non applicable, art. 293 B du CGI”."),
        ("exempt_small", "DE", "Invoices show no VAT. For this country Ruche knows no sentence that they must bear."),
        ("not_liable", "FR", "Invoices show no VAT."),
        ("", "FR", ""),
        ("forged", "FR", ""),
    ],
)
def test_each_vat_status_says_what_it_means_for_invoices(status: str, country: str, told: str) -> None:
    mention = find_vat_mention(LegalIdentity(vat_status=status, country=country), date(2026, 11, 21))
    with override("en"):
        assert vat_words(status, mention) == told


@pytest.mark.parametrize(
    ("minor", "currency", "english", "french"),
    [
        (750000, "EUR", "7,500\u00a0€", "7\u202f500\u00a0€"),
        (750050, "CHF", "7,500.50\u00a0CHF", "7\u202f500,50\u00a0CHF"),
        (9, "XPF", "9\u00a0XPF", "9\u00a0XPF"),
    ],
)
def test_an_amount_is_written_as_the_language_writes_it(minor: int, currency: str, english: str, french: str) -> None:
    for language, written in (("en", english), ("fr", french)):
        with override(language):
            assert write_amount(minor, currency).replace("\u00a0", "\u202f") == written.replace("\u00a0", "\u202f")


@pytest.mark.parametrize(("written", "kept"), [("7 500", 750000), ("7 500,50", 750050), ("1’000.5", 100050), ("0", 0), ("", None)])
def test_a_capital_is_read_as_people_write_it(acting: Acting, alice: User, atelier_a: Organisation, written: str, kept: int | None) -> None:
    with acting(alice, atelier_a) as actor:
        assert services.update_legal_identity(actor, capital=written).capital_minor == kept


@pytest.mark.parametrize("written", ["Infinity", "NaN", "1e999999999", "-5", "7.005", "9" * 16, "seven"])
def test_what_is_no_amount_is_said_beside_it(acting: Acting, alice: User, atelier_a: Organisation, written: str) -> None:
    with acting(alice, atelier_a) as actor, pytest.raises(InvalidInput) as refusal:
        services.update_legal_identity(actor, capital=written)
    assert set(refusal.value.fields) == {"capital"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"field": "iban", "iban": "FR14 2004", "typing": "1"}, "8 of 27 characters"),
        ({"field": "iban", "iban": "FR14 2004"}, "This is not an IBAN"),
        ({"field": "iban", "iban": "FR1420041010050500013M02607", "typing": "1"}, "This is not an IBAN"),
        ({"field": "iban", "iban": "FR1420041010050500013M02606", "typing": "1"}, "s-right"),
        ({"field": "bic", "bic": "DEUTDEFF", "iban": "FR1420041010050500013M02606"}, "in another country"),
        ({"field": "siren", "siren": "7328", "typing": "1"}, "4 of 9 characters"),
        ({"field": "siren", "siren": "732829321", "typing": "1"}, "A SIREN has nine digits"),
        ({"field": "siret", "siret": "732829320 0007", "siren": "732829320", "typing": "1"}, "13 of 14 characters"),
        ({"field": "siret", "siret": "732829320 0007", "siren": "732829320"}, "1 digit is missing"),
        ({"field": "siret", "siret": "732829320 00075", "siren": "732829320", "typing": "1"}, "One of the digits"),
        ({"field": "siret", "siret": "356", "siren": "732829320", "typing": "1"}, "does not begin with the SIREN"),
        ({"field": "siret", "siret": "356000000 00001", "siren": "732829320"}, "does not begin with the SIREN"),
        ({"field": "email", "email": "a@", "typing": "1"}, "<span hidden>"),
    ],
)
def test_the_page_answers_while_one_types(
    client_of: ClientOf, alice: User, atelier_a: Organisation, sent: dict[str, str], told: str
) -> None:
    answer = client_of(alice).post(f"{PAGE}check/", sent)
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_a_status_tells_its_sentence_as_soon_as_it_is_chosen(client_of: ClientOf, alice: User, bob: User, atelier_a: Organisation) -> None:
    sent: dict[str, Any] = {"vat_status": "exempt_small", "country": "FR"}
    assert "art. 293 B du CGI" in client_of(alice).post(f"{PAGE}vat/", sent).content.decode()
    assert client_of(bob).post(f"{PAGE}vat/", sent).status_code == 403
