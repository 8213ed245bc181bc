# SPDX-License-Identifier: AGPL-3.0-or-later
"""The currencies that an organisation may count in, and how many decimals each has (ISO 4217)."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

CURRENCIES = {
    "EUR": 2,
    "CHF": 2,
    "GBP": 2,
    "USD": 2,
    "CAD": 2,
    "XPF": 0,
    "XOF": 0,
    "XAF": 0,
    "MAD": 2,
    "TND": 3,
    "DZD": 2,
    "MGA": 2,
    "MUR": 2,
    "PLN": 2,
    "CZK": 2,
    "HUF": 2,
    "RON": 2,
    "BGN": 2,
    "DKK": 2,
    "SEK": 2,
    "NOK": 2,
    "ISK": 0,
    "BRL": 2,
    "JPY": 0,
    "AUD": 2,
    "NZD": 2,
}


_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥"}  # those that no other currency shares


def to_minor(amount: Decimal, currency: str) -> int:
    """In the smallest unit. Raises ValueError when the amount is finer than that."""
    minor = amount.scaleb(CURRENCIES[currency])
    if minor != minor.to_integral_value():
        raise ValueError(amount)
    return int(minor)


def round_to_minor(amount: Decimal, currency: str) -> int:
    """In the smallest unit, rounded to the nearest."""
    return int(amount.scaleb(CURRENCIES[currency]).to_integral_value(ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount as it is written, with the decimals of the currency."""
    return Decimal(minor).scaleb(-CURRENCIES[currency])


def write_amount(minor: int, currency: str) -> str:
    """7 500 €, or 7,500.50 CHF, as the language writes numbers; whole amounts without decimals."""
    amount = from_minor(minor, currency)
    is_whole = amount == amount.to_integral_value()
    written = number_format(amount, 0 if is_whole else CURRENCIES[currency], use_l10n=True, force_grouping=True)
    return f"{written}\u00a0{_SIGNS.get(currency, currency)}"
