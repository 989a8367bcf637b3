"""The static document that the provider plays when the desk does not answer."""

from twilio.twiml.voice_response import VoiceResponse

from calls.models import durations
from calls.twiml.emergency import closing_words, dial_phones, ringing_words
from calls.twiml.speech import LANGUAGE, NOT_TRIMMED
from escalation.lines import fallback_phones
from escalation.models import Line


def fallback_document(line: Line) -> str:
    """TwiML for any web server: the notice, every phone of the first tier at once, recorded, and an apology."""
    response = VoiceResponse()
    response.say(line.notice.text, language=line.notice.language)
    response.say(ringing_words(), language=LANGUAGE)
    dial = response.dial(
        timeout=durations.EVERY_PHONE_RINGS_SECONDS,
        record="record-from-answer-dual",
        trim=NOT_TRIMMED,
        caller_id=line.number,
    )
    dial_phones(dial, fallback_phones(line))
    response.say(closing_words(), language=LANGUAGE)
    return str(response)
