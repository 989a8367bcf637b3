"""Webhooks on the side of the people who are rung. Each fails closed: it drops this phone and no other."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from calls import callbacks, control, recordings
from calls.twilio.signature import Parameters, provider_webhook
from calls.twilio.statuses import call_end, dial_end, was_bridged
from calls.twiml import emergency
from calls.twiml.caller import go_on
from calls.twiml.caller import notice as recording_notice
from calls.twiml.documents import write
from calls.twiml.speech import answer
from escalation.lines.script import script_of

MOST_NOTICES = 3
"""Whoever cuts the notice short with a key hears it again; then the two talk, and nothing is recorded."""


@provider_webhook(without_database=emergency.hang_up)
def whisper(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """A rung phone was picked up, by a person or by a voicemail."""
    return write(control.pick_up_leg(leg, sid=parameters["CallSid"], at=timezone.now()))


@provider_webhook(acts_on={"Digits"}, without_database=emergency.hang_up)
def accept(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """The person pressed a key."""
    digits = parameters.get("Digits", "")
    return write(control.accept_leg(leg, sid=parameters["CallSid"], digits=digits, at=timezone.now()))


@provider_webhook(without_database=emergency.connect_buyer)
def notice(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """The buyer of a callback picked up and hears, before the two are joined, that the call is recorded."""
    found = callbacks.note_buyer_answered(leg, sid=parameters["CallSid"], at=timezone.now())
    return answer(recording_notice(script_of(found.call.line), found)) if found else emergency.hang_up()


@provider_webhook(acts_on={"Digits"}, without_database=emergency.connect_buyer)
def notice_heard(request: HttpRequest, parameters: Parameters, leg: int, attempt: int) -> HttpResponse:
    """The notice is over, or a key has cut it short; then it is said again."""
    sid, at = parameters["CallSid"], timezone.now()
    if not parameters.get("Digits"):
        recordings.note_notice_heard(leg, sid=sid, at=at)
        return answer(go_on())
    found = callbacks.note_buyer_answered(leg, sid=sid, at=at) if attempt < MOST_NOTICES else None
    if found:
        return answer(recording_notice(script_of(found.call.line), found, attempt=attempt + 1))
    recordings.note_notice_cut(leg, sid=sid, at=at)
    return answer(go_on())


@provider_webhook(acts_on={"CallStatus", "DialCallStatus"}, without_database=emergency.hang_up)
def dial_result(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """A member's dialling is over."""
    found = control.report_dial(
        leg,
        sid=parameters["CallSid"],
        is_over=call_end(parameters) is not None,
        was_bridged=was_bridged(parameters),
        dial_end=dial_end(parameters),
        at=timezone.now(),
    )
    return write(found)
