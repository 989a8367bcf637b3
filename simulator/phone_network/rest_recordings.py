"""REST: recordings and their media."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, RestError, not_found
from .calls import Hook

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network
    from .recordings import Recording

Data = Mapping[str, Any]
CURRENT = "Twilio.CURRENT"


def list_recordings(network: "Network", data: Data, sid: str | None = None) -> RestAnswer:
    wanted = sid or data.get("CallSid")
    found = [r for r in network.recorder.by_sid.values() if wanted in (None, r.call.sid)]
    return RestAnswer(200, resources.page("recordings", [resources.recording(network, r) for r in found]))


def fetch_recording(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.recording(network, _recording(network, sid)))


def start_recording(network: "Network", data: Data, sid: str) -> RestAnswer:
    """Record a call that is up; silence at both ends is cut off unless Trim says "do-not-trim"."""
    call = _call_that_is_up(network, sid)
    events = data.get("RecordingStatusCallbackEvent") or ["completed"]
    events = [events] if isinstance(events, str) else list(events)
    url = str(data.get("RecordingStatusCallback") or "")
    recording = network.recorder.start(
        call,
        channels=2 if data.get("RecordingChannels") == "dual" else 1,
        trim=network.trims(data.get("Trim")),
        source="StartCallRecordingAPI",
        hook=Hook(url, str(data.get("RecordingStatusCallbackMethod") or "POST"), frozenset(events)) if url else None,
    )
    return RestAnswer(201, resources.recording(network, recording))


def start_transcription(network: "Network", data: Data, sid: str) -> RestAnswer:
    """Turn what is said on a call that is up into text; a name may be used by one at a time."""
    call, name = _call_that_is_up(network, sid), str(data.get("Name") or "")
    if name and any(running.name == name for running in call.transcripts):
        raise RestError(400, 21242, f"A transcription {name} is running already")
    url = str(data.get("StatusCallbackUrl") or "")
    hook = Hook(url, str(data.get("StatusCallbackMethod") or "POST"), frozenset()) if url else None
    language, track = str(data.get("LanguageCode") or "en-US"), str(data.get("Track") or "both_tracks")
    network.transcriber.start(call, track=track, language=language, hook=hook, name=name)
    return RestAnswer(201, {"sid": network.new_sid("GT"), "name": name, "call_sid": sid, "status": "in-progress"})


def stop_transcription(network: "Network", data: Data, call_sid: str, name: str) -> RestAnswer:
    """By its name or its SID."""
    call = network.calls.get(call_sid)
    running = [one for one in call.transcripts if name in (one.name, one.sid)] if call else []
    if not running or data.get("Status") != "stopped":
        raise not_found(f"{call_sid}/Transcriptions/{name}")
    network.transcriber.end(running[0])
    return RestAnswer(200, {"sid": running[0].sid, "name": name, "call_sid": call_sid, "status": "stopped"})


def _call_that_is_up(network: "Network", sid: str) -> "Call":
    if sid not in network.calls:
        raise not_found(sid)
    call = network.calls[sid]
    if call.status != "in-progress":
        raise RestError(400, 21220, "Call is not in-progress.")
    return call


def update_recording(network: "Network", data: Data, call_sid: str, sid: str) -> RestAnswer:
    """Status paused (PauseBehavior silence, which is the default, or skip), in-progress or stopped, while it runs."""
    status, behavior = str(data.get("Status") or ""), str(data.get("PauseBehavior") or "silence")
    if status not in {"paused", "in-progress", "stopped"}:
        raise RestError(400, 21218, f"Invalid status {status}")
    if behavior not in {"silence", "skip"}:
        raise RestError(400, 20001, f"Invalid PauseBehavior {behavior}")
    recording = _recording_of(network, call_sid, sid)
    if recording.ended_at is not None:
        raise RestError(400, 21220, "Call is not in-progress. The recording cannot be changed.")
    now = network.clock.now()
    if status == "stopped":
        network.recorder.end(recording)
    elif status == "paused":
        recording.pause(now, is_cut=behavior == "skip")
    else:
        recording.resume(now)
    return RestAnswer(200, resources.recording(network, recording))


def fetch_recording_of_call(network: "Network", data: Data, call_sid: str, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.recording(network, _recording_of(network, call_sid, sid)))


def _recording_of(network: "Network", call_sid: str, sid: str) -> "Recording":
    """The one with this SID; Twilio.CURRENT is the one that is being recorded now."""
    found = [recording for recording in network.recorder.by_sid.values() if recording.call.sid == call_sid]
    for recording in reversed(found):
        if sid == recording.sid or (sid == CURRENT and recording.ended_at is None):
            return recording
    raise not_found(f"{call_sid}/{sid}")


def fetch_media(network: "Network", data: Data, sid: str) -> RestAnswer:
    """The sound itself, which is not there yet for some seconds after the call."""
    recording = _recording(network, sid)
    ready = recording.media_at is not None and recording.media_at <= network.clock.now()
    if not ready or recording.status != "completed":
        raise not_found(f"{sid}.wav")
    if network.knobs.external_recordings:
        raise not_found(f"{sid}.wav")  # it lies elsewhere
    channels = 2 if data.get("RequestedChannels") == "2" else 1
    if channels > recording.channels and network.knobs.refuses_dual_of_mono:
        raise RestError(400, 20001, "The recording has one channel")
    if network.knobs.encrypted_recordings:
        return RestAnswer(200, b"\x00sealed" + recording.sid.encode(), "application/octet-stream")
    return RestAnswer(200, recording.wav(channels=channels), "audio/x-wav")


def delete_recording(network: "Network", data: Data, sid: str) -> RestAnswer:
    network.recorder.delete(_recording(network, sid).sid)
    return RestAnswer(204, b"")


def _recording(network: "Network", sid: str) -> "Recording":
    if sid not in network.recorder.by_sid:
        raise not_found(sid)
    return network.recorder.by_sid[sid]
