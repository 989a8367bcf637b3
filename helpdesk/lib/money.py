"""Money: whole cents of a currency, as it is written."""

from decimal import Decimal

from django.utils.formats import number_format

EXPONENTS = (
    dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"), 0
    )
    | {"XOF": 0, "XPF": 0}
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
    | dict.fromkeys(("CLF", "UYW"), 4)
)
"""How many places the smallest unit has: ISO 4217, list one (SIX, published 2026-01-01); else two."""
USUAL = 2
SYMBOLS = {"AUD": "A$", "CAD": "CA$", "EUR": "€", "GBP": "£", "NZD": "NZ$", "USD": "$"}


def exponent_of(currency: str) -> int:
    """2 for USD, 0 for JPY, 3 for KWD, 4 for CLF."""
    return EXPONENTS.get(currency.upper(), USUAL)


def format_money(cents: int | None, currency: str = "USD") -> str:
    """18400 as $184.00: the smallest units of the currency as it is written. Without a known sign it keeps its code."""
    if cents is None:
        return ""
    places = exponent_of(currency)
    amount = number_format(Decimal(abs(cents)).scaleb(-places), decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = "-" if cents < 0 else ""
    if currency in SYMBOLS:
        return f"{sign}{SYMBOLS[currency]}{amount}"
    return f"{sign}{amount} {currency}".strip()
