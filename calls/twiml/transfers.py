"""TwiML of a transfer: for the caller on hold, whoever hands over, and the colleague."""

from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.control.next_document import NextDocument, known
from calls.models import Call, Leg, Transfer, durations
from calls.twilio.addresses import address
from calls.twiml.speech import LANGUAGE, caller_document, caller_name, document, goodbye
from escalation.lines.moment_names import Moment
from escalation.lines.script import Script

Status = Transfer.Status
HOLD_MOMENTS: dict[str, Moment] = {
    Status.REQUESTED: Moment.HOLD,
    Status.HELD: Moment.HOLD,
    Status.RINGING: Moment.HOLD,
    Status.BRIEFING: Moment.HOLD_BRIEFING,
    Status.JOINED: Moment.HOLD_ENDS,
    Status.RETURNED: Moment.HOLD_ENDS,
}
"""What a caller hears on hold, by how the transfer stands."""


def hold(call: Call) -> VoiceResponse:
    """Into the hold music. Nobody is with the caller there: what is said in the meantime cannot be heard."""
    response = VoiceResponse()
    response.enqueue(
        call.hold_queue_name,
        wait_url=address("on_hold", call.pk),
        wait_url_method="POST",
        action=address("next"),
        method="POST",
    )
    return response


def still_on_hold(script: Script, transfer: Transfer | None) -> VoiceResponse:
    """One clip of the hold. Without a transfer we only wait a second for the news of who hung up."""
    moment = HOLD_MOMENTS.get(transfer.status) if transfer else None
    if moment is None:
        response = VoiceResponse()
        response.pause(length=1)
        return response
    response = caller_document(script, script.words(moment))
    response.pause(length=durations.CLIP_PAUSE_SECONDS)
    return response


def leave_hold() -> VoiceResponse:
    """Out of the hold music; the queue's action says where to."""
    response = VoiceResponse()
    response.leave()
    return response


def caller_into_room(transfer: Transfer) -> VoiceResponse:
    """Together with those who talk about it. When the caller hangs up, the room ends for all."""
    return _room(transfer, action=address("next"), ends=True)


def staff_into_room(leg: Leg, transfer: Transfer) -> VoiceResponse:
    """The briefing, and later the talk of three. Without the colleague there is no room; the star leaves it."""
    is_colleague = transfer.accepted_by_id == leg.pk
    return _room(transfer, action=address("dial_result", leg.pk), ends=is_colleague, hangup_on_star=True)


def _room(transfer: Transfer, *, action: str, ends: bool, **dial: object) -> VoiceResponse:
    response = VoiceResponse()
    response.dial(action=action, method="POST", **dial).conference(
        transfer.room_name,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=ends,
        wait_url=address("room_wait"),
        wait_method="POST",
    )
    return response


def room_wait() -> VoiceResponse:
    """Alone in the room until the other one is there."""
    response = document(_("One moment."))
    response.pause(length=2)
    return response


def back_to_caller(asked: NextDocument) -> VoiceResponse:
    """Take the caller out of the hold music."""
    # The provider counts a phone that waits for somebody to come into the queue as dialling.
    response = document(_("Back to the caller."))
    action = address("dial_result", known(asked.leg).pk)
    dial = response.dial(action=action, method="POST", timeout=durations.JOIN_SECONDS, hangup_on_star=True)
    dial.queue(known(asked.leg).call.hold_queue_name)
    return response


def hold_menu(asked: NextDocument) -> VoiceResponse:
    """The caller is on hold; the phone's owner decides by a key."""
    return _keys(
        asked,
        _(
            "The caller is on hold. To go back to the caller, press 1. To ring everyone, press 2. "
            "To ring the managers, press 3."
        ),
        seconds=durations.HOLD_MENU_SECONDS,
    )


def ringing(asked: NextDocument) -> VoiceResponse:
    """Colleagues' phones ring."""
    return _keys(
        asked,
        _("Ringing your colleagues. To go back to the caller, press 1."),
        seconds=durations.COLLEAGUES_RING_SECONDS,
    )


def briefing_menu(asked: NextDocument) -> VoiceResponse:
    """The star, while a colleague is being told."""
    return _keys(
        asked,
        _(
            "To go back to the caller, press 1. To bring the caller in, press 2. To hand over and leave, press 3. "
            "To go on talking with your colleague, wait."
        ),
        seconds=durations.HOLD_MENU_SECONDS,
    )


def _keys(asked: NextDocument, sentence: str, *, seconds: int) -> VoiceResponse:
    """A question that asks itself again when no key is pressed, so that no news depends on us telling the phone."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("leg_next", known(asked.leg).pk, 0),
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=seconds,
        action_on_empty_result=True,
    )
    gather.say(sentence, language=LANGUAGE)
    return response


def wait(asked: NextDocument) -> VoiceResponse:
    """A second of silence for the news to come."""
    response = VoiceResponse()
    response.pause(length=1)
    response.redirect(address("leg_next", known(asked.leg).pk, asked.tries + 1), method="POST")
    return response


def offer(leg: Leg) -> str:
    """What a colleague hears before they press 1: who hands over whom, and what they must know."""
    transfer = known(leg.transfer)
    first = _("%(agent)s hands over %(caller)s") % {"agent": transfer.from_leg.user, "caller": caller_name(leg.call)}
    note = " ".join(transfer.note.split())
    said = f"{first}: {note}." if note else f"{first}."
    return " ".join([said, _("Press 1 to take it.")])


def handed_over(transfer: Transfer) -> VoiceResponse:
    return goodbye(_("Handed over to %(colleague)s. Thank you.") % {"colleague": known(transfer.accepted_by).user})


def taken_back(transfer: Transfer) -> VoiceResponse:
    return goodbye(_("%(agent)s goes on with the caller. Thank you.") % {"agent": transfer.from_leg.user})


def caller_hung_up() -> VoiceResponse:
    return goodbye(_("The caller has hung up."))
