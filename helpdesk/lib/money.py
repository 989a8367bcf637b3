"""How many places the smallest unit of a currency has: ISO 4217, list one (SIX, published 2026-01-01); else two."""

EXPONENTS = (
    dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"), 0
    )
    | {"XOF": 0, "XPF": 0}
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
    | dict.fromkeys(("CLF", "UYW"), 4)
)
USUAL = 2


def exponent_of(currency: str) -> int:
    """2 for USD, 0 for JPY, 3 for KWD, 4 for CLF."""
    return EXPONENTS.get(currency.upper(), USUAL)
