"""Read a mail that came in, in a process of its own: what trips the parser up, or keeps it for ever, harms nobody."""

import gc
import hashlib
import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import structlog
from django.utils.translation import gettext as _

from helpdesk.mail.inbox.own import addresses_in_use, is_ours
from helpdesk.mail.kinds import Kind, Report, classify, says_it_answers
from helpdesk.mail.reading.errors import LONGEST_TEXT, UnreadableError
from helpdesk.mail.reading.mail_headers import header, raw_header, raw_headers
from helpdesk.mail.reading.mailing_lists import author
from helpdesk.mail.reading.mails import charset_of_headers, date_of, ids_in
from helpdesk.mail.reading.parts import FilePart, read_parts
from helpdesk.mail.reading.senders import Person, is_one_address, read_people, read_person
from helpdesk.mail.reading.source import Part, parse_mail

logger = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

SECONDS = 5
MEMORY = 1024 * 1024 * 1024
"""Beyond what the worker has already; a mail of 25 MB needs a tenth of it."""
OUR_OWN = b"From: a@example.com\r\nDate: Mon, 2 Nov 2026 10:00:00 CET\r\nSubject: =?utf-8?q?=C3=BC?=\r\n\r\n\xe4\r\n"
MOST_FILES = 50
OF_GROUPS = ("x-original-sender", "x-beenthere", "mailing-list")
"""Headers that Google Groups and Mailman add, and newsletters do not have."""
LONGEST_ID = 500
MOST_NAMED = 50
"""Mails before it that are looked for: the first and the last ones of its thread."""


@dataclass(frozen=True)
class Reading:
    """What a mail says of itself. Nothing of it is proven."""

    kind: Kind
    report: Report | None
    """What a mail server says of a mail of ours that did not arrive, or that was called spam."""
    says_it_answers: bool
    """A machine's answer that says so itself."""
    is_through_group: bool
    """A person wrote to an address that hands its mail on to several, as a group does."""
    sender: Person
    is_one_sender: bool
    """From names one address, and in the clear. Else nobody's word is taken for whose it is."""
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    message_id: str
    named: tuple[str, ...]
    """The ids of the mails that it answers."""
    written_at: datetime | None
    text: str
    html: str
    """As it came, hostile."""
    files: tuple[FilePart, ...]
    remarks: tuple[str, ...]
    fingerprint: str

    @property
    def receivers(self) -> tuple[Person, ...]:
        """Whom the mail says that it is for."""
        return self.to + self.cc


def read_guarded(raw: bytes, *, envelope_from: str = "") -> Reading:
    """Read it within SECONDS and MEMORY. Raises UnreadableError with what is wrong with the mail, and OSError when no
    process can be had."""
    _learn()
    return guarded(partial(read, raw, envelope_from=envelope_from, in_use=addresses_in_use()))


def guarded(does: Callable[[], Answer]) -> Answer:
    """What `does` answers, in a process of its own and within SECONDS and MEMORY; it may ask nobody anything. For
    libraries that a mail can keep busy for hours, or have fill the memory. Raises what `read_guarded` does."""
    readable, writable = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(readable)
        os.close(writable)
        raise
    if not child:
        os.close(readable)
        _do_and_tell(does, writable)
    os.close(writable)
    try:
        answer = _answer_of(child, readable)
    finally:
        os.close(readable)
    try:
        kind, value = pickle.loads(answer)  # noqa: S301 - written by our own child
    except (EOFError, pickle.UnpicklingError):  # it was killed before it had said all, or took too long
        kind, value = "", None
    if kind == "done":
        return cast(Answer, value)
    if kind == "unreadable":
        raise UnreadableError(value)
    logger.warning("mail_not_read", reason=value or "the process that read it did not come back")
    raise UnreadableError(_("It is built in a way that the desk cannot read."))


@cache
def _learn() -> None:
    """Names of months, zones and charsets are looked up once, here, and not anew in the process of each mail."""
    read(OUR_OWN)


