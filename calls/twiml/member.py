"""TwiML for the people who are rung: the whisper, and whom they are joined with."""

from django.utils import timezone
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import Call, Leg, Transfer, durations
from calls.twilio.addresses import address
from calls.twiml.speech import LANGUAGE, caller_name, document, goodbye, spoken
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
    if leg.is_of_callback:
        sentence = _("Callback to %(requester)s about: %(subject)s. This call is recorded. Press 1 to connect.")
        subject = spoken(leg.call.ticket.subject) if leg.call.ticket else ""
        words = sentence % {"requester": caller_name(leg.call), "subject": subject}
    elif leg.transfer and leg.transfer.status == Transfer.Status.RINGING:
        words = offer(leg)
    else:
        words = _("%(call)s. Press 1 to take it.") % {"call": _problem_call_words(leg.call)}
    gather.say(words, language=LANGUAGE)
    response.hangup()
    return response


def _problem_call_words(call: Call) -> str:
    """The whisper as the ring group has it, else ours."""
    cart, caller = call.cart, caller_name(call)
    event = spoken(cart.event.name) if cart and cart.event else ""
    problem = str(cart.get_problem_display()) if cart and cart.problem else ""
    if own := call.problem_call.group.whisper:
        line = call.line.name if call.line else ""
        return fill_whisper(own, {"caller": caller, "line": line, "event": event, "problem": problem}).rstrip(".")
    words = [_("Transferred problem call") if call.is_transfer else _("Problem call"), caller]
    if cart:
        words += [_("cart %(event)s") % {"event": event} if cart.event else _("with a cart"), problem]
    return ", ".join(filter(None, words))


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
    if callback is None or callback.status != Callback.Status.OWED:
        return goodbye(_("%(happened)s Nothing is owed any more.") % {"happened": happened})
    when = Script().when(callback.due_at.astimezone(Script(call.line).zone), at=timezone.now())
    owes = _("%(happened)s It is owed again, due %(when)s, and the attempt is written down.")
    return goodbye(owes % {"happened": happened, "when": when})


def callback_over() -> VoiceResponse:
    return goodbye(_("The call has ended. Please write the outcome on the board."))
