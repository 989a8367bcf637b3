"""The pieces of which every answer to the provider is made."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

LANGUAGE = "en-US"
LONGEST_NAME = 60
"""A name that somebody typed into a shop is read out to six people; more than this is no name."""


def address(route: str, *args: int) -> str:
    """The whole address of one of our doors, as the provider will sign it."""
    return settings.PUBLIC_BASE_URL + reverse(f"calls:{route}", args=args)


def document(*sentences: str) -> VoiceResponse:
    """A document that begins with these sentences; empty ones are left out."""
    response = VoiceResponse()
    for sentence in filter(None, sentences):
        response.say(sentence, language=LANGUAGE)
    return response


def answer(response: VoiceResponse) -> HttpResponse:
    """The document as the provider wants it served."""
    return HttpResponse(str(response), content_type="text/xml; charset=utf-8")


def goodbye(*sentences: str) -> VoiceResponse:
    """Say this and end the call."""
    response = document(*sentences)
    response.hangup()
    return response


def start_recording(response: VoiceResponse) -> None:
    """Record from here on, both sides apart. The provider tells us when it is there, or that there is none."""
    response.start().recording(
        recording_status_callback=address("recording"),
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
        channels="dual",
    )


def spoken(text: str) -> str:
    """Text from outside, short enough to be read out."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME].rsplit(" ", 1)[0]


def callback_promise() -> str:
    """What we promise whoever reached nobody."""
    return _("A manager will call you back within %(minutes)s minutes.") % {
        "minutes": settings.CALLBACK_PROMISE_MINUTES
    }
