"""Telephone numbers: E.164 inside, readable at the edge (phonenumberslite)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeGuard
from urllib.parse import unquote

import phonenumbers
from django.conf import settings

UNKNOWN_CALLERS = frozenset(
    {"anonymous", "unknown", "restricted", "unavailable", "blocked", "private", "withheld", "hidden", "unallocated"}
    | {"+266696687", "+86282452253", "+8656696", "+2562533", "+7748483"}
    | {"+7378742833", "+17378742833", "+7378742883", "+17378742883"}
)
"""What a provider sends as From when the caller withheld the number: words, or those words typed on a keypad."""
LONGEST = 250
"""As phonenumbers itself: whatever is longer is no telephone number."""
FEWEST_DIGITS = 4
"""Fewer digits are no end of a telephone number that is worth a search."""
WITHOUT_TRUNK = 6
"""So many digits are a number that was written with what is dialled first at home (0, 8): the end is without it."""
# Spaces are looked at from their first one only: from each of many, it would take the square of their number.
EXTENSION = re.compile(
    r"(?<![\s,;(])[\s,;(]*(?:;ext=|\bext(?:ension|n)?\.?|\bdurchwahl|\bdw\.?|\bx|(?<=\d)x|#)[\s.:]*(\d{1,7})\)?\s*$",
    re.I,
)
SEVERAL = re.compile(r"(?<!\s)\s+(?:/|or|oder|ou|and|und|y|o)\s+|(?<!\s)\s*[;,|]\s*|\n+", re.I)
"""What stands between two numbers."""
ABROAD = re.compile(r"^\D{0,3}0\s?0(?=[\s()./-]*\d)")
"""00 as most of the world dials before the code of a country, some with more digits behind it (001 in Hong Kong). No
national number that we could mean begins so."""
BARE_DIGITS = re.compile(r"[1-9][\d\s()./-]{8,20}")
PIECE = re.compile(r"[+(]?\d[\d\s()./+-]{4,30}\d")
"""What may be a number between words ("18 Uhr 030 12345678")."""
FEWEST_BETWEEN_WORDS = 6
FEWEST_WHEN_ONLY_POSSIBLE = 9
"""Digits beside words. Fewer may be an hour, a post code, or half of a number."""
VANITY = re.compile(r"[+(]?\d[\d\s().-]{0,20}[^\W\d_](?:[\s.-]?[^\W_]){2,20}")
"""Words at the end of a number that are typed on its keys: 1-800-FLOWERS."""
CALLED_BY_WORDS = frozenset(
    {phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.PREMIUM_RATE}
    | {phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.UAN}
)
"""The kinds of number that are advertised as words outside of North America."""
MEXICO = 52
WRITTEN_WITH_CODE = (
    phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN,
    phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD,
)
SIP = re.compile(r"^\s*sips?:(\+[\d.()-]+)@.*$", re.I | re.S)
NORTH_AMERICA = 1
AT_HOME = re.compile(r"^0(?!\d{0,1}[./-]\d{1,2}[./-]\d{2,4}$)(?=\d*[\s()./-])(?=(?:\D*\d){8})")
"""A number that begins with 0 and is not written in one piece, and no day."""
IN_PIECES = re.compile(r"^00|\d[\s()./-]{1,3}\d")
ABROAD_OR_AMERICAN = re.compile(r"^[+(]|^\d{3}[ .-]\d{3}[ .-]\d{4}$")
CALLED = re.compile(
    r"^\W*(?:tel|telefon|telephone|phone|mobile?|mob|mobil|handy|fon|cell|call(?:to)?|number|nr|no|ph|sms|whatsapp)\b[.:\s]*",
    re.I,
)
LABEL = re.compile(r"^[^\d+(]*(?=[+(]?\d)")
"""Words before a number: "Tel.", "Mobile:"."""


def normalize_phone(text: str, *, regions: Iterable[str] = ()) -> str:
    """The number in E.164 ("+15005550100"), or "" when `text` is no possible telephone number.

    A number without the code of its country is read as one dials it in the first of `regions` where such a number is
    given out, else in the first where it is possible; the desk's own region (PHONE_REGION) comes last.
    """
    return next(iter(phone_readings(text, regions=regions)), "")


def phone_readings(text: str, *, regions: Iterable[str] = ()) -> list[str]:
    """Each number in E.164 that `text` may mean, the likeliest first; none when it is no telephone number."""
    text = _folded(text, lines=True)
    if not text or len(text) > LONGEST or text.lower() in UNKNOWN_CALLERS:
        return []
    places = _places(regions)
    has_words = any(map(str.isalpha, LABEL.sub("", text)))
    for written in _written(text):
        if numbers := _readings(written, places, is_beside_words=has_words):
            e164 = (phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for number in numbers)
            return list(dict.fromkeys(e164))
    return []


def phone_without_plus(text: str) -> str:
    """The number that bare digits are when only the plus is missing, as spreadsheets take it away, or ""."""
    text = _folded(text)
    number = _parsed(f"+{text}", settings.PHONE_REGION) if BARE_DIGITS.fullmatch(text) else None
    if number is None or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_ends(text: str) -> list[str]:
    """The digits in which the number of whom somebody looks for may end, as it was typed and without what one dials
    first at home; none when this is no part of a telephone number."""
    text = _folded(text)
    number = EXTENSION.sub("", LABEL.sub("", text.partition(";")[0]))
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    if len(digits) < FEWEST_DIGITS or not looks_like_phone(text):
        return []
    ends = [digits]
    if len(digits) > WITHOUT_TRUNK:
        ends += [digits.lstrip("0")] if digits.startswith("0") else []
        # Russia and its neighbours dial 8 before the ten digits of a number.
        ends += [digits[1:]] if len(digits) == 11 and digits.startswith("8") else []
    return [end for end in dict.fromkeys(ends) if len(end) >= FEWEST_DIGITS]


def looks_like_phone(text: str) -> bool:
    """Whether it is written as a number: no letters but those of a label ("Tel.", "tel:"), or of an extension."""
    bare = re.sub(r";[a-z-]+=.*$", "", EXTENSION.sub("", CALLED.sub("", _folded(text))), flags=re.I)
    return any(map(str.isdigit, bare)) and not any(map(str.isalpha, bare))


def phones_sought(text: str) -> list[str]:
    """Every number in E.164, of whatever country, that a whole number in a box of search may mean."""
    found = phone_readings(text) if _folded(text)[:1] in set("+(0123456789") or looks_like_phone(text) else []
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    for end in phone_ends(text):
        if len(end) > WITHOUT_TRUNK:
            found += [f"+{end}", *(f"+{code}{end}" for code in codes)]
    return list(dict.fromkeys(found))


def readable_phone(e164: str) -> str:
    """The number as people write it ("+1 500-555-0100"); the text itself when it is no number."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def region_of_phone(e164: str) -> str:
    """The country that the number is of ("DE"), or ""."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    return region if region in phonenumbers.SUPPORTED_REGIONS else ""


def phones_in(text: str, *, regions: Iterable[str] = ()) -> Iterator[str]:
    """Each number of a longer text, in E.164, that is written as people write numbers: with + or 00, with brackets,
    with the 0 of a number at home, or as Americans write theirs. The number of an order must not be taken for one."""
    text = _folded(text, lines=True)
    places = _places(regions)
    for region in places:
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            number = _parsed(match.raw_string, region)
            if _is_from_abroad(number) and phonenumbers.is_valid_number(number) and IN_PIECES.search(match.raw_string):
                yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    text = re.sub(r"(?<![\w+.-])00(?=[\s()./-]?[1-9])", "+", text)
    for region in places:
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            is_home = match.number.country_code != NORTH_AMERICA and AT_HOME.search(match.raw_string)
            if is_home or ABROAD_OR_AMERICAN.search(match.raw_string):
                yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)


def _places(regions: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*(place.upper() for place in regions if place), settings.PHONE_REGION]))


def _folded(text: str, *, lines: bool = False) -> str:
    """Full-width signs as narrow ones, digits of every script as 0 to 9, any space as a space, no invisible marks."""
    if text[:4].lower() == "tel:":
        text = unquote(text)
    letters = []
    # Of a SIP address, the number that stands in it (RFC 3261, section 19.1.6).
    for letter in unicodedata.normalize("NFKC", SIP.sub(r"\1", text)):
        kind = unicodedata.category(letter)
        if kind == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif kind == "Zs" or letter in "\t\r\n":
            letters.append("\n" if lines and letter == "\n" else " ")
        elif kind == "Pd" or letter in "\u2212\u30fc":
            letters.append("-")
        elif kind not in {"Cf", "Cc"}:
            letters.append(letter)
    return "".join(letters).strip()


def _written(text: str) -> Iterator[str]:
    """What in `text` may be the number, as phonenumbers understands it: the first of several, then the whole, then
    what stands between words."""
    has_context = "phone-context" in text.lower()
    whole = " ".join(text.split("\n"))
    first = SEVERAL.split(LABEL.sub("", text), maxsplit=1)[0]
    for part in (whole,) if has_context or first == text else (first, whole):
        part = EXTENSION.sub("", part if has_context else LABEL.sub("", part))
        # A remark behind the number; letters inside one are those on the keys of a telephone (1-800-FLOWERS).
        digits_first = re.match(r"^([+(]?[\d\s()./+-]*\d)[\s(,:-]+[^\W\d_]", part)
        if has_context or not any(map(str.isalpha, part)):
            yield part
        elif digits_first and _has_enough_digits(digits_first[1]):
            yield digits_first[1]
        if VANITY.fullmatch(part):
            yield part
    if any(map(str.isalpha, whole)) and not has_context:
        yield from filter(_has_enough_digits, PIECE.findall(whole))


def _has_enough_digits(text: str, fewest: int = FEWEST_BETWEEN_WORDS) -> bool:
    return sum(map(str.isdigit, text)) >= fewest


def _readings(written: str, places: list[str], *, is_beside_words: bool) -> list[phonenumbers.PhoneNumber]:
    """What `written` may mean, the valid ones before those that are only possible."""
    is_abroad = bool(ABROAD.search(written))
    numbers: list[phonenumbers.PhoneNumber | None] = []
    for place in places:
        code = phonenumbers.country_code_for_region(place)
        # It may begin with the code of its own country and lack the plus. Where numbers at home begin with a 0 or 8
        # that is not there, and are of any length, it is this even when phonenumbers thinks of a number at home.
        if code != NORTH_AMERICA and BARE_DIGITS.fullmatch(written) and _begins_with(written, str(code)):
            with_code = _parsed(f"+{written}", place) if _trunk(code) and not _has_trunk(written, code) else None
            numbers += [with_code] if with_code and phonenumbers.is_valid_number(with_code) else []
        at_home = _parsed(written, place)
        numbers += [at_home] if not is_abroad or _is_from_abroad(at_home) else []
    if is_abroad:
        numbers.append(_parsed(ABROAD.sub("+", written), settings.PHONE_REGION))
    usable = [number for number in numbers if number and _is_usable(number, written, is_beside_words=is_beside_words)]
    # Sorting is stable: of the valid ones, and then of the others, the first region counts.
    return sorted(usable, key=lambda number: not phonenumbers.is_valid_number(number))


def _is_usable(number: phonenumbers.PhoneNumber, written: str, *, is_beside_words: bool) -> bool:
    """Valid; or possible, when it was written as a number beyond doubt: fictional and newly opened ranges must work."""
    is_vanity = any(map(str.isalpha, written)) and "phone-context" not in written.lower()
    if phonenumbers.is_valid_number(number):
        is_american = number.country_code == NORTH_AMERICA
        return (
            not is_vanity or is_american or (written.isupper() and phonenumbers.number_type(number) in CALLED_BY_WORDS)
        )
    reason = phonenumbers.is_possible_number_with_reason(number)
    if is_vanity or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return False
    if is_beside_words and not _has_enough_digits(written, FEWEST_WHEN_ONLY_POSSIBLE):
        return False
    if number.country_code_source in WRITTEN_WITH_CODE:
        return True
    # In North America every number of the plan's pattern is valid: nothing there is only possible.
    return number.country_code != NORTH_AMERICA and _has_trunk(written, number.country_code)


def _is_from_abroad(number: phonenumbers.PhoneNumber | None) -> TypeGuard[phonenumbers.PhoneNumber]:
    """Whether it began with what one dials in its region before the code of a country."""
    return number is not None and number.country_code_source == phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD


def _trunk(code: int | None) -> str:
    """What is dialled before a number within the country."""
    region = phonenumbers.region_code_for_country_code(code or 0)
    return phonenumbers.ndd_prefix_for_region(region, True) or ""


def _has_trunk(written: str, code: int | None) -> bool:
    trunk = _trunk(code)
    return bool(trunk) and _begins_with(written, trunk)


def _begins_with(written: str, digits: str) -> bool:
    return re.sub(r"\D", "", written).startswith(digits)


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    # No area there begins with 0 or 1: this is a number of another country, written as one dials it at home.
    if number.country_code == NORTH_AMERICA and national[:1] in {"0", "1"}:
        return None
    if number.country_code == MEXICO and len(national) == 11 and national.startswith("1"):
        # Mobiles were called so from abroad until 2019.
        number.national_number = int(national[1:])
    return number if phonenumbers.is_possible_number(number) else None
