"""What a mail program puts below an answer: a signature, and the mails before it. Only what is surely one is taken for
it: a customer who draws a line above an order or a list of seats wants what is below to be read, and so does whoever
answers between the lines of a quotation, or forwards a mail."""

import re
from itertools import islice, takewhile

from helpdesk.lib.text.mail_programs import (
    DEVICES,
    FORWARDED,
    FROM,
    JOINING,
    ON,
    ORIGINAL_MESSAGE,
    QUOTING,
    SENT,
    SENT_WITH,
    SUBJECT,
    TO,
    WROTE,
)

FORWARDS = re.compile(r"\s{0,9}(?:fwd?|wg|tr|rv|reenv|enc|i|doorst|vb|vl|pd|转发|轉寄)\s?[:\uff1a]", re.I)
"""How the subject of a forward begins."""
BETWEEN_DASHES = re.compile(
    r"(?<![-\u2010-\u2015])[-\u2010-\u2015]{2,}+"
    r"([^-\u2010-\u2015].{3,40}?[^-\u2010-\u2015])[-\u2010-\u2015]{2,}"
)
LINE = re.compile(r"[_-]{3,}")
HEADER = re.compile(r"[*_]{0,2}([^\s:\uff1a*_][^:\uff1a]{0,20}?)\s?[:\uff1a][*_]{0,2}(?:\s|$)")
"""From: or *From:*, as the lines of Outlook's block begin."""
BEGIN = FROM | SENT
SIGNS, MOST_LOOKS = (":", "--", "\uff1a", "\u2010\u2010"), 4000
MOST_HEADERS, LONGEST_HEADERS = 8, 40
"""Lines in which the four of them are looked for, and as many as they take with all who got the mail."""
INTRODUCTION, BROKEN = 3, 30
"""Lines that say who wrote what is quoted, and when, which many programs break; none of them before this width."""
LONGEST_INTRODUCTION = 400
COLON = re.compile(r"[:\uff1a][\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*$")
DATE = re.compile(r"\d{4}|\d[:.h]\d\d")
ADDRESS = re.compile(r"<[^\s<>@]{1,100}@[^\s<>]{1,200}>")
BARE_ADDRESS = re.compile(r"(?<![^\s<])[^\s<>@]{1,100}@[^\s<>@]{1,200}")
MOMENT = re.compile(r"\d{4}.{1,30}?\d[:.]\d\d")
GROUPWISE = re.compile(r">>> .{5,200} >>>")
BEFORE_TEXT = re.compile(r"([^:\uff1a]{0,40})[:\uff1a]")
SIGNATURE = "--"
LONGEST_SIGNATURE, WIDEST_SIGNATURE = 12, 100
"""Lines below "-- " and characters of each: what is longer was written for this mail."""
LINK = re.compile(r"[(<\[]?https?://\S{1,300}")
LONGEST_BOAST, MOST_BOASTS = 160, 3


def split_quoted(text: str, subject: str = "") -> tuple[str, str]:
    """What somebody wrote, and their signature and the history below it; "" when there are none, or when nothing else
    was written. `subject` is that of the mail: what was forwarded is never folded."""
    lines = text.rstrip().splitlines()
    start = len(lines) if FORWARDS.match(subject) else _start(lines)
    written, quoted = "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip()
    return (written, quoted) if written.strip() and quoted else (text, "")


