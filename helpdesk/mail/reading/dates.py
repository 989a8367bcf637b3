"""Parse dates and times of helpdesks, spreadsheets and mail programs: in one way only, or not at all."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from helpdesk.mail.reading.month_names import is_weekday, months_named

ZONES = {
    # Hours from UTC of the names that mean one thing. Not here: IST (India, Israel, Ireland), AST, ECT and the like.
    "utc": 0, "ut": 0, "gmt": 0, "z": 0, "wet": 0, "cet": 1, "mez": 1, "west": 1, "cest": 2, "mesz": 2, "met": 1,
    "mest": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "hkt": 8, "sgt": 8, "pkt": 5, "npt": 5.75, "awst": 8, "brt": -3, "art": -3,
}  # fmt: skip
AMBIGUOUS_ZONES = {"bst": 1, "cst": -6, "ist": None, "ast": None, "wst": None, "gst": None}
"""In mails the first two mean what RFC 5322 and the mail programs of Britain mean."""
LONGEST = 80
CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s?(?:([ap])\.?m\b\.?|uhr\b|h\b)?", re.I
)
HOUR_ONLY = re.compile(r"(?<![\d:])(\d{1,2})\s?([ap])\.?m\b\.?", re.I)
OFFSET = re.compile(r"(?:(?:gmt|utc)\s?)?([+-])(\d{2}):?(\d{2})?(?!\d)", re.I)
EAST_ASIAN_HALF = re.compile(r"(午前|上午|오전|午後|下午|오후)\s?(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)")
LETTER_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?[hH時时시]\s?(\d{1,2})(?:\s?[分분](?:\s?(\d{1,2})\s?[秒초])?)?(?!\d)")
"""14 h 05, 14時5分, 14시 5분 10초."""
YEAR_FIRST = re.compile(r"^(\d{4})(?:[-/]|\.\s?|[年년]\s?)(\d{1,2})(?:[-/]|\.\s?|[月월]\s?)(\d{1,2})[日일.]?(?!\d)")
NAME = r"([^\s\d.,:;/()+-]{3,20})"
YEAR_NAME = re.compile(rf"^(\d{{4}})\.?\s{NAME}\.?\s(\d{{1,2}})\.?(?![\d:])")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(?!\d)", re.I)
NUMBERS = re.compile(r"^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
DAY_MONTH = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s-]{1,3}(?:de\s)?"
    rf"{NAME}\.?,?"
    r"[\s-]{1,3}(?:de\s)?(\d{4}|\d{2})(?![\d:])",
    re.I,
)
MONTH_DAY = re.compile(rf"{NAME}\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}})(?!\d)", re.I)
ASCTIME = re.compile(
    r"([a-z]{3})\s{1,2}(\d{1,2})\s(\d{1,2}:\d{2}:\d{2})\s(?:([a-z]{3,5}|[+-]\d{4})\s)?(\d{4})(?:\s([+-]\d{4}))?", re.I
)
WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,?\s{0,3}(?=\d)|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s{1,3}", re.I)
PLACE = re.compile(r"[A-Z][A-Za-z]{1,20}/[A-Z][A-Za-z_]{1,30}")
WORD = re.compile(r"[^\W\d_]{1,12}")
FILLERS = frozenset(re.findall(r"\w+", "at um à a on de h uhr t le den às klo kl г года р року в о об"))
"""Words between the parts of a date and its time, in several languages."""
GERMAN_WEEKDAYS = frozenset({"mo", "di", "mi", "do", "fr", "sa", "so"})
EARLIEST = 1990
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones


class AmbiguousError(ValueError):
    """It can be read in more than one way."""


class NoSuchHourError(ValueError):
    """No clock of the time zone has shown it."""


def read_moment(text: str, *, order: str = "", is_mail: bool = False) -> datetime:
    """The moment that `text` says, without a zone when it says none. `order` is that of day and month in numbers.

    Raises AmbiguousError when it can be read in two ways, another ValueError when in none.
    """
    text = " ".join(text[:LONGEST].replace("\u202f", " ").replace("\u200e", "").split()).strip("'\" ")
    text = LETTER_CLOCK.sub(lambda found: ":".join(part.zfill(2) for part in found.groups() if part), text)
    if found := EAST_ASIAN_HALF.search(text):
        half = "am" if found[1] in {"午前", "上午", "오전"} else "pm"
        text = f"{text[: found.start()]}{found[2]} {half}{text[found.end() :]}"
    if re.fullmatch(r"\d{5,16}(?:\.\d{1,12})?", text):
        # Seconds, milliseconds or microseconds since 1970, or days of a spreadsheet since 1900.
        value = float(text)
        for unit in (1, 1000, 1_000_000):
            if 631_152_000 <= value / unit < 4_102_444_800:
                return datetime.fromtimestamp(value / unit, UTC)
        if 32_874 <= value < 73_051:
            return (EXCEL_DAY_ZERO + timedelta(days=value) + timedelta(milliseconds=500)).replace(microsecond=0)
    text = _without_weekday(text)
    day, rest = _day(text, order=order)
    clock, rest = _clock(rest)
    zone, rest = _zone(rest, is_mail=is_mail)
    if any(char.isdigit() for char in rest):
        raise ValueError(rest)
    moment = datetime(*day, *clock)  # noqa: DTZ001 - its zone is said in the next line, or not at all
    return moment.replace(tzinfo=zone)


def order_of(text: str) -> str:
    """The order of day and month that a date in numbers shows by one above 12; "" when it shows none."""
    match = NUMBERS.match(_without_weekday(text.strip()[:LONGEST]))
    if not match or match[2] == "." or len(match[4]) < 4:
        return ""
    if int(match[1]) > 12:
        return DAY_FIRST
    return MONTH_FIRST if int(match[3]) > 12 else ""


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A moment without a zone as one of `zone`. Raises NoSuchHourError for an hour that was left out there."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    there = moment.replace(tzinfo=zone)
    if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise NoSuchHourError(str(moment))
    return there.astimezone(UTC)


def _without_weekday(text: str) -> str:
    found = WEEKDAY.match(text)
    is_month = found and months_named(found[0].strip(" .,"))
    return text[found.end() :] if found and not is_month else text


def _day(text: str, *, order: str) -> tuple[tuple[int, int, int], str]:
    if found := YEAR_FIRST.match(text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :].lstrip(" Tt,")
    if found := COMPACT.match(text):
        hour = f" {found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else ""
        return (int(found[1]), int(found[2]), int(found[3])), hour + text[found.end() :]
    if found := NUMBERS.match(text):
        day, month = _day_and_month(int(found[1]), found[2], int(found[3]), year=found[4], order=order)
        return (_year(found[4]), month, day), text[found.end() :].lstrip(" ,")
    if found := ASCTIME.search(text):
        clock_and_zone = f"{found[3]} {found[4] or ''} {found[6] or ''}".strip()
        return (int(found[5]), _month(found[1]), int(found[2])), clock_and_zone
    if found := DAY_MONTH.search(text):
        return (_year(found[3]), _month(found[2]), int(found[1])), text[: found.start()] + text[found.end() :]
    if found := YEAR_NAME.match(text):
        return (int(found[1]), _month(found[2]), int(found[3])), text[found.end() :]
    if found := MONTH_DAY.search(text):
        return (int(found[3]), _month(found[1]), int(found[2])), text[: found.start()] + text[found.end() :]
    raise ValueError(text)


def _day_and_month(first: int, sign: str, second: int, *, year: str, order: str) -> tuple[int, int]:
    """Dots are written with the day first; of other signs only a number above 12, or who knows the file, tells."""
    if sign == "." or first > 12 >= second:
        if len(year) == 2 and sign != ".":
            raise AmbiguousError(year)
        return first, second
    if second > 12 >= first:
        return second, first
    if first == second and len(year) == 4:
        return first, second
    if order in {DAY_FIRST, MONTH_FIRST}:
        return (first, second) if order == DAY_FIRST else (second, first)
    raise AmbiguousError(f"{first}{sign}{second}")


def _clock(text: str) -> tuple[tuple[int, int, int], str]:
    if found := CLOCK.search(text):
        hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), found[4]
    elif found := HOUR_ONLY.search(text):
        hour, minute, second, half = int(found[1]), 0, 0, found[2]
    else:
        return (0, 0, 0), text
    if half:
        if not 1 <= hour <= 12 and not (hour == 0 or hour > 12):
            raise ValueError(text)
        if half.lower() == "p" and hour < 12:
            hour += 12
        elif half.lower() == "a" and hour == 12:
            hour = 0
        elif half.lower() == "a" and hour > 12:
            raise ValueError(text)
    return (hour, minute, min(second, 59)), text[: found.start()] + " " + text[found.end() :]


def _zone(text: str, *, is_mail: bool) -> tuple[tzinfo | None, str]:
    text = re.sub(r"\([^()]{0,80}\)", " ", text)
    if found := OFFSET.search(text):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60:
            raise ValueError(text)
        zone = timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
        return zone, text[: found.start()] + text[found.end() :]
    if (found := PLACE.search(text)) and found[0] in available_timezones():
        return ZoneInfo(found[0]), text[: found.start()] + text[found.end() :]
    names = [word.lower() for word in WORD.findall(text)]
    known = ZONES | (AMBIGUOUS_ZONES if is_mail else {})
    for name in names:
        if (hours := known.get(name)) is not None:
            return timezone(timedelta(hours=hours)), re.sub(rf"(?i)\b{name}\b", " ", text, count=1)
        if name not in FILLERS | GERMAN_WEEKDAYS and not is_weekday(name):
            # A zone that is not known, or known under one name in two places, would be some hours off unnoticed.
            raise AmbiguousError(name)
    return None, text


def _month(name: str) -> int:
    months = months_named(name)
    if not months:
        raise ValueError(name)
    if len(months) > 1:
        raise AmbiguousError(name)
    return next(iter(months))


def _year(text: str) -> int:
    # RFC 5322, section 4.3: 00 to 49 are of this century.
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 50 else 1900)
