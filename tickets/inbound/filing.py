"""File what came in: on the case that it belongs to, on a new one, or aside; each mail once, whatever breaks off."""

import mimetypes
from datetime import datetime, timedelta

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import lock_row
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.transitions import move, try_move
from helpdesk.mail.inbox import Reading, is_form, is_ours, read_guarded
from helpdesk.mail.kinds import Kind
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.contact_forms import buyer_of_form
from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.reading.senders import Person
from tickets.cases import find_or_create_requester, open_ticket
from tickets.cases.attachments import keep_file
from tickets.cases.contacts import take_contact
from tickets.cases.entries import add_entry
from tickets.composer.forwarding import note_answer_of
from tickets.inbound.acknowledging import acknowledge
from tickets.inbound.belonging import offer
from tickets.inbound.copies import is_for_copies, take_copy
from tickets.inbound.forwards import open_forwarded
from tickets.inbound.matching import match
from tickets.inbound.notices import is_for_notices, note_answer
from tickets.inbound.people import note_people, recipients_of
from tickets.inbound.reports import note_automatic, note_report
from tickets.models import Attachment, Entry, Ticket

logger = structlog.get_logger(__name__)

Status = InboundMessage.Status
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600)]
"""After a fault of ours. What is wrong with a mail itself is said at once."""
MOST_ATTEMPTS = 8
"""Then a case says that a mail came in, though nobody can say what is wrong with it."""


def file_due_messages(*, at: datetime | None = None, limit: int = 200) -> None:
    """File what waits. One that cannot be filed is pushed back while the others go on."""
    due = InboundMessage.objects.due(at=at or timezone.now()).order_by("due_at", "pk")
    for pk in due.values_list("pk", flat=True)[:limit]:
        file_message(pk, at=at)


def file_message(pk: int, *, at: datetime | None = None) -> None:
    """Read one mail and file it, in one commit. Does nothing when another worker has it, or it is filed."""
    at = at or timezone.now()
    message = InboundMessage.objects.filter(pk=pk, status=Status.RECEIVED).first()
    if message is None:
        return
    with words_of_the_desk():
        try:
            _read_and_file(message, at=at)
        except Exception:  # one mail must not keep the others waiting
            logger.exception("mail_not_filed", received=pk)
            due_at = at + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER) - 1)]
            waiting = InboundMessage.objects.filter(pk=pk, status=Status.RECEIVED)
            waiting.update(attempts=message.attempts + 1, due_at=due_at)


@transaction.atomic
def _read_and_file(message: InboundMessage, *, at: datetime) -> None:
    """In one commit, unless another worker has it."""
    reading, why = None, _("The desk failed to put it on a case, %(count)d times.") % {"count": message.attempts}
    if message.is_request:
        why = message.why
    elif message.attempts < MOST_ATTEMPTS:
        try:
            reading = read_guarded(bytes(message.raw), envelope_from=message.envelope_from)
        except UnreadableError as error:
            why = str(error)
    found = InboundMessage.objects.select_for_update(skip_locked=True).filter(pk=message.pk, status=Status.RECEIVED)
    still = found.first()
    if still is None:
        return
    if reading is not None:
        _file(still, reading, at=at)
        return
    if not Entry.objects.filter(source_key=f"mail:{still.pk}").exists():
        # A case that says so: somebody wrote, whatever it is that they wrote.
        address = still.envelope_from.strip("<>")
        requester = find_or_create_requester(email=address if is_email(address) else "")
        ticket = Ticket(requester=requester, subject=_("An email that cannot be read"), channel=Ticket.Channel.EMAIL)
        body = _("This email cannot be read: %(why)s") % {"why": why}
        contact = Entry(kind=Entry.Kind.MESSAGE, body=body, source_key=f"mail:{still.pk}", received=still)
        open_ticket(ticket, contact=contact, at=at)
    move(still, Status.UNREADABLE, why=why)


def _file(message: InboundMessage, reading: Reading, *, at: datetime) -> None:
    is_copy = is_for_copies(message)
    fields = {
        "kind": reading.kind,
        "message_id": reading.message_id,
        # Of what comes to us alone: the mail that a copy is of may come to us too, and is no second one.
        "fingerprint": "" if is_copy else reading.fingerprint,
        "from_address": reading.sender.address,
        "from_name": reading.sender.name[:120],
        "subject": reading.subject,
        "recipients": recipients_of(message, reading),
    }
    for name, value in fields.items():
        setattr(message, name, value)
    first = None
    if message.fingerprint:
        same = InboundMessage.objects.filter(fingerprint=reading.fingerprint, copy_of=None)
        first = same.exclude(pk=message.pk).first()
    if first and first.status != Status.RECEIVED:
        move(message, Status.SET_ASIDE, copy_of=first, why=_("It came a second time."), **fields)
        return
    message.save(update_fields=list(fields))
    told = Entry.objects.filter(source_key=f"mail:{message.pk}").select_related("ticket").first()
    if is_copy:
        take_copy(message, reading)
    elif reading.report:
        note_report(message, reading.report, at=at)
    elif told:  # it could not be read before
        _join(message, reading, told.ticket.survivor, source_key=f"mail:{message.pk}:read", at=at)
    else:
        _file_letter(message, reading, at=at)