def _start(lines: list[str]) -> int:
    end = _signature(lines, len(lines))
    first = end
    while first and (not lines[first - 1].strip() or lines[first - 1].lstrip().startswith(">")):
        first -= 1
    while first < end and not lines[first].strip():
        first += 1
    # A mail may have thousands of lines, and few are worth a closer look.
    looked_at = (
        number
        for number, line in enumerate(lines)
        if line[:4] == ">>> " or (line[:1] != ">" and any(sign in line for sign in SIGNS))
    )
    for number in islice(looked_at, MOST_LOOKS):
        line = lines[number]
        is_block = _is_header_block(lines[number : number + MOST_HEADERS])
        words = line.strip()
        is_line_above = BETWEEN_DASHES.fullmatch(words) or (len(words) < 60 and COLON.search(words))
        # Whoever says that what is below was forwarded wants it to be read.
        is_forward = is_line_above and any(word in words.lower() for word in FORWARDED)
        if is_forward or (is_block and _introduces(lines, number)):
            return len(lines)
        if is_block or _is_parting(line):
            if _is_answered(lines, number, first):
                continue
            # Above the lines that only part what is below from what is above.
            while number and (not lines[number - 1].strip() or LINE.fullmatch(lines[number - 1].strip())):
                number -= 1
            return _signature(lines, number)
        if begins := _bare_introduction(lines, number):
            return _signature(lines, number + 1 - begins)
    if first == end:
        return end
    headers = [line.lstrip("> ") for line in lines[first : first + MOST_HEADERS]]
    if _is_header_block(headers) and _introduces(lines, first):
        return len(lines)
    return _signature(lines, _introduction(lines, first))


def _is_parting(line: str) -> bool:
    """Whether a line says that the mail before it begins: "----- Original message -----", or who wrote it, and when."""
    line = line.strip()
    words = BETWEEN_DASHES.fullmatch(line)
    if words and words[1].strip().lower() in ORIGINAL_MESSAGE:
        return True
    if GROUPWISE.fullmatch(line):
        return bool(DATE.search(line))
    is_between = line[:3] == line[-3:] == "---" and len(line) < LONGEST_INTRODUCTION
    return is_between and bool(BARE_ADDRESS.search(line)) and _has_wrote(line)


def _is_header_block(lines: list[str]) -> bool:
    """From, Sent, To and Subject in any order, one of the first two first: one alone is what anybody may write."""
    first = HEADER.match(lines[0].strip())
    if first is None or first[1].lower() not in BEGIN:
        return False
    headers = [HEADER.match(line.strip()) for line in takewhile(str.strip, lines)]
    named = {header[1].lower() for header in headers if header}
    return all(words & named for words in (FROM, SENT, TO, SUBJECT))


def _introduces(lines: list[str], number: int) -> bool:
    """Whether the line above leads to what is below, as the one above a mail that is forwarded does."""
    while number and not lines[number - 1].strip():
        number -= 1
    line = lines[number - 1].strip() if number else ""
    return bool(BETWEEN_DASHES.fullmatch(line) or COLON.search(line))


def _is_answered(lines: list[str], number: int, first: int) -> bool:
    """Whether what is quoted below these headers is parted by answers: `first` is where the last quotation begins."""
    end = min(first, number + LONGEST_HEADERS)
    while number < end and lines[number].strip():
        number += 1
    while number < end and not lines[number].strip():
        number += 1
    return number < end and lines[number].lstrip().startswith(">")


def _bare_introduction(lines: list[str], number: int) -> int:
    """How many lines that end with this one announce a mail that is not marked as a quotation; 0 when they do not."""
    if not any("@" in line for line in lines[max(number - 2, 0) : number + 1]):
        return 0
    below = next(filter(str.strip, lines[number + 1 : number + 4]), "")
    if below.lstrip().startswith(">"):
        return 0
    for count in range(1, min(INTRODUCTION, number + 1) + 1):
        above = lines[number + 1 - count]
        if not above.strip() or (count > 1 and len(above) < BROKEN):
            return 0
        words = " ".join(lines[number + 1 - count : number + 1]).strip()[:LONGEST_INTRODUCTION]
        if _names_moment_and_writer(words):
            return count
    return 0


