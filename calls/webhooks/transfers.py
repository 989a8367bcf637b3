"""Webhooks of a transfer: where the caller's phone and ours ask what is next."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from calls import control, ringing
from calls.twilio.signature import Parameters, provider_webhook
from calls.twilio.statuses import QueueEnd, call_end, queue_end
from calls.twiml import caller, emergency
from calls.twiml import transfers as says
from calls.twiml.documents import write
from calls.twiml.speech import answer


def ring_after_talk(parameters: Parameters) -> HttpResponse:
    """PostgreSQL is away: all phones at once for a caller who waited or was on hold, and has heard the notice.

    Whoever comes out of a talk has been helped.
    """
    if queue_end(parameters) in {QueueEnd.BRIDGED, QueueEnd.ENDED}:
        return answer(caller.end())
    return emergency.ring_phones(ringing.remembered_plan(parameters.get("To", "")), is_recorded=True)


@provider_webhook(acts_on={"CallStatus", "To"}, without_database=ring_after_talk)
def next_(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """The caller's phone is out of the hold music or the room, or was sent here."""
    found = control.report_hold(
        sid=parameters["CallSid"],
        end=queue_end(parameters),
        call_end=call_end(parameters),
        left_room="DialCallStatus" in parameters,
        queue_sid=parameters.get("QueueSid", ""),
        at=timezone.now(),
    )
    return write(found)


@provider_webhook(without_database=emergency.leave_queue)
def on_hold(request: HttpRequest, parameters: Parameters, call: int) -> HttpResponse:
    """What the caller on hold hears next."""
    queue_sid = parameters.get("QueueSid", "")
    return write(control.next_on_hold(call, sid=parameters["CallSid"], queue_sid=queue_sid, at=timezone.now()))


@provider_webhook(without_database=emergency.hang_up)
def leg_next(request: HttpRequest, parameters: Parameters, leg: int, tries: int) -> HttpResponse:
    """A phone of ours asks what is next, perhaps with a key."""
    digits = parameters.get("Digits", "")
    found = control.next_for_leg(leg, sid=parameters["CallSid"], digits=digits, tries=tries, at=timezone.now())
    return write(found)


@provider_webhook(needs_call=False)
def room_wait(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """Somebody is alone in the room."""
    return answer(says.room_wait())
