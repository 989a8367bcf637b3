"""Doors of a transfer: where the caller's phone and ours ask what is next."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from twilio.twiml.voice_response import VoiceResponse

from calls import services
from calls.services import CallerHears, CallerTurn, StaffHears, StaffTurn
from calls.twilio.signature import Parameters, provider_door
from calls.twiml import caller, emergency, member
from calls.twiml import transfers as says
from calls.twiml.speech import answer
from escalation.script import script_of

BRIDGED = "bridged"


def ring_after_talk(parameters: Parameters) -> HttpResponse:
    """PostgreSQL is away: all phones at once for a caller who waited or was on hold, and has heard the notice.

    Whoever comes out of a talk has been helped.
    """
    if parameters.get("QueueResult") == BRIDGED:
        return answer(caller.end())
    return emergency.ring_phones(services.remembered_plan(parameters.get("To", "")), is_recorded=True)


@provider_door(acts_on={"CallStatus", "To"}, without_database=ring_after_talk)
def next_(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """The caller's phone is out of the hold music or the room, or was sent here."""
    return caller_hears(services.report_hold(parameters, at=timezone.now()))


@provider_door(without_database=emergency.leave_queue)
def on_hold(request: HttpRequest, parameters: Parameters, call: int) -> HttpResponse:
    """What the caller on hold hears next."""
    queue_sid = parameters.get("QueueSid", "")
    turn = services.next_on_hold(call, sid=parameters["CallSid"], queue_sid=queue_sid, at=timezone.now())
    match turn.hears:
        case CallerHears.HOLD:
            return answer(says.still_on_hold(script_of(turn.call.line), turn.transfer))
        case CallerHears.NOTHING:
            return answer(caller.end())
    return answer(says.leave_hold())


def caller_hears(turn: CallerTurn) -> HttpResponse:
    """The document of where the caller goes."""
    match turn.hears:
        case CallerHears.HOLD:
            return answer(says.hold(turn.call))
        case CallerHears.ROOM:
            return answer(says.caller_into_room(turn.transfer))
        case CallerHears.RING_AGAIN:
            return answer(caller.wait_again(script_of(turn.call.line), turn.problem_call))
        case CallerHears.EVERY_PHONE:
            return emergency.ring_phones(turn.plan, is_recorded=True)
        case CallerHears.APOLOGY:
            return answer(caller.out_of_order(script_of(turn.call.line), turn.call))
        case CallerHears.NOTHING_NEW:
            return answer(VoiceResponse())
    return answer(caller.end())


@provider_door(without_database=emergency.hang_up)
def leg_next(request: HttpRequest, parameters: Parameters, leg: int, tries: int) -> HttpResponse:
    """A phone of ours asks what is next, perhaps with a key."""
    digits = parameters.get("Digits", "")
    turn = services.next_for_leg(leg, sid=parameters["CallSid"], digits=digits, tries=tries, at=timezone.now())
    return staff_hears(turn)


@provider_door(needs_call=False)
def room_wait(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """Somebody is alone in the room."""
    return answer(says.room_wait())


SPOKEN = {
    StaffHears.MENU: says.hold_menu,
    StaffHears.RINGING: says.ringing,
    StaffHears.BRIEFING_MENU: says.briefing_menu,
    StaffHears.CALLER: says.back_to_caller,
    StaffHears.WAIT: says.wait,
    StaffHears.HANDED_OVER: says.handed_over,
    StaffHears.ROOM: lambda turn: says.staff_into_room(turn.leg, turn.transfer),
    StaffHears.TAKEN_BACK: lambda turn: says.taken_back(turn.transfer),
    StaffHears.CALLER_GONE: lambda turn: says.caller_hung_up() if turn.transfer else member.caller_gone(),
    StaffHears.TRY_AGAIN: lambda turn: member.join_caller_soon(turn.leg),
    StaffHears.BUYER_NOT_REACHED: lambda turn: member.buyer_not_reached(turn.leg.call),
    StaffHears.BUYER_NOT_RUNG: lambda turn: member.buyer_not_reached(turn.leg.call, was_rung=False),
    StaffHears.CALLBACK_OVER: lambda turn: member.callback_over(),
}


def staff_hears(turn: StaffTurn) -> HttpResponse:
    """The document of where a phone of ours goes."""
    says_it = SPOKEN.get(turn.hears)
    return answer(says_it(turn)) if says_it else emergency.hang_up()
