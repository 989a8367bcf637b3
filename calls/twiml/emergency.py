"""TwiML for when the ordinary way fails: every phone rings at once, and whoever picks up first talks."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import Dial, VoiceResponse

from calls.models import durations
from calls.ringing.emergency_plans import EmergencyPlan, default_notice
from calls.twilio.addresses import address
from calls.twiml.speech import LANGUAGE, NOT_TRIMMED, answer, document, goodbye
from helpdesk.lib.softphones import identity_of, is_softphone

ATTEMPTS = 6


def ring_phones(plan: EmergencyPlan, *, is_recorded: bool = False) -> HttpResponse:
    """Answer with every phone of the plan."""
    return answer(every_phone(plan, is_recorded=is_recorded))


def every_phone(plan: EmergencyPlan, *, is_recorded: bool = False) -> VoiceResponse:
    """Plain Dial to all of them: a voicemail may win, but that is better than silence. With no phone, an apology.

    `is_recorded`: the notice was spoken and the recording runs since before the trouble began.
    """
    if not plan.phones:
        return goodbye(_("We are very sorry: something went wrong on our side. Please call again in a minute."))
    response = VoiceResponse()
    if not is_recorded:
        response.say(plan.notice or default_notice(), language=plan.language)
    response.say(ringing_words(), language=LANGUAGE)
    _dial(response, plan, attempt=1, **({} if is_recorded else _recording()))
    return response


def ring_again(plan: EmergencyPlan, *, attempt: int) -> HttpResponse:
    """Nobody picked up: they may have been on the phone with the caller before."""
    if attempt >= ATTEMPTS or not plan.phones:
        return answer(goodbye(closing_words()))
    response = document(_("Everyone is on the phone. Please stay on the line: we are trying again."))
    response.pause(length=durations.CLIP_PAUSE_SECONDS)
    response.say(plan.notice or default_notice(), language=plan.language)
    _dial(response, plan, attempt=attempt + 1, **_recording())
    return answer(response)


def _dial(response: VoiceResponse, plan: EmergencyPlan, *, attempt: int, **recording: str) -> None:
    dial = response.dial(
        timeout=durations.EVERY_PHONE_RINGS_SECONDS,
        action=address("rung", attempt),
        method="POST",
        caller_id=plan.caller_id or None,
        **recording,
    )
    dial_phones(dial, plan.phones)


def dial_phones(dial: Dial, phones: list[str]) -> None:
    """All of them at once: the first that picks up is connected and the others stop ringing."""
    for phone in phones:
        if is_softphone(phone):
            dial.client(identity_of(phone))
        else:
            dial.number(phone)


def ringing_words() -> str:
    return _("One moment: we are ringing everyone who can help.")


def closing_words() -> str:
    """The static document speaks it after a talk as well, for nothing can tell it whether there was one."""
    return _("Thank you for calling. If nobody answered, we are very sorry: we see that you called and will call back.")


def _recording() -> dict[str, str]:
    """Both sides apart. A report that finds the database away is made up for by the reconciler."""
    return {
        "record": "record-from-answer-dual",
        "trim": NOT_TRIMMED,
        "recording_status_callback": address("recording"),
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": "completed absent",
    }


def leave_queue(_parameters: object = None) -> HttpResponse:
    """A waiting caller cannot be connected from within the queue: let them out, to where everyone is rung."""
    response: VoiceResponse = document(_("One moment, please."))
    response.leave()
    return answer(response)


def connect_buyer(_parameters: object = None) -> HttpResponse:
    """The buyer of a callback picked up: whatever we cannot write down now, the two shall talk. It is not recorded,
    for nothing asks the provider for that now; so nobody says that it is."""
    return answer(VoiceResponse())


def hang_up(_parameters: object = None) -> HttpResponse:
    """The gate of a member's phone fails closed: an error ends this phone's call and no other."""
    return answer(goodbye())
