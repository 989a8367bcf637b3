"""Doors for what the provider only reports: nobody hears our answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone

from calls import services
from calls.twilio.signature import Parameters, provider_door
from calls.twilio.speech_events import read_speech

NOTED = 204


@provider_door(acts_on={"CallStatus", "Direction", "From", "To"})
def status(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """How a caller's call stands."""
    services.report_call(parameters, at=timezone.now())
    return HttpResponse(status=NOTED)


@provider_door(acts_on={"CallStatus"})
def leg_status(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """How a rung phone stands."""
    services.report_leg(leg, parameters, at=timezone.now())
    return HttpResponse(status=NOTED)


@provider_door(acts_on={"RecordingSid", "RecordingStatus"})
def recording(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """There is a recording to fetch, or none came of it. Where it lies we know ourselves."""
    status = parameters.get("RecordingStatus", "completed")
    if "RecordingSid" not in parameters:
        return HttpResponseForbidden()
    if status != "in-progress":
        services.note_recording(
            sid=parameters["RecordingSid"], call_sid=parameters["CallSid"], status=status, at=timezone.now()
        )
    return HttpResponse(status=NOTED)


@provider_door(acts_on={"TranscriptionEvent", "TranscriptionSid"})
def transcription(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """Somebody said something, or the writing down began, ended or failed."""
    if "TranscriptionSid" not in parameters:
        return HttpResponseForbidden()
    speech = read_speech(parameters, at=timezone.now())
    if speech:
        services.note_speech(**speech)
    return HttpResponse(status=NOTED)
