"""Notices of mail servers in words alone: qmail, Exim, Exchange, Notes, GroupWise and their like, in ten languages."""

import re

from helpdesk.mail.kinds.phrases import has_any, plain
from helpdesk.mail.kinds.reports import own_words
from helpdesk.mail.kinds.senders import is_from_machine, is_never_a_person
from helpdesk.mail.kinds.statuses import is_dead_address, status_in
from helpdesk.mail.kinds.words_of_notices import DELAYS, FAILURES, GIVEN_UP, RETURNED_BELOW, SUBJECTS
from helpdesk.mail.reading.mail_headers import header, raw_header
from helpdesk.mail.reading.senders import plain_address
from helpdesk.mail.reading.source import Part

ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]{}=@]{1,64}@[^\s<>,;:\"'()\[\]{}=@]{1,255}")
INTRODUCES = ("because:", "reason:", "remote host said:", "error:", "diagnostic:", "the reason was:", "cause:")
"""Lines that only say that the reason comes next."""
OF_HEADERS = ("to:", "cc:", "from:", "subject:", "sent:", "date:")
"""How Exchange 2003 begins: with what it returns, and only then with who did not get it."""
SERVERS_ANSWERS = ("<<< ", "<-- ")
LINES_AFTER = 12
"""Lines behind an address in which the code of a server may stand."""


def is_notice(mail: Part, *, envelope_from: str = "") -> bool:
    """Whether a mail server says in words that a mail of ours did not arrive.

    The words alone are never enough: a buyer forwards such a notice, or writes "Undelivered: my tickets".
    """
    if raw_header(mail, "x-failed-recipients"):
        return is_from_machine(mail, envelope_from=envelope_from)
    subject = plain(header(mail, "subject"))
    words = plain(before_returned(own_words(mail)))
    if is_never_a_person(mail):
        return has_any(subject, FAILURES) or has_any(words, FAILURES)
    if subject.startswith("["):
        subject = subject.partition("]")[2]
    is_machine = is_from_machine(mail, envelope_from=envelope_from)
    return is_machine and subject.lstrip(" *!").startswith(SUBJECTS) and has_any(words, FAILURES)


def before_returned(text: str) -> str:
    """The words of the notice itself, not those of the mail below it."""
    lines = text.split("\n")
    places = (place for place, line in enumerate(lines) if plain(line).lstrip("->|*# ").startswith(RETURNED_BELOW))
    return "\n".join(lines[: next(places, len(lines))])


def read_notice(text: str, *, known: set[str]) -> tuple[str, str, bool]:
    """Who did not get the mail, why, and whether the address is dead.

    `known` are addresses that did not fail, however often they stand in the notice.
    """
    words = before_returned(text)
    lines = [line.strip() for line in words.split("\n")]
    # The first line that names who did not get the mail; what Exchange 2003 returns comes last.
    places = sorted(enumerate(lines), key=lambda line: plain(line[1]).startswith(OF_HEADERS))
    written_there = ((place, found[0]) for place, line in places for found in ADDRESS.finditer(line))
    named = ((place, plain_address(written.strip(".*|")), written) for place, written in written_there)
    nobody = known | {""}
    place, recipient, written = next(
        (one for one in named if one[1] not in nobody and not one[1].startswith(("postmaster@", "mailer-daemon@"))),
        (0, "", ""),
    )
    sentence = next((line for line in lines if has_any(plain(line), FAILURES)), "")
    why = _reason(lines, place, written) if recipient else sentence
    is_delay = has_any(plain(words), DELAYS) and not has_any(plain(words), GIVEN_UP)
    return recipient, why, not is_delay and is_dead_address(status_in(why) or status_in(words), why)


def _reason(lines: list[str], place: int, written: str) -> str:
    """The words with a server's code; else those behind the address, below it, before it, or where it stands again."""
    before, _written, behind = lines[place].partition(written)
    following = lines[place + 1 : place + 1 + LINES_AFTER]
    coded = next((text for text in [behind, *following, before] if status_in(text)), "")
    above = next((line for line in reversed(lines[:place]) if line), "")
    again = next((line for line in following if written in line and _has_words(line)), "")
    # Exchange 2003 writes the date behind the address.
    behind = "" if behind.startswith(" on ") else behind
    # Right below the address, or below a line that says that the reason comes.
    gap = next((number for number, line in enumerate(following) if not line), LINES_AFTER)
    announced = next((number for number, line in enumerate(following) if plain(line) in INTRODUCES), LINES_AFTER)
    near = [*following[:gap], *following[max(gap, announced) :]]
    said = (line for line in near if _has_words(line) and not line.startswith(("-", "=", "*", "host ")))
    choices = (coded, behind, next(said, ""), before, again, above)
    reason = next(filter(_has_words, choices), "")
    # Without what joins it to the address, and without the marks of a record of the servers' talk.
    for mark in SERVERS_ANSWERS:
        reason = reason.rpartition(mark)[2]
    reason = reason.lstrip(" \t:;,>-*|.'\"").rstrip(" \t:;,<-*|'\"")
    return reason[1:-1] if reason.startswith("(") and reason.endswith(")") else reason


def _has_words(text: str) -> bool:
    """Whether a line says something, and not only that the reason comes next."""
    return sum(map(str.isalpha, ADDRESS.sub("", text))) > 3 and plain(text) not in INTRODUCES
