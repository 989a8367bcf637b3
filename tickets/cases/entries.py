"""Timeline entries: notes, replies by mail, contacts of the requester, internal lines."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_row, locked
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import try_move
from helpdesk.mail import outbox
from tickets.cases import clocks
from tickets.cases.attachments import attach_to_entry
from tickets.cases.case_mails import mail_of_reply
from tickets.cases.mentions import mention_people, people_named_in
from tickets.cases.notices import tell_assignee
from tickets.cases.participants import note_recipients
from tickets.ledger import denial_in, refuse_denial
from tickets.models import Entry, Participant, Ticket

Status = Ticket.Status
TOLD = (Entry.Kind.REMEDY, Entry.Kind.REFUSAL)
"""Of internal lines those that the requester reads on the page of their case."""


class AnswerListener(Protocol):
    """What else ends with an answer, or begins again when it was taken back before it left. The case is locked by then.

    A floor above says in its `AppConfig.ready()` what follows for its rows; this floor need not know them.
    """

    def answered(self, ticket: Ticket, *, by: User | None, at: datetime) -> None:
        """The requester was written to, or spoken to."""

    def taken_back(self, ticket: Ticket, *, by: User, answered_at: datetime, at: datetime) -> None:
        """The answer of that moment never left."""


ANSWER_LISTENERS: list[AnswerListener] = []


def listen_to_answers(listener: AnswerListener) -> None:
    """Once, while the apps are set up."""
    ANSWER_LISTENERS.append(listener)


class StaleReplyError(ConflictError):
    """The case changed in a way that the requester sees while the reply was written."""


def add_entry(
    ticket: Ticket,
    *,
    kind: str,
    body: str = "",
    at: datetime | None = None,
    actor: User | None = None,
    source_key: str | None = None,
    panel: str = "",
    panel_id: int | None = None,
    other_ticket: Ticket | None = None,
) -> Entry:
    """Write an internal line on the timeline, once per `source_key`; that of a merged case goes on in the other one."""
    at, ticket = at or timezone.now(), ticket.survivor
    values = {
        "ticket": ticket,
        "kind": kind,
        "body": redact_cards(body),
        "actor": actor,
        "is_public": kind in TOLD,
        "panel": panel,
        "panel_id": panel_id,
        "other_ticket": other_ticket,
        "occurred_at": at,
    }
    if source_key is None:
        entry = Entry.objects.create(**values)
    else:
        entry, created = Entry.objects.get_or_create(source_key=source_key, defaults=values)
        if not created:
            return entry
    _touch(ticket, at=at)
    tell_assignee(entry)
    return entry


@transaction.atomic
def record_requester_contact(
    ticket: Ticket,
    *,
    at: datetime,
    body: str = "",
    kind: str = Entry.Kind.MESSAGE,
    source_key: str | None = None,
) -> Entry:
    """The requester called, wrote or was seen failing: note it, once per `source_key`, and start the clock of the next
    reply."""
    # Locked first, so that the same webhook at the same moment waits here and then finds the entry.
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update())
    if ticket.merged_into_id:
        ticket = lock_row(Ticket, ticket.merged_into_id)
    existing = Entry.objects.filter(source_key=source_key).first() if source_key else None
    return existing or add_contact(ticket, Entry(kind=kind, body=body, source_key=source_key), at=at)


def add_contact(ticket: Ticket, contact: Entry, *, at: datetime) -> Entry:
    """Note a contact, an entry that is not saved yet, on a case that was read with its lock.

    The clock runs from the oldest contact that nobody answered. A solved case opens again; a closed one must be
    continued by a new case first (`Ticket.continues`).
    """
    contact.ticket, contact.body, contact.is_public, contact.occurred_at = ticket, redact_cards(contact.body), True, at
    contact.save(force_insert=True)
    if ticket.status in {Status.PENDING, Status.SOLVED}:
        try_move(ticket, Status.OPEN, solved_at=None, **clocks.resumed(ticket, at=at))
    if ticket.snoozed_until:
        # It is said here; the UPDATE that counts the contact ends it.
        ended = _("Snooze over: the customer got in touch.")
        Entry.objects.create(ticket=ticket, kind=Entry.Kind.SNOOZE, body=ended, occurred_at=at)
    fields = {
        "version": ticket.version + 1,
        contact.counter: getattr(ticket, contact.counter) + 1,
        "active_at": max(ticket.active_at, at),
        "contacted_at": at,
        "last_words": one_line(contact.said, 300) or ticket.last_words,
        **clocks.waiting(ticket, at=at),
        **clocks.NOT_SNOOZED,
    }
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    for name, value in fields.items():
        setattr(ticket, name, value)
    announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)
    tell_assignee(contact)
    if ticket.assignee_id:
        enqueue_on_commit("tickets.tasks.take_back_from_the_away")
    return contact


@transaction.atomic
def add_note(
    ticket: Ticket, *, body: str, by: User, source_key: str | None = None, at: datetime | None = None
) -> Entry:
    """Write something that only the desk sees, once per `source_key` (the form that it was written in).

    Whoever is named after an @ is called upon; MentionError when one of them may not see the case.
    """
    people = people_named_in(body, on=ticket)
    entry = add_entry(ticket, kind=Entry.Kind.NOTE, body=body, actor=by, source_key=source_key, at=at)
    mention_people(entry, people=people, by=by)
    return entry


@transaction.atomic
def reply_to_requester(
    ticket: Ticket,
    *,
    body: str,
    by: User,
    seen_version: int,
    source_key: str | None = None,
    attachments: Sequence[int] = (),
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "",
    denial_reason: str = "",
    held_for: timedelta = timedelta(),
    at: datetime | None = None,
) -> Entry:
    """Answer the requester by mail. The mail is queued with the entry, kept as it leaves, and `held_for` a moment.

    `attachments`: keys of files that the author uploaded for this case. `to`, `cc` and `bcc` are read and checked
    addresses; without `to` it goes to the requester, without `subject` it has that of the case.
    Raises StaleReplyError when something that the requester sees was added since `seen_version`, ConflictError when
    the case is closed or there is no address to send to, and DenialError when it says that we did not send what is
    kept as ours; a `denial_reason` sends that, and stays on the case. What is sent twice, by `source_key`, is one mail.
    """
    at, ticket = at or timezone.now(), locked(ticket, "requester", "team")
    if source_key and (sent_before := Entry.objects.filter(source_key=source_key).first()):
        return sent_before
    to = to or [ticket.requester.email]
    refuse_reply(ticket, to=to[0], seen_version=seen_version)
    denied = refuse_denial(ticket, body, by=by, reason=denial_reason, at=at) if denial_in(body) else ""
    entry = Entry.objects.create(
        ticket=ticket,
        kind=Entry.Kind.REPLY,
        actor=by,
        body=redact_cards(body),
        is_public=True,
        source_key=source_key,
        occurred_at=at,
    )
    files = attach_to_entry(entry, keys=attachments, by=by)
    mail = mail_of_reply(entry, files, by=by, to=to[0], more_to=to[1:], cc=cc, bcc=bcc, subject=subject)
    entry.message = outbox.queue_mail(mail, key=f"reply:{entry.pk}", held_for=held_for, at=at)
    entry.save(update_fields=["message"])
    if denied:
        add_entry(ticket, kind=Entry.Kind.STATUS, body=denied, at=at, actor=by)
    note_recipients(entry, role=Participant.Role.COPIED, named=[*to, *cc], hidden=bcc)
    _note_reply(ticket, by=by, at=at)
    return entry


def refuse_reply(ticket: Ticket, *, to: str, seen_version: int) -> None:
    """Raise what `reply_to_requester` raises, for a case that was read with its lock."""
    refuse_merged(ticket)
    if ticket.version != seen_version:
        raise StaleReplyError
    if ticket.status == Status.CLOSED:
        raise ConflictError(_("%(case)s is closed. Open a new case to write again.") % {"case": ticket})
    if not is_email(to):
        raise ConflictError(
            _("No email address for %(requester)s. Call, or add an address first.") % {"requester": ticket.requester}
        )


def _note_reply(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Nobody waits any more, and whatever else ends with an answer."""
    Ticket.objects.filter(pk=ticket.pk).update(
        version=F("version") + 1,
        first_replied_at=ticket.first_replied_at or at,
        **clocks.ANSWERED,
    )
    if ticket.status == Status.NEW:
        try_move(ticket, Status.OPEN)
    _touch(ticket, at=at)
    for listener in ANSWER_LISTENERS:
        listener.answered(ticket, by=by, at=at)


def tell_taken_back(ticket: Ticket, *, by: User, answered_at: datetime, at: datetime) -> None:
    for listener in ANSWER_LISTENERS:
        listener.taken_back(ticket, by=by, answered_at=answered_at, at=at)


def refuse_merged(ticket: Ticket) -> None:
    """Raise ConflictError for a case that was merged: what a person wanted of it, they decide of the other one."""
    if ticket.merged_into_id:
        raise ConflictError(
            _("%(case)s was merged into case %(number)s, which you see here. Nothing was changed.")
            % {"case": ticket, "number": ticket.merged_into_id}
        )


def mark_answered(ticket: Ticket, *, at: datetime) -> None:
    """The requester was spoken to: the clock of the next reply stops."""
    ticket = ticket.survivor
    Ticket.objects.filter(pk=ticket.pk).update(
        first_replied_at=Coalesce("first_replied_at", Value(at)),
        active_at=Greatest("active_at", Value(at)),
        **clocks.ANSWERED,
    )
    announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)


def _touch(ticket: Ticket, *, at: datetime) -> None:
    Ticket.objects.filter(pk=ticket.pk, active_at__lt=at).update(active_at=at)
    announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)
