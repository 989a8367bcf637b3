"""Cases in a mailbox file (RFC 4155): each thread of mails is one case."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import structlog
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.reading.contact_forms import is_robot
from helpdesk.mail.reading.errors import TooMuchError, UnreadableError
from helpdesk.mail.reading.mails import Head, Mail, read_head, read_mail
from helpdesk.mail.reading.senders import Person, plain_address
from helpdesk.mail.reading.source import LARGEST
from tickets.imports.mbox.file import Slice, slices, unescaped
from tickets.imports.reading.found import FoundCase, FoundMessage, Place
from tickets.models import Ticket

logger = structlog.get_logger(__name__)

REPLY_MARK = re.compile(
    r"(?:re|aw|antw|fwd?|wg|sv|tr|vs|rv|res|odp|ynt|回复|答复|转发)\s?(?:\[\d{1,3}\])?\s?[:：]\s?", re.IGNORECASE
)
MOST_MARKS = 50
LONGEST_HEADERS = 256 * 1024
"""Bytes at the head of a mail that are looked at to find its thread."""


class MboxCases:
    """A mailbox. Mails from an address in `ours`, or from a domain in it ("@desk.test"), are our replies.

    `charset` is what mails are read in that do not say theirs. With `most` only so many of the first mails are looked
    at. Raises UnreadableError when the file holds no mail.
    """

    def __init__(
        self, path: Path, *, ours: set[str], is_finished: bool = True, charset: str = "", most: int | None = None
    ) -> None:
        self.ours = {normal_email(own) for own in ours}
        self._becomes = Ticket.Status.CLOSED if is_finished else Ticket.Status.OPEN
        self._charset = charset
        self._file = path.open("rb")
        self._slices: list[Slice] = list(islice(slices(path), most))
        heads = []
        for index, piece in enumerate(self._slices):
            block = self._bytes(index, most=LONGEST_HEADERS)
            ends = [end for mark in (b"\n\n", b"\r\n\r\n", b"\n\r\n") if (end := block.find(mark)) >= 0]
            head = block[: min(ends, default=len(block))] + b"\n\n"
            heads.append(read_head(index, head, piece.envelope, is_ours=self._is_ours))
        # The heads first: a thread is known when its last mail is. The mails of each case stand with the first of all
        # mails that belong together, which may be in another's case.
        self._threads = [(part, thread[0]) for thread in _threads(heads) for part in self._by_customer(thread)]
        self.total = len(self._threads)
        if not self.total:
            self.close()
            raise UnreadableError(_("The file holds no email. A mailbox file begins with a line “From …”."))

    def places(self, *, after: int = 0) -> Iterator[Place]:
        """See Source."""
        for heads, begins in self._threads[after:]:
            first = heads[0]
            try:
                yield Place(first.index + 1, first.subject, case=self._case(heads, begins))
            except TooMuchError as error:
                problem = _("%(reason)s Take it out of the file.") % {"reason": error}
                yield Place(first.index + 1, first.subject, problem=problem)
            except UnreadableError as error:
                yield Place(first.index + 1, first.subject, problem=str(error))
            except Exception:
                # A mail that trips the parser up must not keep the others out.
                logger.exception("mail_not_read", place=first.index + 1)
                problem = _(
                    "The email is built in a way that the import cannot read. "
                    "Send it to the desk again as a plain email, or enter the case by hand."
                )
                yield Place(first.index + 1, first.subject, problem=problem)

    def place_unread(self, position: int) -> Place:
        """See Source."""
        first = self._threads[position][0][0]
        return Place(first.index + 1, first.subject)

    def close(self) -> None:
        """Nothing is read from the file after this."""
        self._file.close()

    def _bytes(self, index: int, *, most: int) -> bytes:
        piece = self._slices[index]
        self._file.seek(piece.begin)
        return self._file.read(min(piece.end - piece.begin, most))

    def _case(self, heads: list[Head], begins: Head) -> FoundCase:
        mails = [self._mail(head) for head in heads]
        person = self._requester(mails)
        messages = []
        for head, mail in zip(heads, mails, strict=True):
            if head.at is None:
                raise UnreadableError(
                    _(
                        "Email %(number)d of the file has no date that can be read. "
                        "Write a line “Date:” into it, or take it out."
                    )
                    % {"number": head.index + 1}
                )
            key = "mail:" + hashlib.sha256(head.message_id.encode()).hexdigest()
            messages.append(FoundMessage(key, mail.text, head.at, is_ours=mail.is_ours))
        remarks = [remark for mail in mails for remark in mail.remarks]
        if heads[0] is not begins:
            words = _(
                "Others wrote in the same thread, “%(subject)s” (email %(number)d of the file), in cases of their own."
            )
            remarks.append(words % {"subject": without_marks(begins.subject)[:120], "number": begins.index + 1})
        return FoundCase(
            subject=without_marks(heads[0].subject) or _("No subject"),
            messages=messages,
            name=person.name,
            email=person.address,
            status=self._becomes,
            remarks=tuple(dict.fromkeys(remarks)),
        )

    def _mail(self, head: Head) -> Mail:
        raw = self._bytes(head.index, most=LARGEST + 1)
        envelope = self._slices[head.index].envelope
        return read_mail(
            unescaped(raw) if envelope else raw, envelope=envelope, is_ours=self._is_ours, charset=self._charset
        )

    def _is_ours(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        # The shop's own forms write from an address of its domain that nobody thinks of.
        is_our_robot = is_robot(address) and any(own.endswith(f"@{domain}") for own in self.ours)
        return address in self.ours or f"@{domain}" in self.ours or is_our_robot

    def _by_customer(self, thread: list[Head]) -> list[list[Head]]:
        """A case for each customer who wrote in the thread, by their first mail: nobody's words are shown as another's.
        Ours stand with the customer whom they went to, else with the mail that they answer, else with the first.
        """
        if len(thread) == 1:
            return [thread]
        authors = {head.message_id: self._author(head) for head in thread}
        customers = list(dict.fromkeys(filter(None, authors.values()))) or [""]
        mails_of: dict[str, list[Head]] = {customer: [] for customer in customers}
        customer_of: dict[str, str] = {}
        for head in thread:
            answered = [customer_of[named] for named in reversed(head.named) if named in customer_of]
            likely = [authors[head.message_id], *(to for to in head.to if to in mails_of), *answered, customers[0]]
            customer = next(filter(None, likely), "")
            customer_of[head.message_id] = customer
            mails_of[customer].append(head)
        return list(mails_of.values())

    def _author(self, head: Head) -> str:
        """The customer who wrote the mail, "" when we did. Who is behind a form stands in the mail itself."""
        is_ours = self._is_ours(head.sender)
        if head.sender and not is_ours and not is_robot(head.sender):
            return head.sender
        if is_ours and any(not self._is_ours(to) for to in head.to):
            return ""
        try:
            mail = self._mail(head)
        except Exception:  # noqa: BLE001 - it is named with its reason when its case is read, which is its own
            return head.message_id
        return "" if mail.is_ours else mail.sender.address or head.message_id

    def _requester(self, mails: list[Mail]) -> Person:
        """Whoever wrote to us first; when only we wrote, whom we wrote to."""
        unread = next((mail.unread for mail in mails if mail.unread), "")
        if unread:
            raise UnreadableError(
                _(
                    "“%(text)s” holds no email address that the desk can write to. "
                    "Mend the email, or take it out of the file."
                )
                % {"text": unread}
            )
        written_to = [person for mail in mails if mail.is_ours for person in mail.to]
        for person in [*(mail.sender for mail in mails), *written_to]:
            if plain_address(person.address) and not self._is_ours(person.address):
                return person
        if not all(mail.sender.address for mail in mails):
            raise UnreadableError(
                _("It does not say who wrote it. Write a line “From:” into the email, or take it out of the file.")
            )
        raise UnreadableError(_("Nobody but ourselves is named in it: neither a sender nor a receiver."))


def without_marks(subject: str) -> str:
    """The subject without "Re:", "AW:" and the like, however often they stand there."""
    place = 0
    for _count in range(MOST_MARKS):
        found = REPLY_MARK.match(subject, place)
        if not found:
            break
        place = found.end()
    return subject[place:].strip()


def _threads(heads: list[Head]) -> list[list[Head]]:
    """The mails that belong together, each thread by time, the threads in the order of their first mail."""
    root_of: dict[str, str] = {}

    def root(message_id: str) -> str:
        while root_of.setdefault(message_id, message_id) != message_id:
            root_of[message_id] = root_of[root_of[message_id]]
            message_id = root_of[message_id]
        return message_id

    # Another mail under an id that was there already (some forms have only one) keeps its own.
    first: dict[str, str] = {}
    heads = [
        head
        if first.setdefault(head.message_id, head.copy_of) == head.copy_of
        else replace(head, message_id=f"<{head.copy_of}@same-id>")
        for head in heads
    ]
    for head in heads:
        for other in head.named:
            root_of[root(other)] = root(head.message_id)
    threads: dict[str, dict[str, Head]] = {}
    for head in heads:
        # The same mail twice, as mailboxes of several people hold it, counts once.
        threads.setdefault(root(head.message_id), {}).setdefault(head.message_id, head)
    return [
        sorted(thread.values(), key=lambda head: (head.at.timestamp() if head.at else 0.0, head.index))
        for thread in threads.values()
    ]
