"""TwiML for each next document of a phone."""

from collections.abc import Callable

from django.http import HttpResponse
from twilio.twiml.voice_response import VoiceResponse

from calls.control.next_document import Document, NextDocument, known
from calls.twiml import caller, emergency, member, transfers
from calls.twiml.speech import answer
from escalation.lines.script import script_of

WRITERS: dict[Document, Callable[[NextDocument], VoiceResponse]] = {
    Document.WAIT_AGAIN: lambda it: caller.wait_again(script_of(known(it.call).line), known(it.call).problem_call),
    Document.HOLD: lambda it: transfers.hold(known(it.call)),
    Document.HOLD_CLIP: lambda it: transfers.still_on_hold(script_of(known(it.call).line), it.transfer),
    Document.LEAVE_HOLD: lambda _: transfers.leave_hold(),
    Document.CALLER_INTO_ROOM: lambda it: transfers.caller_into_room(known(it.transfer)),
    Document.EVERY_PHONE: lambda it: emergency.every_phone(known(it.plan), is_recorded=True),
    Document.APOLOGY: lambda it: caller.out_of_order(script_of(known(it.call).line), known(it.call)),
    Document.WHISPER: lambda it: member.whisper(known(it.leg)),
    Document.JOIN_CALLER: lambda it: member.join_caller(known(it.leg)),
    Document.JOIN_CALLER_SOON: lambda it: member.join_caller_soon(known(it.leg)),
    Document.DIAL_BUYER: lambda it: member.dial_buyer(known(it.leg)),
    Document.TAKEN: lambda _: member.taken(),
    Document.NOT_TAKEN: lambda _: member.not_taken(),
    Document.CALLER_GONE: lambda _: member.caller_gone(),
    Document.BUYER_NOT_REACHED: lambda it: member.buyer_not_reached(known(it.leg).call),
    Document.BUYER_NOT_RUNG: lambda it: member.buyer_not_reached(known(it.leg).call, was_rung=False),
    Document.CALLBACK_OVER: lambda _: member.callback_over(),
    Document.HOLD_MENU: transfers.hold_menu,
    Document.RINGING: transfers.ringing,
    Document.BRIEFING_MENU: transfers.briefing_menu,
    Document.STAFF_INTO_ROOM: lambda it: transfers.staff_into_room(known(it.leg), known(it.transfer)),
    Document.BACK_TO_CALLER: transfers.back_to_caller,
    Document.HANDED_OVER: lambda it: transfers.handed_over(known(it.transfer)),
    Document.TAKEN_BACK: lambda it: transfers.taken_back(known(it.transfer)),
    Document.CALLER_HUNG_UP: lambda _: transfers.caller_hung_up(),
    Document.WAIT: transfers.wait,
    Document.EMPTY: lambda _: VoiceResponse(),
    Document.HANG_UP: lambda _: caller.end(),
}


def write(found: NextDocument) -> HttpResponse:
    """The answer to the provider."""
    return answer(WRITERS[found.document](found))
