"""What we answer when the ordinary way fails: every phone rings at once, and whoever picks up first talks."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import Dial, VoiceResponse

from calls.services.roster import EmergencyPlan, default_notice
from calls.twiml.speech import LANGUAGE, address, answer, document, goodbye
from helpdesk.softphones import identity_of, is_softphone

RINGS_SECONDS = 60


def ring_phones(plan: EmergencyPlan, *, is_recorded: bool = False) -> HttpResponse:
    """Plain Dial to all of them: a voicemail may win, but that is better than silence. With no phone, an apology.

    `is_recorded`: the notice was spoken and the recording runs since before the trouble began.
    """
    if not plan.phones:
        return answer(goodbye(_("We are very sorry: something went wrong on our side. Please call again in a minute.")))
    response = VoiceResponse()
    if not is_recorded:
        response.say(plan.notice or default_notice(), language=plan.language)
    response.say(ringing_words(), language=LANGUAGE)
    recording = {} if is_recorded else _recording()
    dial_phones(response.dial(timeout=RINGS_SECONDS, **recording), plan.phones)
    response.say(closing_words())
    return answer(response)


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
    """Spoken after a talk as well, for nobody can tell here whether there was one."""
    return _("Thank you for calling. If nobody answered, we are very sorry: we see that you called and will call back.")


def _recording() -> dict[str, str]:
    """As in `record_after_notice`. A report that finds the database away is made up for by the reconciler."""
    return {
        "record": "record-from-answer-dual",
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
    """The buyer of a callback picked up: whatever we cannot write down now, the two shall talk."""
    return answer(document(default_notice()))


def hang_up(_parameters: object = None) -> HttpResponse:
    """The gate of a member's phone fails closed: an error ends this phone's call and no other."""
    return answer(goodbye())
