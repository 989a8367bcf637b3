"""Webhooks on the caller's side of a call."""

from datetime import datetime
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from calls import control, ringing
from calls.models import ProblemCall
from calls.twilio.signature import Parameters, provider_webhook
from calls.twilio.statuses import queue_end, was_answered
from calls.twiml import caller as says
from calls.twiml import emergency
from calls.twiml.documents import write
from calls.twiml.speech import answer
from calls.webhooks.transfers import ring_after_talk
from escalation.lines.script import script_of
from escalation.models import Line


def _ring_from_memory(parameters: Parameters) -> HttpResponse:
    """PostgreSQL is away, and somebody has a problem."""
    return emergency.ring_phones(ringing.remembered_plan(parameters.get("To", "")))


class InboundCall(TypedDict):
    """What each request about a caller's call says of it, as the services take it."""

    sid: str
    from_number: str
    to_number: str
    at: datetime


def _inbound_call(parameters: Parameters) -> InboundCall:
    return {
        "sid": parameters["CallSid"],
        "from_number": parameters.get("From", ""),
        "to_number": parameters.get("To", ""),
        "at": timezone.now(),
    }


@provider_webhook(acts_on={"From", "To"}, without_database=_ring_from_memory)
def voice(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """A call comes in on any of our lines."""
    call = _inbound_call(parameters)
    greeting = ringing.greet_caller(**call, attestation=parameters.get("StirVerstat", ""))
    if greeting.is_refused:
        return answer(says.turned_away())
    if greeting.script is None:
        return answer(says.on_to_ringing())
    if greeting.call.line and greeting.call.line.kind == Line.Kind.RECOVERY:
        return answer(says.code_question(greeting.script))
    return answer(says.greeting(greeting.script, greeting.opening, at=call["at"]))


@provider_webhook(acts_on={"Digits", "From", "To"}, without_database=_ring_from_memory)
def menu(request: HttpRequest, parameters: Parameters, *, heard_notice: bool = False) -> HttpResponse:
    """A key of the main line. `heard_notice`: pressed after the notice, which was not cut short by it."""
    call = _inbound_call(parameters)
    choice = ringing.choose_from_menu(**call, digits=parameters.get("Digits", ""), heard_notice=heard_notice)
    if choice.problem_call:
        return answer(says.ring_everyone(choice.script, choice.problem_call))
    return answer(says.menu(choice.script, choice.opening, at=call["at"], first=choice.first))


@provider_webhook(acts_on={"Digits", "From", "To"}, without_database=_ring_from_memory)
def code(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """The digits of the recovery mail; right or wrong, everyone rings."""
    ringing.find_cart(**_inbound_call(parameters), digits=parameters.get("Digits", ""))
    return answer(says.on_to_ringing())


@provider_webhook(acts_on={"From", "To"}, without_database=_ring_from_memory)
def ring(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """Ring everyone for this caller."""
    problem_call = ringing.ring_problem_line(**_inbound_call(parameters))
    return answer(says.ring_everyone(script_of(problem_call.call.line), problem_call))


@provider_webhook(without_database=emergency.leave_queue)
def wait(request: HttpRequest, parameters: Parameters, problem_call: int) -> HttpResponse:
    """What the waiting caller hears next."""
    queue_sid = parameters.get("QueueSid", "")
    waiting = ringing.next_turn(problem_call, sid=parameters["CallSid"], queue_sid=queue_sid, at=timezone.now())
    if waiting is None or waiting.status == ProblemCall.Status.ABANDONED:
        return answer(says.end())
    if waiting.status == ProblemCall.Status.EXHAUSTED or waiting.never_joined_at:
        return answer(says.leave_queue(script_of(waiting.call.line), waiting.call))
    if waiting.is_rung_at_once:
        return emergency.leave_queue()
    return answer(says.still_waiting(script_of(waiting.call.line), waiting))


@provider_webhook(acts_on={"CallStatus", "From", "QueueResult", "To"}, without_database=ring_after_talk)
def queue_result(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """The caller is out of the queue."""
    found = control.report_queue(
        **_inbound_call(parameters),
        end=queue_end(parameters),
        queue_sid=parameters.get("QueueSid", ""),
    )
    return write(found)


@provider_webhook(acts_on={"From", "To"}, without_database=_ring_from_memory)
def fallback(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """One of our answers failed. No menu and no queue: all phones at once."""
    plan = ringing.ring_at_once(**_inbound_call(parameters))
    return emergency.ring_phones(plan) if plan else answer(says.end())


@provider_webhook(acts_on={"DialCallStatus", "To"})
def rung(request: HttpRequest, parameters: Parameters, attempt: int) -> HttpResponse:
    """All phones rang at once. Answered without asking PostgreSQL, for it is asked while that is away."""
    if was_answered(parameters):
        return answer(says.end())
    return emergency.ring_again(ringing.remembered_plan(parameters.get("To", "")), attempt=attempt)
