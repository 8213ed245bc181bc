# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.utils.translation import override

from ruche.kernel.errors import InvalidInput
from ruche.kernel.organisations import legal_numbers as numbers


@pytest.mark.parametrize(
    ("check", "written", "kept"),
    [
        (numbers.check_siren, " 732 829 320 ", "732829320"),
        (numbers.check_siren, "356 000 000", "356000000"),
        (numbers.check_siren, "", ""),
        (numbers.check_siret, "732 829 320 00074", "73282932000074"),
        # La Poste proves its establishments by another rule: the sum of the digits is a multiple of five.
        (numbers.check_siret, "356 000 000 49837", "35600000049837"),
        (numbers.check_vat_number, "fr 40 303 265 045", "FR40303265045"),
        (numbers.check_vat_number, "DE 136.695.976", "DE136695976"),
        (numbers.check_vat_number, "CHE116281710", "CHE116281710"),
        (numbers.check_rna, "w751234567", "W751234567"),
        (numbers.check_rna, "W9R1 004567", "W9R1004567"),
        (numbers.check_rna, "W2A1004567", "W2A1004567"),
        (numbers.check_rcs, "RCS Lyon B 732 829 320", "Lyon B 732829320"),
        (numbers.check_rcs, "Saint-Étienne 732829320", "Saint-Étienne 732829320"),
        (numbers.check_iban, "FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
        (numbers.check_iban, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ],
)
def test_a_number_is_kept_compact(check, written, kept):
    assert check(written) == kept


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("732 829 320 0007", "1 digit is missing"),
        ("732 829 320", "5 digits are missing"),
        ("732829320000740", "Here are more"),
        ("73282932O00074", "digits only"),
        ("73282932000075", "One of the digits"),
    ],
)
def test_a_wrong_siret_says_what_is_wrong_with_it(written: str, told: str) -> None:
    with override("en"):
        with pytest.raises(InvalidInput) as refusal:
            numbers.check_siret(written)
        assert told in str(refusal.value.fields["siret"][0])


@pytest.mark.parametrize(
    ("check", "written", "field"),
    [
        (numbers.check_siren, "732829321", "siren"),
        (numbers.check_siren, "73282932", "siren"),
        (numbers.check_siret, "73282932000075", "siret"),
        (numbers.check_siret, "35600000049838", "siret"),
        (numbers.check_vat_number, "FR41303265045", "vat_number"),
        (numbers.check_vat_number, "DE136695977", "vat_number"),
        (numbers.check_vat_number, "12345", "vat_number"),
        (numbers.check_rna, "751234567", "rna"),
        (numbers.check_rna, "W99", "rna"),
        (numbers.check_rcs, "Lyon B 732829321", "rcs"),
        (numbers.check_rcs, "732829320", "rcs"),
        (numbers.check_iban, "FR14 2004 1010 0505 0001 3M02 607", "iban"),
        (numbers.check_iban, "FR76 3000 6000 0112 3456 7890 188", "iban"),  # the key of the account within the country is wrong
        (numbers.check_iban, "nonsense", "iban"),
    ],
)
def test_a_wrong_number_is_named(check, written, field):
    with pytest.raises(InvalidInput) as refusal:
        check(written)
    assert list(refusal.value.fields) == [field]


def test_a_bic_is_of_the_country_of_the_account():
    iban = "FR1420041010050500013M02606"
    assert numbers.check_bic("", iban).startswith("PSSTFRPP")
    assert numbers.check_bic("psst fr pp par", iban) == "PSSTFRPPPAR"
    with pytest.raises(InvalidInput) as refusal:
        numbers.check_bic("COBADEFFXXX", iban)
    assert refusal.value.code == "bic_mismatch"
    with pytest.raises(InvalidInput):
        numbers.check_bic("XX", iban)


def test_the_numbers_of_one_organisation_agree():
    numbers.agree("732829320", "73282932000074", "FR44732829320")
    numbers.agree("", "", "")
    with pytest.raises(InvalidInput) as refusal:
        numbers.agree("356000000", "73282932000074", "")
    assert refusal.value.code == "siret_mismatch"
    with pytest.raises(InvalidInput) as refusal:
        numbers.agree("732829320", "", "FR40303265045")
    assert refusal.value.code == "vat_mismatch"
