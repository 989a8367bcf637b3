"""Replies that are sent later: planned, sent when their time has come, or given back to their author.

Until it leaves, a planned reply has answered nobody: the clock of the case runs on, and the case stands as it did. It
is not sent when something that the requester sees came in between, such as their next message: its author decides anew.
"""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import split_addresses
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from tickets.cases.attachments import attach_to_entry
from tickets.cases.entries import StaleReplyError, add_entry, refuse_reply
from tickets.composer.drafts import clear_draft, give_back
from tickets.composer.sending import Composed, send_composed
from tickets.ledger import refuse_denial
from tickets.models import Attachment, Draft, Entry, ScheduledReply, Ticket

logger = structlog.get_logger(__name__)


class GoneError(ConflictError):
    """A planned reply was sent, or given back to its author, a moment before."""


@transaction.atomic
def schedule_reply(ticket: Ticket, *, composed: Composed, due_at: datetime, by: User) -> ScheduledReply:
    """Plan a reply, once per `source_key`: planned again it leaves at the other moment.

    Raises what sending it now would raise, DenialError, StaleReplyError and ConflictError; the last also when it was
    sent already.
    """
    same = ScheduledReply.objects.filter(source_key=composed.source_key)
    # Twice: its row is locked before that of the case, as by who sends it, and two may plan it at one moment.
    if same.update(due_at=due_at):
        return same.get()
    ticket = locked(ticket, "requester")
    if planned := same.first():
        return planned
    if Entry.objects.filter(source_key=composed.source_key).exists():
        raise ConflictError(_("This reply was sent already."))
    to = list(composed.to) or [ticket.requester.email]
    refuse_reply(ticket, to=to[0], seen_version=composed.seen_version)
    refuse_denial(ticket, composed.body, by=by, reason=composed.denial_reason)
    planned = ScheduledReply.objects.create(
        ticket=ticket,
        author=by,
        body=composed.body,
        to=", ".join(to),
        cc=", ".join(composed.cc),
        bcc=", ".join(composed.bcc),
        subject=composed.subject,
        after=composed.after,
        macro=composed.macro,
        actions=sorted(composed.actions),
        version=ticket.version,
        source_key=composed.source_key,
        due_at=due_at,
        denial_reason=composed.denial_reason,
    )
    Attachment.objects.pending_of(by).filter(ticket=ticket, pk__in=composed.attachments).update(scheduled=planned)
    clear_draft(ticket, by=by, mode=Draft.Mode.REPLY, at=timezone.now())
    announce(LiveChannel.TICKET.of(ticket.pk))
    return planned


def send_due_replies(*, at: datetime | None = None) -> None:
    """Send the planned replies whose time has come; those that trip us up keep no other waiting, however many."""
    at = at or timezone.now()
    for planned in ScheduledReply.objects.filter(due_at__lte=at).order_by("due_at"):
        try:
            send_scheduled(planned, at=at)
        except GoneError:
            continue
        except Exception:
            logger.exception("scheduled_reply_not_sent", scheduled_reply=planned.pk)


@transaction.atomic
def send_scheduled(planned: ScheduledReply, *, at: datetime | None = None) -> Entry | None:
    """Send it now, or give it back to its author and say why on the timeline; then None. Raises GoneError.

    What the author could not send now is not sent in their name: the case may be another team's since.
    """
    at = at or timezone.now()
    planned = _locked(planned)
    keys = tuple(planned.attachments.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            if planned.is_author_gone:
                raise ConflictError(_("%(author)s cannot see this case anymore.") % {"author": planned.author})
            planned.attachments.update(scheduled=None)
            entry = send_composed(planned.ticket, composed=_composed(planned, keys), by=planned.author, at=at)
            planned.delete()
            return entry
    except StaleReplyError:
        why = _("something new came in.")
    except ConflictError as error:
        why = str(error)
    words = _("Scheduled reply not sent: %(why)s") % {"why": why}
    add_entry(planned.ticket, kind=Entry.Kind.STATUS, body=f"{words} {_give_back(planned, at=at)}", at=at)
    return None


@transaction.atomic
def unschedule_reply(planned: ScheduledReply, *, by: User, at: datetime | None = None) -> str:
    """Stop it. Who stops another's reply is named on the timeline. Answers where its text is now; raises GoneError."""
    at, planned = at or timezone.now(), _locked(planned)
    place = _give_back(planned, at=at)
    if by != planned.author:
        words = _("Cancelled the scheduled reply of %(author)s.") % {"author": planned.author}
        add_entry(planned.ticket, kind=Entry.Kind.STATUS, body=f"{words} {place}", at=at, actor=by)
    return place


def _locked(planned: ScheduledReply) -> ScheduledReply:
    try:
        return locked(planned, "ticket", "author", "macro")
    except ScheduledReply.DoesNotExist:
        raise GoneError(_("This scheduled reply was sent or given back a moment ago.")) from None


def _give_back(planned: ScheduledReply, *, at: datetime) -> str:
    """The text is a draft of its author again; a note when they cannot see the case. Answers which, as a sentence."""
    keys = list(planned.attachments.values_list("pk", flat=True))
    planned.attachments.update(scheduled=None)
    params = {"author": planned.author}
    if planned.is_author_gone:
        words = _("Scheduled reply of %(author)s that was not sent:") % params
        note = add_entry(
            planned.ticket, kind=Entry.Kind.NOTE, body=f"{words}\n\n{planned.body}", at=at, actor=planned.author
        )
        attach_to_entry(note, keys=keys, by=planned.author)
        place = _("The text is a note now.")
    else:
        written = Draft(body=planned.body, macro=planned.macro, actions=planned.actions, subject=planned.subject)
        written.to, written.cc, written.bcc = planned.to, planned.cc, planned.bcc
        give_back(planned.ticket, by=planned.author, written=written, at=at)
        place = _("The text is a draft of %(author)s again.") % params
    planned.delete()
    announce(LiveChannel.TICKET.of(planned.ticket_id))
    return place


def _composed(planned: ScheduledReply, keys: tuple[int, ...]) -> Composed:
    return Composed(
        body=planned.body,
        mode=Draft.Mode.REPLY,
        seen_version=planned.version,
        source_key=planned.source_key,
        after=planned.after,
        macro=planned.macro,
        actions=frozenset(planned.actions),
        attachments=keys,
        to=split_addresses(planned.to),
        cc=split_addresses(planned.cc),
        bcc=split_addresses(planned.bcc),
        subject=planned.subject,
        denial_reason=planned.denial_reason,
    )
