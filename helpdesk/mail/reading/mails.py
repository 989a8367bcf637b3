"""Parse one mail: who wrote what and when, whichever program wrote it."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.mail.reading.contact_forms import buyer_of_form, is_robot
from helpdesk.mail.reading.dates import EARLIEST, read_moment
from helpdesk.mail.reading.errors import LONGEST_TEXT, UnreadableError
from helpdesk.mail.reading.mail_headers import ENCODED_WORD, header, raw_header
from helpdesk.mail.reading.mailing_lists import author, is_through_list, says_via
from helpdesk.mail.reading.parts import read_parts
from helpdesk.mail.reading.senders import Person, plain_address, read_people, read_person
from helpdesk.mail.reading.source import Part, parse_head, parse_mail

MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
MOST_NAMED = 200
"""Mails before it in its thread that are followed: the first and the last ones."""
ENVELOPE_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.*$")


@dataclass(frozen=True)
class Head:
    """What places a mail in its thread; `index` is its place in the file."""

    index: int
    message_id: str
    named: tuple[str, ...]
    """The ids of the mails that it answers, the thread's first one first."""
    at: datetime | None
    subject: str
    sender: str
    to: tuple[str, ...] = ()
    copy_of: str = ""
    """Tells a second copy of the same mail from another mail under the same id."""


@dataclass(frozen=True)
class Mail:
    """What the mail says."""

    sender: Person
    to: list[Person]
    text: str
    is_ours: bool
    remarks: list[str] = field(default_factory=list)
    unread: str = ""
    """From, when there is an address in it that nobody can write to, and nothing else says who wrote."""


def read_head(index: int, block: bytes, envelope: bytes, *, is_ours: Callable[[str], bool]) -> Head:
    """The few headers that place a mail, from the beginning of the file's bytes."""
    mail = parse_head(block)
    references = ids_in(raw_header(mail, "references")) + ids_in(raw_header(mail, "in-reply-to"))
    own = next(iter(ids_in(raw_header(mail, "message-id"))), "")
    values = [header(mail, name) for name in ("date", "subject", "from", "to", "reply-to")]
    # A mail without an id is known by what it says of itself.
    known = hashlib.sha256(
        "|".join([*values, "" if values[0] else envelope.decode("ascii", "replace")]).encode()
    ).hexdigest()
    person = read_person(raw_header(mail, "from"))
    sender = (author(mail, person, is_ours=is_ours) or person).address
    # What a form sends is always new, though the service calls each an answer to the same mail.
    named = () if is_robot(sender) and header(mail, "reply-to") else tuple(dict.fromkeys(references))
    at, _remark = date_of(mail, envelope)
    to = tuple(person.address for person in _receivers(mail))
    return Head(index, own or f"<{known}@no-id>", named, at, values[1], sender, to, copy_of=known)


def read_mail(raw: bytes, *, envelope: bytes, is_ours: Callable[[str], bool], charset: str = "") -> Mail:
    """The whole mail. Raises UnreadableError, with what is wrong, when it is beyond all measure."""
    mail = parse_mail(raw)
    found = read_parts(mail, hint=charset or charset_of_headers(mail))
    text = "\n\n".join(found.texts)
    sender, to = _sender(mail, envelope), _receivers(mail)
    writer = author(mail, sender, is_ours=is_ours)
    is_hidden = not writer and says_via(sender) and is_through_list(mail, sender)
    sender = writer or sender
    reply_to = read_people(raw_header(mail, "reply-to"))
    buyer = buyer_of_form(sender.address, reply_to=reply_to, to=to, text=text, is_ours=is_ours, is_form=is_robot)
    _at, remark = date_of(mail, envelope)
    if names := list(dict.fromkeys(file.name for file in found.files if file.name)):
        files = _("Files that came with it: %(names)s") % {"names": ", ".join(names)}
        text = "\n\n".join([text or _("(no text)"), files])
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(
            _("An email has %(length)d characters; %(most)d is the most.") % {"length": len(text), "most": LONGEST_TEXT}
        )
    hidden = _("It came through the list %(address)s, which does not say who wrote it.") % {"address": sender.address}
    remarks = list(dict.fromkeys(filter(None, [remark, hidden if is_hidden else "", *found.remarks])))
    is_reply = buyer is None and is_ours(sender.address)
    written_from = header(mail, "from")
    unread = written_from[:200] if "@" in written_from and not (buyer or sender).address else ""
    return Mail(buyer or sender, to, text or _("(no text)"), is_reply, remarks, unread)


def date_of(mail: Part, envelope: bytes) -> tuple[datetime | None, str]:
    """When it was written, else when it came in; and a remark when that had to be taken. None when nothing says it."""
    date = raw_header(mail, "date")
    at = _moment(header(mail, "date"))
    if at:
        return at, ""
    written = next(iter(ENVELOPE_DATE.findall(envelope.decode("ascii", "replace"))), "")
    received = [line.rpartition(";")[2] for key, line in mail._headers if key.lower() in {"received", "x-received"}]
    for text in [*map(str, received[:20]), header(mail, "delivery-date"), header(mail, "resent-date"), written]:
        at = _moment(" ".join(text.split()))
        if at:
            unreadable = " ".join(date.split())[:60]
            words = (
                _("Its date “%(date)s” cannot be read: the time at which it came in was taken.")
                if unreadable
                else _("It has no date: the time at which it came in was taken.")
            )
            return at, words % {"date": unreadable} if unreadable else words
    return None, ""


def _moment(text: str) -> datetime | None:
    try:
        at = read_moment(text, is_mail=True)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year >= EARLIEST and at <= timezone.now() + timedelta(days=1) else None


def _sender(mail: Part, envelope: bytes) -> Person:
    """From; when it names nobody, whoever else the mail says that it comes from."""
    for name in ("from", "sender", "reply-to", "return-path"):
        person = read_person(raw_header(mail, name))
        if person.address:
            return person
        if name == "from" and "@" in header(mail, "from"):
            # Somebody is named, though not so that one can write to them: only they may say where answers go.
            return read_person(raw_header(mail, "reply-to"))
    words = envelope.decode("ascii", "replace").split()
    return Person("", plain_address(words[1]) if len(words) > 1 else "")


def _receivers(mail: Part) -> list[Person]:
    return read_people(raw_header(mail, "to")) + read_people(raw_header(mail, "cc"))


def ids_in(raw: str) -> list[str]:
    ids = MESSAGE_ID.findall(raw)
    return ids if len(ids) <= MOST_NAMED else ids[: MOST_NAMED // 2] + ids[-MOST_NAMED // 2 :]


def charset_of_headers(mail: Part) -> str:
    """A charset that the mail names anywhere: what does not say its own is likely in the same."""
    for name in ("subject", "from"):
        found = ENCODED_WORD.search(raw_header(mail, name))
        if found:
            return found[1]
    return next((part.get_content_charset("") for part in mail.walk() if part.get_content_maintype() == "text"), "")