def _names_moment_and_writer(words: str) -> bool:
    """Whether they begin as a program does ("On Tue, 3 Nov", "3 Nov", "Tue, 3 Nov", or "Ann <a@b> wrote on 3 Nov"), and
    the address and the word for writing come to a colon, behind which at most the mail itself begins."""
    first = words.split(maxsplit=1)[0].lower()
    date, address = DATE.search(words), ADDRESS.search(words)
    if date is None or address is None:
        return False
    before = words[: address.start()]
    is_after_name = address.start() < date.start() and len(before.split()) < 5
    is_first = address.start() > date.start() and (first in ON or first[0].isdigit() or first.endswith(","))
    if not is_after_name and not is_first:
        return False
    ends = BEFORE_TEXT.match(words, address.end())
    if ends is None:
        return bool(COLON.search(words) and _has_wrote(words[address.end() :]))
    if ends[1].strip():
        return _has_wrote(ends[1])
    # Some programs begin with the moment and have no word for writing.
    return _has_wrote(before) or bool(MOMENT.search(before) and before.split(maxsplit=1)[0].lower() not in ON)


def _has_wrote(words: str) -> bool:
    words = words.lower()
    return any(wrote in words for wrote in WROTE)


def _introduction(lines: list[str], first: int) -> int:
    """Where the lines begin that announce the quotation at `first`, with the moment of what is quoted and its author;
    `first` when there are none."""
    end = begins = first
    while end and not lines[end - 1].strip():
        end -= 1
    for number in range(end - 1, max(end - 1 - INTRODUCTION, -1), -1):
        line = lines[number].rstrip()
        if not line or (number < end - 1 and (len(line) < BROKEN or line.endswith((".", "!", "?")))):
            return begins
        words = " ".join(lines[number:end])[-LONGEST_INTRODUCTION:]
        if not COLON.search(words):
            return first
        if DATE.search(words) and (BARE_ADDRESS.search(words) or _has_wrote(words)):
            return number
        address = ADDRESS.search(words)
        # One line may be nothing but a name, an address and that they wrote, or are quoted.
        if number == end - 1 and address and len(words[: address.start()].split()) <= 5:
            is_writer = _has_wrote(words[address.end() :]) or words.split(maxsplit=1)[0].lower() in QUOTING
            begins = number if is_writer else begins
    return begins


def _signature(lines: list[str], end: int) -> int:
    """Where the signature begins that ends before `end`, and what a program says of itself; `end` without either."""
    number, left = end, MOST_BOASTS
    while number and (not lines[number - 1].strip() or (left and _is_boast(lines[number - 1]))):
        number -= 1
        left -= bool(lines[number].strip())
    boasts = any(line.strip() for line in lines[number:end])
    if boasts and number and lines[number - 1].strip() in {SIGNATURE, "---"}:
        return number - 1
    least = max(number - LONGEST_SIGNATURE - 1, 0)
    without = number if boasts else end
    place = next((place for place in range(number - 1, least - 1, -1) if lines[place].strip() == SIGNATURE), None)
    if place is None:
        return without
    # What follows "-- " is a signature, but a line that is drawn twice parts something, and nobody signs with a
    # question. Some programs cut the space off; then it is one only when it is no sentence.
    below = [line.strip() for line in lines[place + 1 : number] if line.strip()]
    is_drawn_once = all(line.strip() != SIGNATURE for line in lines[:place])
    is_short = all(len(line) <= WIDEST_SIGNATURE and "?" not in line for line in below)
    says_nothing = lines[place] == "-- " or not any(line.endswith((".", "!", ":")) for line in below)
    return place if below and is_drawn_once and is_short and says_nothing else without


def _is_boast(line: str) -> bool:
    """Whether a program says of itself that it sent the mail ("Sent from my iPhone"), and nothing else stands there."""
    line = line.strip()
    if len(line) > LONGEST_BOAST:
        return False
    words = set(re.findall(r"[^\W\d_]+", LINK.sub("", line).lower()))
    return bool(words & SENT_WITH and words & DEVICES) and words <= SENT_WITH | DEVICES | JOINING
