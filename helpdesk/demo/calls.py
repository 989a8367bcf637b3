"""Forty calls over two weeks, played through the services that the provider's webhooks call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from calls.callbacks import settle_problem_call
from calls.control import accept_leg, pick_up_leg, report_queue
from calls.models import Call, Leg, ProblemCall
from calls.ringing import choose_from_menu, find_cart, next_turn, receive_call, ring_problem_line
from calls.talks import finish_talk
from calls.twilio.statuses import QueueEnd
from carts.models import Cart, RecoveryCode
from escalation.board import offered_dispositions
from escalation.models import Callback, Line
from helpdesk.demo.letters import mail_left
from helpdesk.demo.recordings import new_sid, record_talk
from helpdesk.demo.status_callbacks import end_call, end_leg
from helpdesk.demo.stories import Story, Storyteller
from helpdesk.demo.world import Act, World
from helpdesk.lib.transitions import try_move
from tickets.cases import assign_ticket, open_ticket, reply_to_requester, solve_ticket
from tickets.cases.remedies import log_remedy
from tickets.models import Requester, Ticket

Status = Leg.Status
Outcome = Callback.Outcome

ANSWERED = [
    # the round in which somebody answers, and how many calls went so
    (1, 25),
    (2, 3),
    (3, 1),
]
TRANSFERS = 2
SECRET_NUMBER = [3.2, 9.5]
"""Hours ago at which a buyer called the number of a recovery mail."""
MENU_ONLY = ["1", "2", "2"]
MISSED = [
    # minutes ago, seconds until the caller hangs up (None: rings until nobody is left to ring)
    (52, None),
    (33, 18),
    (12, None),
    (6, 31),
]
RECORDED_WITHIN = timedelta(days=4)
SPAN = timedelta(days=14)


def plan_calls(world: World, teller: Storyteller) -> list[Act]:
    dice, callers = world.dice, list(world.callers)
    dice.shuffle(callers)
    acts = []
    for round_, times in ANSWERED:
        for _time in range(times):
            at = world.at - SPAN * dice.uniform(0.02, 1)
            acts.append(Act(at, partial(_answered_call, world, teller, callers.pop(), round_=round_, at=at)))
    for _transfer in range(TRANSFERS):
        at = world.at - SPAN * dice.uniform(0.05, 0.4)
        acts.append(Act(at, partial(_transferred_call, world, teller, at=at)))
    for hours in SECRET_NUMBER:
        at = world.at - timedelta(hours=hours)
        acts.append(Act(at, partial(_secret_number_call, world, teller, at=at)))
    for digit in MENU_ONLY:
        at = world.at - SPAN * dice.uniform(0.01, 0.5)
        acts.append(Act(at, partial(_menu_call, world, callers.pop(), digit=digit, at=at)))
    for minutes, patience in MISSED:
        at = world.at - timedelta(minutes=minutes)
        acts.append(Act(at, partial(_missed_call, world, callers.pop(), patience=patience, at=at)))
    return acts


def place_legs_of(problem_call: ProblemCall, world: World, *, at: datetime) -> list[Leg]:
    """What a worker does for the current round: each phone is rung, and its call has a SID."""
    legs = list(problem_call.call.legs.filter(round=problem_call.round))
    for leg in legs:
        leg.sid, leg.claimed_at = new_sid(world, "CA"), at
    Leg.objects.bulk_update(legs, ["sid", "claimed_at"])
    return legs


def put_down(legs: list[Leg], world: World, *, how: Sequence[str], at: datetime) -> None:
    """The phones stop ringing; `how` are the ends that a phone may have."""
    for leg in legs:
        try_move(leg, world.dice.choice(how), ended_at=at)


def _answered_call(world: World, teller: Storyteller, caller: Requester, *, round_: int, at: datetime) -> None:
    """Pressed 4 and talked to somebody; more than half had written before and lost patience."""
    event = world.dice.choice(world.shop_events)
    story = teller.tell(caller, event, agent="Ana")
    if world.dice.random() < 0.6:
        wrote_at = at - timedelta(minutes=world.dice.uniform(20, 90))
        ticket = Ticket(requester=caller, subject=story.subject, channel=Ticket.Channel.EMAIL, event=event)
        open_ticket(ticket, body=story.opening, at=wrote_at)
        agent = world.dice.choice(world.agents)
        assign_ticket(ticket, to=agent, by=agent, at=wrote_at + timedelta(minutes=6))
    sid, number = new_sid(world, "CA"), world.lines[Line.Kind.MAIN].number
    receive_call(sid=sid, from_number=caller.phone, to_number=number, at=at)
    rung_at = at + timedelta(seconds=14)
    choice = choose_from_menu(sid=sid, from_number=caller.phone, to_number=number, digits="4", at=rung_at)
    _talk(world, cast(ProblemCall, choice.problem_call), story, round_=round_)  # 4 was pressed


def _transferred_call(world: World, teller: Storyteller, *, at: datetime) -> None:
    """An agent has a buyer on the phone who needs somebody else."""
    agent = world.dice.choice(world.agents)
    story = teller.tell(world.dice.choice(world.writers), None, agent=agent.name)
    number = world.lines[Line.Kind.PROBLEM].number
    problem_call = ring_problem_line(sid=new_sid(world, "CA"), from_number=agent.mobile, to_number=number, at=at)
    _talk(world, problem_call, story, round_=1)


def _secret_number_call(world: World, teller: Storyteller, *, at: datetime) -> None:
    """The buyer types the code of the mail, so whoever answers knows the cart."""
    mailed = RecoveryCode.objects.valid(at=at).filter(created_at__lt=at, cart__status=Cart.Status.ABANDONED)
    code = mailed.filter(used_at=None).select_related("cart__event").latest("created_at")
    buyer = Requester.objects.get(contact_points__value=code.cart.email, contact_points__claim="")
    number = world.lines[Line.Kind.RECOVERY].number
    called = {"sid": new_sid(world, "CA"), "from_number": buyer.phone, "to_number": number}
    receive_call(**called, at=at)
    find_cart(**called, digits=code.digits, at=at + timedelta(seconds=16))
    problem_call = ring_problem_line(**called, at=at + timedelta(seconds=17))
    _talk(world, problem_call, teller.tell(buyer, code.cart.event, agent="Ana"), round_=1)


def _menu_call(world: World, caller: Requester, *, digit: str, at: datetime) -> None:
    """Wanted only what the menu tells."""
    sid, number = new_sid(world, "CA"), world.lines[Line.Kind.MAIN].number
    receive_call(sid=sid, from_number=caller.phone, to_number=number, at=at)
    pressed_at = at + timedelta(seconds=9)
    choose_from_menu(sid=sid, from_number=caller.phone, to_number=number, digits=digit, at=pressed_at)
    end_call(Call.objects.get(sid=sid), at=at + timedelta(seconds=24))


def _missed_call(world: World, caller: Requester, *, patience: int | None, at: datetime) -> None:
    """Nobody was there in time: a manager owes the call back."""
    sid, number = new_sid(world, "CA"), world.lines[Line.Kind.MAIN].number
    receive_call(sid=sid, from_number=caller.phone, to_number=number, at=at)
    now = at + timedelta(seconds=14)
    choice = choose_from_menu(sid=sid, from_number=caller.phone, to_number=number, digits="4", at=now)
    problem_call = cast(ProblemCall, choice.problem_call)  # 4 was pressed
    if patience:
        now += timedelta(seconds=patience)
        legs = place_legs_of(problem_call, world, at=problem_call.created_at)
        report_queue(sid=sid, end=QueueEnd.HUNG_UP, at=now)
        end_call(problem_call.call, at=now)
        put_down(legs, world, how=[Status.CANCELED], at=now)
    else:
        for _round in range(problem_call.rounds + problem_call.has_managers):
            now = _nobody_answers(world, problem_call)
        end_call(problem_call.call, at=now + timedelta(seconds=8))
    _leave_without_sound(problem_call.call, at=now)
    settle_problem_call(problem_call.pk, at=now + timedelta(seconds=10))
    world.tickets.append(Ticket.objects.get(calls=problem_call.call))


def _nobody_answers(world: World, problem_call: ProblemCall) -> datetime:
    """One round passes; answers the moment at which the caller heard of the next one."""
    legs = place_legs_of(problem_call, world, at=problem_call.round_started_at)
    ends_at = problem_call.round_started_at + timedelta(seconds=problem_call.ring_seconds + 2)
    put_down(legs, world, how=[Status.NO_ANSWER, Status.NO_ANSWER, Status.DECLINED, Status.BUSY], at=ends_at)
    next_turn(problem_call.pk, sid=str(problem_call.call.sid), at=ends_at)
    problem_call.refresh_from_db()
    return ends_at


def _talk(world: World, problem_call: ProblemCall, story: Story, *, round_: int) -> None:
    """Somebody presses 1 in this round, talks, writes down what was said, and sees it through."""
    for _round in range(round_ - 1):
        _nobody_answers(world, problem_call)
    call, dice = problem_call.call, world.dice
    legs = place_legs_of(problem_call, world, at=problem_call.round_started_at)
    winner = legs.pop(dice.randrange(len(legs)))
    picked_up_at = problem_call.round_started_at + timedelta(seconds=dice.uniform(4, 17))
    sid = str(winner.sid)
    pick_up_leg(winner.pk, sid=sid, at=picked_up_at)
    accepted_at = picked_up_at + timedelta(seconds=5)
    accept_leg(winner.pk, sid=sid, digits="1", at=accepted_at)
    put_down(legs, world, how=[Status.CANCELED] * 5 + [Status.DECLINED, Status.BUSY], at=accepted_at)
    call.refresh_from_db()
    if world.at - accepted_at < RECORDED_WITHIN:
        length = record_talk(str(call.sid), world, began=accepted_at)
    else:
        length = timedelta(seconds=dice.uniform(95, 560))
        # Older calls are told without their sound, or a first start would take minutes.
        _leave_without_sound(call, at=accepted_at + length)
    end_call(call, at=accepted_at + length)
    end_leg(winner, sid=sid, at=accepted_at + length)
    _write_up(world, winner, story, at=accepted_at + length)


def _write_up(world: World, winner: Leg, story: Story, *, at: datetime) -> None:
    ticket, agent = Ticket.objects.get(calls=winner.call_id), winner.user
    is_open = world.dice.random() < 0.25 or world.at - at < timedelta(hours=2)
    offered = {one.means: one for one in reversed(offered_dispositions())}
    finish_talk(
        winner,
        disposition=offered[Outcome.REACHED if is_open else Outcome.SOLVED],
        notes=f"On the phone: “{story.said}”",
        at=min(at + timedelta(minutes=2), world.at),
    )
    if is_open:
        world.tickets.append(ticket)
        return
    later = at + timedelta(minutes=world.dice.uniform(6, 60))
    log_remedy(ticket, what=story.remedy, by=agent, at=later)
    ticket.refresh_from_db()
    if ticket.requester.email:
        entry = reply_to_requester(ticket, body=story.reply, by=agent, seen_version=ticket.version, at=later)
        mail_left(entry.message, at=later)
    solve_ticket(ticket, by=agent, note=story.solved, at=later + timedelta(minutes=3))
    world.tickets.append(ticket)


def _leave_without_sound(call: Call, *, at: datetime) -> None:
    """The provider was asked for a recording and had none, so no sweep asks again."""
    Call.objects.filter(pk=call.pk).update(recordings_listed_at=at)
