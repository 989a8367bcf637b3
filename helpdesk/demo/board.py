"""The manager's board: what needs a manager now, the calls that are owed, and what was done today."""

from datetime import timedelta

from django.conf import settings

from escalation.board import (
    cancel_callback,
    claim_escalation,
    dismiss_escalation,
    finish_escalation,
    owe_callback,
    raise_escalation,
    record_outcome,
    start_attempt,
)
from escalation.models import Callback, Escalation
from helpdesk.demo.callbacks import call_back
from helpdesk.demo.world import World
from tickets.models import Promise, Ticket

Reason = Escalation.Reason
Outcome = Callback.Outcome

OWED = [
    # reason, in words, minutes since: a callback is due CALLBACK_PROMISE_MINUTES after it was owed
    (Reason.ASKED_FOR_MANAGER, "said so three times on the phone", 38),
    (Reason.AGENT, "wheelchair user, sent to the wrong door twice", 19),
    (Reason.ASKED_FOR_MANAGER, "does not accept the reseller answer", 8),
    (Reason.AGENT, "wants the organizer's word in writing", 3),
]
ONLY_TO_LOOK_AT = [
    (Reason.AGENT, "third case today about the same code: is it us or the shop?", 22),
    (Reason.ASKED_FOR_MANAGER, "by email, no hurry, but he means it", 14),
]
DONE = [
    (Reason.AGENT, Outcome.SOLVED, "Apologised, booked the two seats while we spoke.", 170),
    (
        Reason.ASKED_FOR_MANAGER,
        Outcome.REACHED,
        "Explained it. The refund goes out tonight, I watch it myself.",
        125,
    ),
    (Reason.AGENT, Outcome.SOLVED, "Spoke with the stewards too, door C is sorted.", 95),
    (Reason.ASKED_FOR_MANAGER, Outcome.SOLVED, "Was pleased that somebody called at all.", 70),
]


def fill_board(world: World) -> None:
    """Owe, make and miss calls on cases that are still worked on."""
    recent = [
        ticket
        for ticket in world.tickets
        if ticket.is_unfinished and ticket.created_at < world.at - timedelta(hours=4) and ticket.requester.phone
    ]
    world.dice.shuffle(recent)
    for reason, detail, minutes in OWED:
        _escalate(recent.pop(), reason, detail, world, minutes=minutes)
    for reason, detail, minutes in ONLY_TO_LOOK_AT:
        at = world.at - timedelta(minutes=minutes)
        raise_escalation(recent.pop(), reason=reason, detail=detail, by=world.agents[0], at=at)
    for reason, outcome, note, minutes in DONE:
        escalation, callback = _escalate(recent.pop(), reason, "", world, minutes=minutes)
        manager = world.dice.choice(world.managers)
        tried_at = callback.created_at + timedelta(minutes=world.dice.uniform(4, settings.CALLBACK_PROMISE_MINUTES - 5))
        done_at = call_back(callback, manager, world, at=tried_at) + timedelta(minutes=world.dice.uniform(1, 4))
        record_outcome(callback, outcome=outcome, note=note, by=manager, at=done_at)
        escalation.refresh_from_db()
        if outcome != Outcome.SOLVED:  # a solved problem ends its escalation by itself
            finish_escalation(escalation, by=manager, note=note, at=done_at + timedelta(minutes=1))
    first, second = world.managers
    # Somebody is on it.
    detail = "asks about the ballet's group price"
    escalation, _callback = _escalate(recent.pop(), Reason.AGENT, detail, world, minutes=17)
    claim_escalation(escalation, by=first, at=world.at - timedelta(minutes=11))
    # Not reached yet.
    detail = "wrote in capitals during the presale"
    _escalation, callback = _escalate(recent.pop(), Reason.ASKED_FOR_MANAGER, detail, world, minutes=64)
    start_attempt(callback, by=second, at=world.at - timedelta(minutes=41))
    note, tried_at = "Rang eight times. I try again.", world.at - timedelta(minutes=39)
    record_outcome(callback, outcome=Outcome.NO_ANSWER, note=note, by=second, at=tried_at)
    # Dismissed.
    escalation, callback = _escalate(recent.pop(), Reason.AGENT, "refund over the limit", world, minutes=150)
    cancelled_at = world.at - timedelta(minutes=140)
    cancel_callback(callback, by=first, why="The refund was approved at once, no call needed.", at=cancelled_at)
    dismiss_escalation(escalation, by=first, why="Approved.", at=cancelled_at + timedelta(minutes=1))


def _escalate(ticket: Ticket, reason: str, detail: str, world: World, *, minutes: float) -> tuple[Escalation, Callback]:
    at = world.at - timedelta(minutes=minutes)
    by = world.dice.choice(world.agents) if reason == Reason.AGENT else None
    escalation = raise_escalation(ticket, reason=reason, detail=detail, by=by, at=at)
    callback = owe_callback(ticket, escalation=escalation, at=at, by=by)
    Promise.objects.filter(pk=callback.promise_id).update(created_at=at)
    return escalation, callback
