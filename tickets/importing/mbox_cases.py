"""Cases in a mailbox file (RFC 4155): each thread of mails is one case."""

import email
import hashlib
import html
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as modern_policy
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.importing.found import LONGEST_TEXT, FoundCase, FoundMessage, Place, UnreadableError
from tickets.models import Ticket

MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
REPLY_MARK = re.compile(r"^\s*(?:(?:re|aw|antw|fwd?|wg|sv|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
LINE_ENDS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
TOO_MANY_LINES = re.compile(r"\n{3,}")
HEADERS = ("message-id", "in-reply-to", "references", "date", "subject", "from")
LONGEST_HEADERS = 256 * 1024
"""Bytes at the head of a mail that are looked at to find its thread."""


@dataclass(frozen=True)
class _Head:
    """What places a mail in its thread; `index` is its place in the file."""

    index: int
    message_id: str
    named: tuple[str, ...]
    """The ids of the mails that it answers, the thread's first one first."""
    at: datetime
    subject: str


class MboxCases:
    """A mailbox. Mails from an address in `ours`, or from a domain in it ("@desk.test"), are our replies.

    Raises UnreadableError when the file holds no mail.
    """

    def __init__(self, path: Path, *, ours: set[str], is_finished: bool = True) -> None:
        self.ours = {address.lower() for address in ours}
        self._becomes = Ticket.Status.CLOSED if is_finished else Ticket.Status.OPEN
        self._box = mailbox.mbox(path, factory=None, create=False)
        # The heads first: a thread is known when its last mail is.
        self._threads = _threads([self._head(index) for index in self._box.keys()])  # noqa: SIM118 - it is no dict
        self.total = len(self._threads)
        if not self.total:
            self.close()
            raise UnreadableError(_("The file holds no mail. A mailbox file begins with a line “From …”."))

    def places(self, *, after: int = 0) -> Iterator[Place]:
        """See Source."""
        for thread in self._threads[after:]:
            first = thread[0]
            try:
                yield Place(first.index + 1, first.subject, case=self._case(thread))
            except UnreadableError as error:
                yield Place(first.index + 1, first.subject, problem=str(error))
            except Exception as error:  # noqa: BLE001 - a mail that trips the parser up must not keep the others out
                problem = _("The mail cannot be read (%(error)s).") % {"error": type(error).__name__}
                yield Place(first.index + 1, first.subject, problem=problem)

    def close(self) -> None:
        """Nothing is read from the file after this."""
        self._box.close()

    def _head(self, index: int) -> _Head:
        with self._box.get_file(index) as file:
            said = _headers(file)
        ids = [*MESSAGE_ID.findall(said["references"]), *MESSAGE_ID.findall(said["in-reply-to"])]
        own = next(iter(MESSAGE_ID.findall(said["message-id"])), "")
        # A mail without an id is known by what it says of itself.
        own = own or f"<{hashlib.sha256('|'.join(said.values()).encode()).hexdigest()}@no-id>"
        return _Head(index, own, tuple(dict.fromkeys(ids)), _moment(said["date"]), said["subject"])

    def _case(self, thread: list[_Head]) -> FoundCase:
        mails = [(head, self._box.get_bytes(head.index)) for head in thread]
        parsed = [(head, email.message_from_bytes(raw, policy=modern_policy)) for head, raw in mails]
        messages = [
            FoundMessage(_key(head.message_id), _text(mail), head.at, is_ours=self._is_ours(mail))
            for head, mail in parsed
        ]
        name, address = self._requester([mail for _head, mail in parsed])
        return FoundCase(
            subject=REPLY_MARK.sub("", thread[0].subject).strip() or _("No subject"),
            messages=messages,
            name=name,
            email=address,
            status=self._becomes,
        )

    def _is_ours(self, mail: EmailMessage) -> bool:
        _name, address = parseaddr(str(mail["From"] or ""))
        return self._is_our_address(address)

    def _is_our_address(self, address: str) -> bool:
        address = address.lower()
        return address in self.ours or f"@{address.rpartition('@')[2]}" in self.ours

    def _requester(self, mails: list[EmailMessage]) -> tuple[str, str]:
        """Whoever wrote to us first; when only we wrote, whom we wrote to."""
        senders = [parseaddr(str(mail["From"] or "")) for mail in mails]
        receivers = getaddresses([str(mail["To"] or "") for mail in mails])
        for name, address in [*senders, *receivers]:
            if _is_address(address) and not self._is_our_address(address):
                return name.strip()[:120] if "@" not in name else "", address.lower()
        raise UnreadableError(_("Nobody but ourselves is named in it: neither a sender nor a receiver."))


def _headers(file: BinaryIO) -> dict[str, str]:
    """The few headers that place a mail, without reading its body."""
    block = bytearray()
    for line in file:
        if not line.strip() or len(block) > LONGEST_HEADERS:
            break
        block += line
    mail = email.message_from_bytes(bytes(block), policy=modern_policy)
    return {name: _header(mail, name) for name in HEADERS}


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).replace("\0", "").split())
    except Exception:  # noqa: BLE001 - the parser of headers fails on some that are broken: as good as missing
        return ""


def _threads(heads: list[_Head]) -> list[list[_Head]]:
    """The mails that belong together, each thread by time, the threads in the order of their first mail."""
    root_of: dict[str, str] = {}

    def root(message_id: str) -> str:
        while root_of.setdefault(message_id, message_id) != message_id:
            root_of[message_id] = root_of[root_of[message_id]]
            message_id = root_of[message_id]
        return message_id

    for head in heads:
        for other in head.named:
            root_of[root(other)] = root(head.message_id)
    threads: dict[str, dict[str, _Head]] = {}
    for head in heads:
        # The same mail twice, as mailboxes of several people hold it, counts once.
        threads.setdefault(root(head.message_id), {}).setdefault(head.message_id, head)
    return [sorted(thread.values(), key=lambda head: (head.at, head.index)) for thread in threads.values()]


def _moment(text: str) -> datetime:
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return timezone.now()
    return min(moment, timezone.now()) if moment.year >= 1990 else timezone.now()


def _text(mail: EmailMessage) -> str:
    """What the mail says, as plain text, with the names of the files that came with it."""
    part = mail.get_body(preferencelist=("plain", "html"))
    text = ""
    if part is not None:
        text = _content(part)
        if part.get_content_subtype() == "html":
            text = html.unescape(nh3.clean(LINE_ENDS.sub("\n", text), tags=set()))
    text = TOO_MANY_LINES.sub("\n\n", text.replace("\0", "").replace("\r\n", "\n")).strip()
    names = [name for file in mail.iter_attachments() if (name := (file.get_filename() or "").replace("\0", ""))]
    if names:
        text += "\n\n" + _("Files that came with it: %(names)s") % {"names": ", ".join(names)}
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(
            _("A mail has %(length)d characters; %(most)d is the most.") % {"length": len(text), "most": LONGEST_TEXT}
        )
    return text or _("(no text)")


def _content(part: EmailMessage) -> str:
    try:
        return part.get_content()
    except (LookupError, UnicodeDecodeError):  # an encoding that nobody knows
        return part.get_payload(decode=True).decode("utf-8", errors="replace")


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _key(message_id: str) -> str:
    return "mail:" + hashlib.sha256(message_id.encode()).hexdigest()
