"""REST: recordings and their media."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, RestError, not_found

if TYPE_CHECKING:
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
    channels = 2 if data.get("RequestedChannels") == "2" else 1
    return RestAnswer(200, recording.wav(channels=channels), "audio/x-wav")


def delete_recording(network: "Network", data: Data, sid: str) -> RestAnswer:
    network.recorder.delete(_recording(network, sid).sid)
    return RestAnswer(204, b"")


def _recording(network: "Network", sid: str) -> "Recording":
    if sid not in network.recorder.by_sid:
        raise not_found(sid)
    return network.recorder.by_sid[sid]
