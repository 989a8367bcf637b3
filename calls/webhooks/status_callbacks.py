"""Status callbacks of the provider: calls, rung phones, recordings and speech. Nobody hears our answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone

from calls import control, recordings
from calls.twilio.signature import Parameters, provider_webhook
from calls.twilio.speech_events import finished_sentence, recognized_at, side_of
from calls.twilio.statuses import LEG_STATUSES, call_end, happened_at, is_dialled, receipt_of

NOTED = 204


@provider_webhook(acts_on={"CallStatus", "Direction", "From", "To"})
def status(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """How a caller's call stands."""
    at = timezone.now()
    control.report_call(
        receipt_of("status", parameters, at=at),
        from_number=parameters.get("From", ""),
        to_number=parameters.get("To", ""),
        is_dialled=is_dialled(parameters),
        end=call_end(parameters),
        ended_at=happened_at(parameters, at=at),
    )
    return HttpResponse(status=NOTED)


@provider_webhook(acts_on={"CallStatus"})
def leg_status(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """How a rung phone stands."""
    receipt = receipt_of("leg-status", parameters, about=f"{leg}:", at=timezone.now())
    control.report_leg(receipt, leg, status=LEG_STATUSES.get(parameters.get("CallStatus", "")))
    return HttpResponse(status=NOTED)


@provider_webhook(acts_on={"RecordingSid", "RecordingStatus"})
def recording(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """There is a recording to fetch, or none came of it. Where it lies we know ourselves."""
    status = parameters.get("RecordingStatus", "completed")
    if "RecordingSid" not in parameters:
        return HttpResponseForbidden()
    if status != "in-progress":
        recordings.note_recording(
            sid=parameters["RecordingSid"], call_sid=parameters["CallSid"], status=status, at=timezone.now()
        )
    return HttpResponse(status=NOTED)


@provider_webhook(acts_on={"TranscriptionEvent", "TranscriptionSid"})
def transcription(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """Somebody said something, or the transcription began, ended or failed."""
    if "TranscriptionSid" not in parameters:
        return HttpResponseForbidden()
    if text := finished_sentence(parameters):
        recordings.note_speech(
            sid=parameters["TranscriptionSid"],
            call_sid=parameters["CallSid"],
            sequence=int(parameters.get("SequenceId", 0)),
            side=side_of(parameters),
            text=text,
            at=recognized_at(parameters, at=timezone.now()),
        )
    return HttpResponse(status=NOTED)