def _file_letter(message: InboundMessage, reading: Reading, *, at: datetime) -> None:
    """What a person wrote, or a machine in somebody's name."""
    if is_for_notices(message):
        if answer := note_answer(message, reading, at=at):
            _finish(message, reading, answer.ticket, answer, at=at)
        return
    sender = reading.sender.address
    people = {"reply_to": reading.reply_to, "to": reading.receivers}
    if buyer := buyer_of_form(sender, **people, text=reading.text, is_ours=is_ours, is_form=is_form):
        # What a form sends is always new, though many a form calls each of its mails an answer to the same one.
        _open(message, reading, buyer, at=at)
        return
    if is_ours(sender):
        move(message, Status.SET_ASIDE, why=_("It says that we wrote it ourselves."))
        return
    found = match(message, reading, sender=sender if reading.is_one_sender else "")
    is_newsletter = reading.kind == Kind.LIST and not reading.is_through_group
    if is_newsletter or (reading.kind == Kind.AUTOMATIC and reading.says_it_answers):
        note_automatic(message, reading, found.ticket, at=at)
    elif found.ticket and found.is_aside:
        # From a third party, or in the name of one of us, which nobody has proven: for the desk, and no answer of ours.
        body = reading.text or _("(no text)")
        source_key = f"mail:{message.pk}"
        entry = add_entry(found.ticket, kind=Entry.Kind.NOTE, body=body, source_key=source_key, at=at)
        Entry.objects.filter(pk=entry.pk).update(received=message)
        note_answer_of(sender, found.ticket, at=at)
        _finish(message, reading, found.ticket, entry, at=at)
    elif found.ticket:
        _join(message, reading, found.ticket, at=at)
    elif forwarded := open_forwarded(message, reading, at=at):
        _finish(message, reading, forwarded.ticket, forwarded, at=at)
    else:
        _open(message, reading, reading.sender, named=found.named, at=at)


def _open(
    message: InboundMessage, reading: Reading, person: Person, *, named: tuple[Ticket, ...] = (), at: datetime
) -> Ticket:
    requester = find_or_create_requester(name=person.name, email=person.address)
    ticket = Ticket(requester=requester, subject=reading.subject or _("(no subject)"), channel=Ticket.Channel.EMAIL)
    contact = _contact(message, reading)
    open_ticket(ticket, contact=contact, at=at)
    if person is reading.sender:  # whom a form writes to beside us has nothing to do with its buyer
        note_people(reading, contact, at=at)
    _finish(message, reading, ticket, contact, at=at)
    for other in named:
        offer(ticket, other, is_one_sender=reading.is_one_sender, at=at)
    if reading.kind == Kind.PERSONAL:
        acknowledge(ticket, message, text=reading.text, at=at)
    return ticket


def _join(
    message: InboundMessage, reading: Reading, ticket: Ticket, *, source_key: str | None = None, at: datetime
) -> None:
    contact = _contact(message, reading)
    contact.source_key = source_key or contact.source_key
    ticket = take_contact(ticket, contact, channel=Ticket.Channel.EMAIL, at=at)
    note_people(reading, contact, at=at)
    _finish(message, reading, ticket, contact, at=at)


def _contact(message: InboundMessage, reading: Reading) -> Entry:
    body = reading.text or _("(no text)")
    return Entry(kind=Entry.Kind.MESSAGE, body=body, source_key=f"mail:{message.pk}", received=message)


def _finish(message: InboundMessage, reading: Reading, ticket: Ticket, entry: Entry, *, at: datetime) -> None:
    """Its files, what is to be known of it, and its status: the same commit that wrote it on the case."""
    for number, file in enumerate(reading.files, start=1):
        guessed = mimetypes.guess_extension(file.content_type) or ""
        name = file.name or f"picture-{number}{guessed}"
        keep_file(Attachment(ticket=ticket, entry=entry, name=name, created_at=at), ContentFile(file.content))
    if message.brought_by:
        add_entry(
            ticket, kind=Entry.Kind.STATUS, body=_("%(who)s uploaded the email.") % {"who": message.brought_by}, at=at
        )
    rebuilt = _("The email provider gave no original of this email; the desk put it together from what it gave.")
    for remark in [*reading.remarks, *([rebuilt] if message.is_rebuilt else [])]:
        add_entry(ticket, kind=Entry.Kind.STATUS, body=remark, at=at)
    move(message, Status.FILED, why="")


@transaction.atomic
def open_case_for(message: InboundMessage, *, by: User, at: datetime | None = None) -> Ticket:
    """Somebody decides that a mail which was set aside is a case after all. Raises ConflictError when it is on one."""
    at = at or timezone.now()
    reading = read_guarded(bytes(message.raw))
    message = lock_row(InboundMessage, message.pk)
    if message.status != Status.SET_ASIDE:
        raise ConflictError(_("“%(mail)s” is on a case already.") % {"mail": message})
    with words_of_the_desk():
        ticket = _open(message, reading, reading.sender, at=at)
    add_entry(ticket, kind=Entry.Kind.STATUS, body=_("Opened from a received email."), actor=by, at=at)
    return ticket


def read_again(message: InboundMessage) -> None:
    """Somebody wants a mail that could not be read to be tried once more, perhaps with a newer parser."""
    try_move(message, Status.RECEIVED, due_at=timezone.now(), attempts=0)
