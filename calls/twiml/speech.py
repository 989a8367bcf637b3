"""The pieces of which every answer to the provider is made."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import Gather, VoiceResponse

from calls.models import Call
from calls.twilio.addresses import address
from escalation.lines.script import Script, Words

LANGUAGE = "en-US"
"""What the people of the desk are spoken to in; a caller hears the language of the line."""
NOT_TRIMMED = "do-not-trim"
"""Else the provider cuts silence off both ends, and what is said stands at another second than our rows say."""
LONGEST_NAME = 60
"""A name that somebody typed into a shop is read out to six people; more than this is no name."""


def document(*sentences: str) -> VoiceResponse:
    """A document that begins with these sentences; empty ones are left out."""
    response = VoiceResponse()
    for sentence in filter(None, sentences):
        response.say(sentence, language=LANGUAGE)
    return response


def speak(verb: VoiceResponse | Gather, script: Script, *sentences: Words) -> None:
    """Say or play to a caller, in the line's language and voice; what is empty is left out."""
    for words in filter(None, sentences):
        language = words.language or script.language
        if words.sound:
            verb.play(settings.PUBLIC_BASE_URL + reverse("escalation:audio", args=[words.sound]))
        elif script.voice and language == script.language:
            verb.say(words.text, language=language, voice=script.voice)
        else:
            verb.say(words.text, language=language)


def caller_document(script: Script, *sentences: Words) -> VoiceResponse:
    """A document for a caller that begins with these words."""
    response = VoiceResponse()
    speak(response, script, *sentences)
    return response


def answer(response: VoiceResponse) -> HttpResponse:
    """The document as the provider wants it served."""
    return HttpResponse(str(response), content_type="text/xml; charset=utf-8")


def goodbye(*sentences: str) -> VoiceResponse:
    """Say this and end the call."""
    response = document(*sentences)
    response.hangup()
    return response


def record_after_notice(
    response: VoiceResponse, script: Script, notice: Words, *, transcription: str, is_heard: bool = False
) -> None:
    """Say that the call is recorded, and only then record it, both sides apart. There is no other way to record.

    `is_heard`: the caller has heard it to its end in this call. The provider tells us when the recording is there, or
    that there is none.
    """
    if not notice:
        raise ValueError("A recording starts after its notice, and this notice says nothing")
    if not is_heard:
        speak(response, script, notice)
    start = response.start()
    start.recording(
        recording_status_callback=address("recording"),
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
        channels="dual",
        trim=NOT_TRIMMED,
    )
    if script.line and script.line.is_transcribed:
        start.transcription(
            name=transcription,
            status_callback_url=address("transcription"),
            status_callback_method="POST",
            track="both_tracks",
            language_code=script.language,
        )


def caller_name(call: Call) -> str:
    """The requester by name. Digits read out by a machine help nobody: the number is on the screen."""
    requester = call.ticket.requester if call.ticket else None
    return spoken(requester.name) if requester and requester.name else _("a caller without a name")


def spoken(text: str) -> str:
    """Text from outside, short enough to be read out."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME].rsplit(" ", 1)[0]