def _answer_of(child: int, readable: int) -> bytes:
    """What the child wrote until it ended; nothing when it took too long."""
    pieces: list[bytes] = []
    deadline = time.monotonic() + SECONDS
    try:
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([readable], [], [], left)[0]:
                return b""
            piece = os.read(readable, 1 << 20)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
        return b""
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _do_and_tell(does: Callable[[], object], writable: int) -> NoReturn:
    """In the child: it shares connections with its parent, so it asks nobody anything, and ends without a goodbye."""
    answer: tuple[str, Any]
    gc.disable()  # going through all that the parent has would copy it
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1))
        # Where the system says how much memory the process has; on others the seconds must do.
        with suppress(OSError):
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        answer = ("done", does())
    except UnreadableError as error:
        answer = ("unreadable", str(error))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        answer = ("failed", f"{type(error).__name__}: {error}"[:500])
    try:
        with os.fdopen(writable, "wb") as pipe:
            pickle.dump(answer, pipe)
    finally:
        os._exit(0)


def read(raw: bytes, *, envelope_from: str = "", in_use: Collection[str] = ()) -> Reading:
    """Read it here and now, without a question to anybody. `in_use`: other addresses that are ours.

    Raises UnreadableError, and what the parser raises on mails that nobody has thought of."""
    mail = parse_mail(raw)
    found = read_parts(mail, hint=charset_of_headers(mail))
    text = "\n\n".join(found.texts)
    remarks = list(dict.fromkeys(found.remarks))
    if len(text) > LONGEST_TEXT:
        remarks.append(_("It has %(length)d characters, and only the beginning is shown.") % {"length": len(text)})
        text = text[:LONGEST_TEXT]
    if len(found.files) > MOST_FILES:
        words = {"number": len(found.files), "most": MOST_FILES}
        remarks.append(_("It has %(number)d files; the first %(most)d are kept with the case.") % words)
    named = list(dict.fromkeys(_ids(mail, "references") + _ids(mail, "in-reply-to")))
    ids = _ids(mail, "message-id")
    # Where From names nobody, Sender. Reply-To says where answers go, and not who wrote (RFC 5322, 3.6.2).
    senders = (read_person(raw_header(mail, name)) for name in ("from", "sender"))
    sender = next((person for person in senders if person.address), Person("", ""))
    kind, report = classify(mail, envelope_from=envelope_from)
    return Reading(
        kind=kind,
        report=report,
        says_it_answers=says_it_answers(mail),
        is_through_group=any(raw_header(mail, name) for name in OF_GROUPS),
        is_one_sender=is_one_address(", ".join(raw_headers(mail, "from"))),
        sender=author(mail, sender, is_ours=partial(is_ours, in_use=in_use)) or sender,
        reply_to=tuple(read_people(raw_header(mail, "reply-to"))),
        to=tuple(read_people(raw_header(mail, "to"))),
        cc=tuple(read_people(raw_header(mail, "cc"))),
        subject=header(mail, "subject")[:300],
        message_id=ids[0] if ids else "",
        named=tuple(named[:1] + named[1:][-MOST_NAMED:]),
        written_at=date_of(mail, b"")[0],
        text=text,
        html=found.html,
        files=tuple(found.files[:MOST_FILES]),
        remarks=tuple(remarks),
        fingerprint=_fingerprint(mail, raw),
    )


def _ids(mail: Part, name: str) -> list[str]:
    """Without those that no program makes and no database keeps: of what is no text, or without end."""
    return [one for one in ids_in(raw_header(mail, name)) if one.isprintable() and len(one) <= LONGEST_ID]


def _fingerprint(mail: Part, raw: bytes) -> str:
    """Of what its author wrote: servers on the way add headers in front, and a list may bring it a second time.

    Two mails with one Message-ID and other words are two mails: some programs never make a new one. Without any
    Message-ID nobody can tell a copy from a mail that is sent anew each day: then "".
    """
    if not _ids(mail, "message-id"):
        return ""
    named = [raw_header(mail, name) for name in ("message-id", "from", "date", "subject")]
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].strip()
    digest = hashlib.sha256("\n".join(named).encode("utf-8", "surrogateescape"))
    digest.update(body)
    return digest.hexdigest()
