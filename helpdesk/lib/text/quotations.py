"""The mails before it, which a mail program puts below an answer. Only what is surely one is taken for it: a customer
who draws a line above an order or a list of seats wants what is below to be read."""

import re
from itertools import takewhile

from helpdesk.lib.text.mail_programs import FROM, ORIGINAL_MESSAGE, SENT, SUBJECT, TO, WROTE

BETWEEN_DASHES = re.compile(r"(?<!-)-{2,}+([^-].{3,40}?[^-])-{2,}")
LINE = re.compile(r"[_-]{10,}")
HEADER = re.compile(r"[*_]{0,2}([^\s:\uff1a*_][^:\uff1a]{0,20}?)\s?[:\uff1a][*_]{0,2}(?:\s|$)")
"""From: or *From:*, as the lines of Outlook's block begin."""
BEGIN = FROM | SENT
MOST_HEADERS = 8
INTRODUCTION, BROKEN = 3, 30
"""Lines that say who wrote what is quoted, and when, which many programs break; none of them before this width."""
COLON = re.compile(r"[:\uff1a][\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*$")
DATE = re.compile(r"\d{4}|\d[:.h]\d\d")
ADDRESS = re.compile(r"<\S*@\S+>")


def split_quoted(text: str) -> tuple[str, str]:
    """What somebody wrote, and the history below it; "" when there is none, or when nothing else was written."""
    lines = text.splitlines()
    start = _start(lines)
    written, quoted = "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip()
    return (written, quoted) if written.strip() and quoted else (text, "")


def _start(lines: list[str]) -> int:
    for number, line in enumerate(lines):
        # A case may have thousands of lines, and few are worth a closer look.
        if (":" in line or "--" in line or "\uff1a" in line) and _begins_history(lines, number):
            return number - _lines_drawn(lines[:number])
    below = sum(1 for _ in takewhile(_is_quoted, reversed(lines)))
    first = len(lines) - below
    while first < len(lines) and not lines[first].strip():
        first += 1
    return first - _introduction(lines[:first]) if first < len(lines) else first


def _begins_history(lines: list[str], number: int) -> bool:
    if _is_original_message(lines[number]):
        return True
    return _is_header_block(lines[number : number + MOST_HEADERS]) and not _is_forwarded(lines[:number])


def _is_quoted(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(">")


def _is_original_message(line: str) -> bool:
    words = BETWEEN_DASHES.fullmatch(line.strip())
    return words is not None and words[1].strip().lower() in ORIGINAL_MESSAGE


def _is_header_block(lines: list[str]) -> bool:
    """From, Sent, To and Subject in any order, one of the first two first: one alone is what anybody may write."""
    first = HEADER.match(lines[0].strip())
    if first is None or first[1].lower() not in BEGIN:
        return False
    headers = [HEADER.match(line.strip()) for line in takewhile(str.strip, lines)]
    named = {header[1].lower() for header in headers if header}
    return all(words & named for words in (FROM, SENT, TO, SUBJECT))


def _is_forwarded(above: list[str]) -> bool:
    """Whether the line above a block of headers says what it is: whoever forwards a mail wants it to be read."""
    line = next(filter(None, map(str.strip, reversed(above))), "")
    return bool(BETWEEN_DASHES.fullmatch(line) or COLON.search(line))


def _lines_drawn(above: list[str]) -> int:
    """How many lines at the end of these only part what is below from what is above."""
    return sum(1 for _ in takewhile(lambda line: not line.strip() or LINE.fullmatch(line.strip()), reversed(above)))


def _introduction(above: list[str]) -> int:
    """How many lines at the end of these announce the quotation, with the moment of what is quoted and its author."""
    gap = sum(1 for _ in takewhile(lambda line: not line.strip(), reversed(above)))
    said = list(takewhile(str.strip, reversed(above[: len(above) - gap])))[:INTRODUCTION]
    for number in range(1, len(said) + 1):
        if number > 1 and (len(said[number - 1]) < BROKEN or said[number - 1].rstrip().endswith((".", "!", "?"))):
            return 0
        if _says_who_wrote(" ".join(reversed(said[:number]))):
            return gap + number
    return 0


def _says_who_wrote(words: str) -> bool:
    if not COLON.search(words) or not DATE.search(words):
        return False
    return bool(ADDRESS.search(words)) or any(wrote in words.lower() for wrote in WROTE)
