"""Caller ID, as the networks say it: a number that names somebody, or anything else that they put in its place."""

import re

import phonenumbers

from helpdesk.lib.phones import NORTH_AMERICA, UNKNOWN_CALLERS

FEWEST_DIGITS = 8
"""With the code of the country. What is shorter is a short code, an extension, or a word typed on a keypad."""
LONGEST_SHOWN = 120
ADDRESS = re.compile(r"(?P<scheme>[a-z]{2,10}):(?P<user>[^@;?]*)", re.I)
"""sip:ann@pbx.example.com, client:user_7, tel:+15005550131"""
WRITTEN = re.compile(r"\+?[0-9][0-9 ().-]*")
"""Digits as a network writes them; a letter between them makes a name of it."""
WITHHELD_DIGITS = frozenset(number.lstrip("+") for number in UNKNOWN_CALLERS if number.startswith("+"))
WITHHELD_WORDS = frozenset(word for word in UNKNOWN_CALLERS if not word.startswith("+"))


def caller_number(shown: str) -> str:
    """The number in E.164 by which a caller may be known again, or "": then they are nobody whom we know.

    Two callers of whom we know nothing are never the same person for that. Of a SIP address only a whole number
    counts, for an extension or a name is another one's on every telephone system; of a browser's, nothing does.
    """
    address, number = _read(shown)
    scheme = address["scheme"].lower() if address else ""
    if scheme == "client" or (scheme.startswith("sip") and not number.startswith(("+", "00"))):
        return ""
    if not WRITTEN.fullmatch(number) or _is_withheld(number):
        return ""
    try:
        # Without a plus or 00 it can only be North American: whatever is shorter is no number of a country.
        parsed = phonenumbers.parse(re.sub(r"^00(?=[1-9])", "+", number), "US")
    except phonenumbers.NumberParseException:
        return ""
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    # Possible, not valid: fictional and newly opened ranges must work. No area of North America begins with 0 or 1.
    is_nowhere = parsed.country_code == NORTH_AMERICA and e164[2:3] in {"0", "1"}
    is_number = phonenumbers.is_possible_number(parsed) and len(e164) > FEWEST_DIGITS and not is_nowhere
    return e164 if is_number else ""


def shown_instead(shown: str) -> str:
    """What stands where a number belongs, for people to read: an address, or digits that are no whole number; "" when
    the caller is withheld, or when the number says it all."""
    address, number = _read(shown)
    if _is_withheld(number) or (not address and (caller_number(shown) or not any(map(str.isdigit, number)))):
        return ""
    return _printable(shown)[:LONGEST_SHOWN]


def _read(shown: str) -> tuple[re.Match | None, str]:
    """The address, if it is one, and the number in it, or what stands in its place."""
    shown = _printable(shown)
    address = ADDRESS.match(shown)
    return address, (address["user"] if address else shown).strip()


def _is_withheld(number: str) -> bool:
    digits = re.sub(r"[^0-9]", "", number).lstrip("0")
    if WRITTEN.fullmatch(number):
        return not digits or digits in WITHHELD_DIGITS
    return not number or re.sub(r"[^a-z]", "", number.lower()) in WITHHELD_WORDS


def _printable(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
