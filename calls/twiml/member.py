"""TwiML for the people who are rung: the whisper, and whom they are joined with."""

from django.utils import timezone
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import Call, Leg, Transfer, durations
from calls.twilio.addresses import address
from calls.twiml.speech import LANGUAGE, document, goodbye, spoken
from calls.twiml.transfers import offer
from escalation.duty.whispers import fill_whisper
from escalation.lines.script import Script
from escalation.models import Callback


def whisper(leg: Leg) -> VoiceResponse:
    """Who calls and why. A voicemail hears it too, presses nothing, and is hung up on."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("accept", leg.pk),
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=durations.PRESS_1_SECONDS,
    )
    gather.say(_words(leg), language=LANGUAGE)
    response.hangup()
    return response


def _words(leg: Leg) -> str:
    if leg.is_of_callback:
        return _callback_words(leg)
    if leg.transfer and leg.transfer.status == Transfer.Status.RINGING:
        return offer(leg)
    return _problem_words(leg)


def _problem_words(leg: Leg) -> str:
    call = leg.call
    if call.problem_call.group.whisper:
        return _("%(call)s. Press 1 to take it.") % {"call": _own_words(leg).rstrip(".")}
    words = [_("Transferred problem call") if call.is_transfer else _("Problem call"), _who(leg)]
    if cart := call.cart:
        words.append(_("cart %(event)s") % {"event": spoken(cart.event.name)} if cart.event else _("with a cart"))
        words.append(cart.get_problem_display() if cart.problem else "")
    return _("%(call)s. Press 1 to take it.") % {"call": ", ".join(filter(None, words))}


def _own_words(leg: Leg) -> str:
    """The whisper as the ring group has it."""
    call, cart = leg.call, leg.call.cart
    values = {
        "caller": _who(leg),
        "line": call.line.name if call.line else "",
        "event": spoken(cart.event.name) if cart and cart.event else "",
        "problem": str(cart.get_problem_display()) if cart and cart.problem else "",
    }
    return fill_whisper(call.problem_call.group.whisper, values)


def _callback_words(leg: Leg) -> str:
    return _("Callback to %(requester)s about: %(subject)s. This call is recorded. Press 1 to connect.") % {
        "requester": _who(leg),
        "subject": spoken(leg.call.ticket.subject),
    }


def _who(leg: Leg) -> str:
    """The requester by name. Digits read out by a machine help nobody: the number is on the screen."""
    requester = leg.call.ticket.requester if leg.call.ticket else None
    return spoken(requester.name) if requester and requester.name else _("a caller without a name")


def join_caller(leg: Leg) -> VoiceResponse:
    """Take the caller out of the queue. The same for each repeat of the member who won."""
    response = VoiceResponse()
    # The result names the phone: what the provider says of it may be about the caller's call.
    action = address("dial_result", leg.pk)
    dial = response.dial(action=action, method="POST", timeout=durations.JOIN_SECONDS, hangup_on_star=True)
    dial.queue(leg.call.problem_call.queue_name)
    return response


def join_caller_soon(leg: Leg) -> VoiceResponse:
    """Nobody was in the queue: the caller still listens to the notice before it, so look again in a moment."""
    response = document(_("One moment."))
    response.pause(length=1)
    response.append(join_caller(leg).verbs[0])
    return response


def dial_buyer(leg: Leg) -> VoiceResponse:
    """Connect the manager with the buyer, who hears the notice before the two are joined.

    The end of the buyer's own call is told by itself: handed over, they go on when the manager is gone.
    """
    call = leg.call
    response = document(_("Connecting. This call is recorded."))
    dial = response.dial(
        action=address("dial_result", leg.pk),
        method="POST",
        caller_id=call.line.number if call.line else None,
        timeout=durations.BUYER_RINGS_SECONDS,
    )
    dial.number(
        call.to_number,
        url=address("notice", leg.pk),
        method="POST",
        status_callback=address("status"),
        status_callback_method="POST",
        status_callback_event="completed",
    )
    return response


def taken() -> VoiceResponse:
    return goodbye(_("Thank you. Someone else has taken this call already."))


def caller_gone() -> VoiceResponse:
    return goodbye(_("The caller has hung up. It is written down, and a callback is owed."))


def not_taken() -> VoiceResponse:
    return goodbye(_("You did not take the call."))


def buyer_not_reached(call: Call, *, was_rung: bool = True) -> VoiceResponse:
    """What happened, and what is owed now: somebody may have settled the callback meanwhile."""
    happened = _("The call was not answered.") if was_rung else _("The call could not be put through.")
    callback = call.callback
    if callback.status != Callback.Status.OWED:
        return goodbye(_("%(happened)s Nothing is owed any more.") % {"happened": happened})
    when = Script().when(callback.due_at.astimezone(Script(call.line).zone), at=timezone.now())
    owes = _("%(happened)s It is owed again, due %(when)s, and the attempt is written down.")
    return goodbye(owes % {"happened": happened, "when": when})


def callback_over() -> VoiceResponse:
    return goodbye(_("The call has ended. Please write the outcome on the board."))
