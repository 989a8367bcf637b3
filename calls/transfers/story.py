"""Timeline entries of a transfer, one for each step, and the call that is owed to who hung up on hold."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Transfer
from calls.ringing.problem_calls import locked_call
from escalation.board import give_up_attempt, owe_callback, raise_escalation
from escalation.models import Escalation
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce_to
from tickets.cases import add_entry, assign_ticket
from tickets.models import Entry

Status = Transfer.Status
Line = tuple[str, datetime, User | None, str]  # the step's name, when, who (None: the caller), and in words


@transaction.atomic
def write_down_transfer(transfer_id: int, *, at: datetime) -> None:
    """Tell the case all that happened so far. Safe to run twice: each step has its own key."""
    call = locked_call(transfers=transfer_id)
    transfer = Transfer.objects.select_related(
        "call__ticket__requester", "from_leg__user", "accepted_by__user", "person"
    ).get(pk=transfer_id)
    ticket = transfer.call.ticket
    if ticket:
        for step, moment, actor, words in _entries_of(transfer):
            key = f"transfer:{transfer.pk}:{step}"
            add_entry(ticket, kind=Entry.Kind.CALL, body=words, actor=actor, at=moment, source_key=key)
        agent = transfer.from_leg.user
        colleague = transfer.accepted_by if transfer.status == Status.DONE else None
        if colleague and ticket.is_unfinished and ticket.assignee_id in {None, agent.pk}:
            # The case goes with the caller, unless it belongs to somebody else.
            assign_ticket(ticket, to=colleague.user, by=agent, at=at)
    if ticket and transfer.was_left_on_hold:
        why = _("Hung up on hold, while %(agent)s handed over.") % {"agent": transfer.from_leg.user}
        if transfer.call.callback:
            give_up_attempt(transfer.call.callback, why=why, at=at)
        # A call is owed, unless somebody promised one already, or the case is settled.
        if ticket.is_unfinished and not ticket.callbacks.unfinished().exists():
            escalation = raise_escalation(ticket, reason=Escalation.Reason.CALL_UNANSWERED, detail=why, at=at)
            phone = "" if transfer.call.is_transfer else transfer.call.other_number
            owe_callback(ticket, escalation=escalation, phone=phone, at=at)
    announce_to(transfer.legs.values_list("user", flat=True), LiveChannel.RINGING_BAR)
    Transfer.objects.filter(pk=transfer_id, call=call).update(is_written_down=True)


def _entries_of(transfer: Transfer) -> Iterator[Line]:
    agent: User | None = transfer.from_leg.user
    colleague = transfer.accepted_by.user if transfer.accepted_by else None
    whom = transfer.person or transfer.get_target_display()
    names = {"agent": agent, "colleague": colleague, "whom": whom, "note": transfer.note}
    if transfer.held_at:
        yield "held", transfer.held_at, agent, _("Put the caller on hold.")
    if transfer.rung_at:
        words = _("Transfer to: %(whom)s. They hear: “%(note)s”") if transfer.note else _("Transfer to: %(whom)s.")
        yield "rung", transfer.rung_at, agent, words % names
    if transfer.accepted_at:
        words = _("Took the call. %(agent)s briefs them first.") % names
        yield "accepted", transfer.accepted_at, colleague, words
    if transfer.joined_at and not transfer.taker_leaves:
        words = _("Added the caller to the talk with %(colleague)s.") % names
        yield "joined", transfer.joined_at, agent, words
    if not transfer.ended_at:
        return
    match transfer.status:
        case Status.DONE:
            words = _("Transferred the caller to %(colleague)s.") % names
        case Status.RETURNED:
            words = _("Back with the caller: %(why)s") % {"why": transfer.why}
        case Status.RELEASED:
            words = _("Left while the caller was on hold. Everyone is rung again.")
        case Status.CALLER_LEFT if transfer.was_left_on_hold:
            agent, words = None, _("The caller hung up on hold.")
        case _other:
            return
    yield transfer.status, transfer.ended_at, agent, words
