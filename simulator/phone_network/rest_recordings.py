"""REST: recordings and their media."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, not_found

if TYPE_CHECKING:
    from .network import Network
    from .recordings import Recording

Data = Mapping[str, Any]


def list_recordings(network: "Network", data: Data, sid: str | None = None) -> RestAnswer:
    wanted = sid or data.get("CallSid")
    found = [r for r in network.recorder.by_sid.values() if wanted in (None, r.call.sid)]
    return RestAnswer(200, resources.page("recordings", [resources.recording(network, r) for r in found]))


def fetch_recording(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.recording(network, _recording(network, sid)))


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
