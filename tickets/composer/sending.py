"""Send what was written in the composer of a case, and undo the sending while the mail is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_row, locked
from helpdesk.lib.transitions import try_move
from helpdesk.mail import outbox
from tickets.cases import add_note, reply_to_requester
from tickets.cases.attachments import attach_to_entry, detach_from_entry
from tickets.cases.entries import tell_taken_back
from tickets.cases.lifecycle import solve_or_wait
from tickets.cases.snapshots import OF_REPLIES, fields_of, is_still, take_snapshot
from tickets.composer.drafts import bring_back, clear_draft
from tickets.composer.saved_replies import finish_case, prepare_case
from tickets.models import ComposerHabit, Draft, Entry, HeldReply, Participant, SavedReply, Tag, Ticket
from tickets.rules import change_tags

HELD_FOR = timedelta(seconds=10)
"""So long a reply waits before it leaves, for who sees a mistake in the moment of sending."""
After = ComposerHabit.After
Status = Ticket.Status
SETTLED_BY: dict[str, str] = {
    After.SOLVE: Status.SOLVED,
    After.NEXT: Status.SOLVED,
    After.PENDING: Status.PENDING,
}
"""What becomes of a case by what was chosen with the sending."""


@dataclass(frozen=True)
class Composed:
    """One filled-in composer; `seen_version` is the version of the case that its page showed."""

    body: str
    mode: str
    seen_version: int
    source_key: str
    form_key: str = ""
    """What the keys of all that was sent from this composer begin with; empty when nothing was sent before."""
    after: str = After.STAY
    macro: SavedReply | None = None
    actions: frozenset[str] = frozenset()
    """Which of the macro's actions are wanted."""
    attachments: tuple[int, ...] = ()
    """Keys of the files that stand in the composer."""
    to: Sequence[str] = ()
    """Empty: the requester."""
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    subject: str = ""
    """Empty: that of the case."""
    denial_reason: str = ""
    """Why it says that we did not send something, though what is kept says otherwise."""


@transaction.atomic
def send_composed(ticket: Ticket, *, composed: Composed, by: User, at: datetime | None = None) -> Entry:
    """Write the reply or the note and do what was chosen with it; the draft of it is gone with the same commit.

    Raises what `reply_to_requester` raises; then nothing happened and the draft stands. A case that may not be solved
    stays open, and what was written is sent: `why_unsolvable` knows the reason. What is sent twice, known by its
    `source_key`, is done once.
    """
    at = at or timezone.now()
    ticket = locked(ticket, "requester", "event")
    sent_before = Entry.objects.filter(source_key=composed.source_key).select_related("message").first()
    if sent_before:
        return sent_before
    before, tags = take_snapshot(ticket, OF_REPLIES), _tags_of(ticket)
    macro, actions = composed.macro, composed.actions
    if macro:
        prepare_case(ticket, macro=macro, actions=actions, by=by, source_key=composed.source_key, at=at)
    entry = _write(ticket, composed, by=by, at=at)
    ticket.refresh_from_db()
    if macro:
        finish_case(ticket, macro=macro, actions=actions, by=by, at=at)
    if status := SETTLED_BY.get(composed.after):
        solve_or_wait(ticket, status, by=by, at=at)
    clear_draft(ticket, by=by, mode=composed.mode, at=at)
    if composed.mode == Draft.Mode.REPLY:
        ComposerHabit.objects.update_or_create(agent=by, defaults={"after": composed.after})
        ticket.refresh_from_db()
        HeldReply.objects.create(
            entry=entry,
            before=before,
            after=take_snapshot(ticket, OF_REPLIES),
            tags_added=sorted(_tags_of(ticket) - tags),
            macro=macro,
            actions=sorted(actions),
        )
    return entry


def _tags_of(ticket: Ticket) -> set[int]:
    return set(ticket.taggings.values_list("tag", flat=True))


def _write(ticket: Ticket, composed: Composed, *, by: User, at: datetime) -> Entry:
    if composed.mode == Draft.Mode.NOTE:
        note = add_note(ticket, body=composed.body, by=by, source_key=composed.source_key, at=at)
        attach_to_entry(note, keys=composed.attachments, by=by)
        return note
    seen_version = composed.seen_version
    if composed.form_key:
        # Who goes back and writes on knows the versions of the case that this composer itself has made.
        sent = ticket.entries.filter(actor=by, source_key__startswith=composed.form_key, message__isnull=False)
        seen_version += sent.count()
    return reply_to_requester(
        ticket,
        body=composed.body,
        by=by,
        seen_version=seen_version,
        source_key=composed.source_key,
        attachments=composed.attachments,
        to=composed.to,
        cc=composed.cc,
        bcc=composed.bcc,
        subject=composed.subject,
        denial_reason=composed.denial_reason,
        held_for=HELD_FOR,
        at=at,
    )


@transaction.atomic
def take_back_reply(entry: Entry, *, by: User, at: datetime | None = None) -> None:
    """Stop a reply that has not left: its text is a draft again, and the case stands as before.

    The entry stays, as an internal line that says so, and its mail stays among what we sent as "not sent": whoever
    read the reply on the timeline in between finds out what became of it. What somebody else changed on the case
    meanwhile stays changed. Raises ConflictError once the mail may have left. A second time changes nothing.
    """
    at = at or timezone.now()
    ticket = lock_row(Ticket, entry.ticket_id)
    entry = Entry.objects.select_related("message", "held__macro").get(pk=entry.pk)
    if entry.kind != Entry.Kind.REPLY:
        return
    why = _("%(agent)s took it back before it left.") % {"agent": by}
    mail, held = entry.message, entry.held
    if mail is None:
        raise ValueError(f"{entry} went out in no mail, so that nothing of it is held.")
    if not outbox.cancel_mail(mail, why=why):
        raise ConflictError(_("Too late: the reply has left for %(to)s.") % {"to": mail.to_address})
    bring_back(ticket, by=by, reply=held, mail=mail, at=at)
    detach_from_entry(entry, by=by)
    # Whom it would have brought into the case it has not reached.
    Participant.objects.filter(entry=entry).delete()
    change_tags(ticket, by=by, remove=Tag.objects.filter(pk__in=held.tags_added), at=at)
    _restore(ticket, held)
    tell_taken_back(ticket, by=by, answered_at=entry.occurred_at, at=at)
    body = _("Took a reply back before it left.")
    Entry.objects.filter(pk=entry.pk).update(kind=Entry.Kind.STATUS, is_public=False, body=body)
    announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)


def _restore(ticket: Ticket, held: HeldReply) -> None:
    """Put back what the sending changed and nobody changed since."""
    before, after = held.before, held.after
    changed = {name for name in OF_REPLIES if before[name] != after[name] and is_still(ticket, name, after[name])}
    fields = fields_of({name: before[name] for name in changed - {"status"}})
    if "status" not in changed or not try_move(ticket, Status.OPEN, **fields):
        Ticket.objects.filter(pk=ticket.pk).update(**fields)
    if "status" in changed:
        # A new case that was answered stays open, for somebody works on it: there is no way back to new.
        try_move(ticket, before["status"])
