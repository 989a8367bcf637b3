"""One member's phone: it is picked up, 1 is pressed, and only one of them wins."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from calls.control.next_document import Document, NextDocument
from calls.models import Call, Leg, ProblemCall, Transfer
from calls.ringing.problem_calls import announce_ringing
from calls.transfers.steps import accept_transfer
from escalation.models import Callback
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce, announce_to
from helpdesk.lib.transitions import try_move
from tickets.cases import add_entry, assign_ticket
from tickets.cases.entries import mark_answered
from tickets.models import Entry

logger = structlog.get_logger(__name__)

PRESS_1 = "1"


@transaction.atomic
def pick_up_leg(leg_id: int, *, sid: str, at: datetime) -> NextDocument:
    """Somebody, or their voicemail, picked up."""
    leg = _locked_leg(leg_id, sid=sid)
    if leg is None:
        return NextDocument(Document.NOT_TAKEN)
    if not leg.is_softphone or leg.call.callback_id:
        try_move(leg, Leg.Status.ANSWERED, answered_at=at)
    if leg.is_softphone:
        # No whisper in a browser: it has no voicemail that could pick up, who calls and why stands on the screen, and
        # "Answer" was clicked on purpose. A question to confirm it would only keep the caller waiting.
        return _heard(leg, _press_1(leg, at=at))
    return _heard(leg, _document_of(leg))


@transaction.atomic
def accept_leg(leg_id: int, *, sid: str, digits: str, at: datetime) -> NextDocument:
    """A key was pressed. The first 1 wins the caller; whoever wins hears the same again when the provider repeats."""
    leg = _locked_leg(leg_id, sid=sid)
    if leg is None:
        return NextDocument(Document.NOT_TAKEN)
    if digits == PRESS_1:
        document = _press_1(leg, at=at)
    else:
        # Another key: this member does not want it. Whoever has won already cannot lose it by a late key.
        enqueue_on_commit("calls.tasks.quiet_person", leg.pk)
        announce_to([leg.user_id], LiveChannel.RINGING_BAR)
        is_declined = try_move(leg, Leg.Status.DECLINED, ended_at=at)
        document = Document.NOT_TAKEN if is_declined else _document_of(leg)
    return _heard(leg, Document.NOT_TAKEN if document is Document.WHISPER else document)


def _heard(leg: Leg, document: Document) -> NextDocument:
    return NextDocument(document, leg.call, leg, leg.transfer)


def _press_1(leg: Leg, *, at: datetime) -> Document:
    if leg.is_of_callback:
        if leg.status == Leg.Status.ACCEPTED:
            return Document.DIAL_BUYER
        callback = leg.call.callback
        is_wanted = callback and callback.status == Callback.Status.ATTEMPTING
        if not is_wanted or not try_move(leg, Leg.Status.ACCEPTED):
            return Document.NOT_TAKEN
        try_move(leg.call, Call.Status.IN_PROGRESS, taker=leg)
        announce(LiveChannel.CALLS, LiveChannel.ESCALATION_BOARD)
        announce_to([leg.user_id], LiveChannel.RINGING_BAR)
        return Document.DIAL_BUYER
    if _document_of(leg) is Document.WHISPER:
        if leg.transfer and leg.transfer.status == Transfer.Status.RINGING:
            accept_transfer(leg.transfer, leg, at=at)
        else:
            _win(leg, at=at)
    document = _document_of(leg)
    if document in {Document.TAKEN, Document.CALLER_GONE, Document.TAKEN_BACK}:
        try_move(leg, Leg.Status.CANCELED)
    return document


def _locked_leg(leg_id: int, *, sid: str) -> Leg | None:
    """The leg, with its call locked; None when `sid` is not the call that rings this phone."""
    # The lock first and the rows after it, as in `locked_call`.
    if not Call.objects.select_for_update(of=("self",)).filter(legs=leg_id).values_list("pk").first():
        return None
    call = ("call__line", "call__callback", "call__ticket__requester", "call__cart__event", "call__problem_call__group")
    leg = Leg.objects.select_related("user", "transfer__from_leg__user", *call).get(pk=leg_id)
    if leg.transfer:
        leg.transfer.call = leg.call
    if not adopt_sid(leg, sid):
        return None
    return leg


def adopt_sid(leg: Leg, sid: str) -> bool:
    """Make sure that `sid` is this leg's call. A leg in doubt has no SID yet: the provider's word proves it rang."""
    if leg.sid is None and Leg.objects.filter(pk=leg.pk, sid=None).update(sid=sid):
        leg.sid = sid
    if leg.sid != sid:
        logger.warning("leg_of_another_call", leg=leg.pk, leg_sid=leg.sid, sid=sid)
    return leg.sid == sid


def _document_of(leg: Leg) -> Document:
    """The document of this phone, by how it and its caller stand."""
    if leg.is_of_callback:
        return Document.WHISPER if leg.status == Leg.Status.ANSWERED else Document.NOT_TAKEN
    transfer = leg.transfer
    if transfer and transfer.status != Transfer.Status.RELEASED:
        match transfer.status:
            case Transfer.Status.RINGING:
                return Document.WHISPER
            case Transfer.Status.RETURNED:
                return Document.TAKEN_BACK
            case Transfer.Status.CALLER_LEFT:
                return Document.CALLER_GONE
        return Document.STAFF_INTO_ROOM if transfer.accepted_by_id == leg.pk else Document.TAKEN
    problem_call = leg.call.problem_call
    if problem_call.winner_id == leg.pk:
        return Document.JOIN_CALLER if problem_call.status == ProblemCall.Status.ACCEPTED else Document.CALLER_GONE
    if problem_call.winner_id or problem_call.is_rung_at_once:
        return Document.TAKEN
    return Document.WHISPER if problem_call.status == ProblemCall.Status.WAITING else Document.CALLER_GONE


def _win(leg: Leg, *, at: datetime) -> None:
    """The guarded UPDATE: of six who press 1 at one moment exactly one row changes, and never after the caller left."""
    problem_call = leg.call.problem_call
    free = ProblemCall.objects.filter(pk=problem_call.pk, winner=None, left_at=None)
    if not free.update(winner=leg, accepted_at=at):
        return
    problem_call.winner, problem_call.accepted_at = leg, at
    try_move(problem_call, ProblemCall.Status.ACCEPTED)
    _join(leg, at=at)


def _join(leg: Leg, *, at: datetime) -> None:
    """What follows from having won the caller."""
    call, problem_call = leg.call, leg.call.problem_call
    try_move(leg, Leg.Status.ACCEPTED, answered_at=leg.answered_at or at)
    first = {} if call.answered_at else {"answered_at": at, "answered_by": leg.user}
    Call.objects.filter(pk=call.pk).update(taker=leg, parted_at=None, **first)
    announce_ringing(problem_call)  # before the other news: five phones fall silent, and five people wonder why
    if ticket := call.ticket:
        # The case is answered, and belongs to the winner unless somebody has it already.
        mark_answered(ticket, at=at)
        # Not here: whoever pressed 1 waits for the caller.
        enqueue_on_commit("escalation.tasks.release_answered", ticket.pk)
        if ticket.assignee_id is None:
            assign_ticket(ticket, to=leg.user, by=leg.user, at=at)
        else:
            add_entry(ticket, kind=Entry.Kind.CALL, body=_("Took the call."), actor=leg.user, at=at)
    enqueue_on_commit("calls.tasks.cancel_legs", call.pk)
    announce(LiveChannel.CALLS)


def accept_by_report(leg: Leg, *, at: datetime) -> None:
    """The provider says that this phone talked to the caller, and nobody could ask us. Needs the lock of its call."""
    problem_call = leg.call.problem_call
    if not problem_call.is_unheard:
        _win(leg, at=at)
        return
    # The caller was reported as gone, or as never connected, before anyone could know of the talk.
    talked = {"winner": leg, "accepted_at": at, "left_at": None, "never_joined_at": None}
    if problem_call.status in {ProblemCall.Status.ABANDONED, ProblemCall.Status.EXHAUSTED}:
        is_corrected = try_move(problem_call, ProblemCall.Status.ENDED, **talked)
    else:
        unheard = ProblemCall.objects.filter(pk=problem_call.pk, never_joined_at__isnull=False)
        for name, value in talked.items():
            setattr(problem_call, name, value)
        is_corrected = bool(unheard.update(**talked))
    if is_corrected:
        _join(leg, at=at)
