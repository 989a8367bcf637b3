"""TwiML for a phone that is tested."""

from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import RingTestLeg, durations
from calls.twilio.addresses import address
from calls.twiml.speech import LANGUAGE, goodbye


def question(leg: RingTestLeg) -> VoiceResponse:
    """Ask for a key. That none was pressed is told too: so we learn of a voicemail."""
    response = VoiceResponse()
    gather = response.gather(
        action=address("test_accept", leg.pk),
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=durations.PRESS_1_SECONDS,
        action_on_empty_result=True,
    )
    gather.say(_("This is a test of the problem line. Press 1 to confirm."), language=LANGUAGE)
    return response


def rang_in_browser() -> VoiceResponse:
    return goodbye(_("This is a test of the problem line. Your browser rings. Thank you."))


def thanks(leg: RingTestLeg) -> VoiceResponse:
    if leg.status == RingTestLeg.Status.CONFIRMED:
        return goodbye(_("Thank you. This phone works."))
    return goodbye()
