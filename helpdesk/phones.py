"""Telephone numbers: E.164 inside, readable at the edge (phonenumberslite)."""

import phonenumbers

UNKNOWN_CALLERS = frozenset(
    {"anonymous", "unknown", "restricted", "unavailable", "+266696687", "+7378742833", "+2562533"}
)
"""What a provider sends as From when the caller withheld the number: words, or those words typed on a keypad."""


def normalize_phone(text: str, *, region: str = "US") -> str:
    """The number in E.164 ("+15005550100"), or "" when `text` is no possible telephone number."""
    text = text.strip()
    if text.lower() in UNKNOWN_CALLERS:
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    # Possible, not valid: fictional and newly opened ranges must work, and a wrong "no" loses a caller.
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(e164: str) -> str:
    """The number as people write it ("+1 500-555-0100"); the text itself when it is no number."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
