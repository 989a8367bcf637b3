"""Speech turned into text while people talk, and the callbacks about it (real-time transcription)."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .calls import Hook

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

INBOUND, OUTBOUND = "inbound_track", "outbound_track"
TRACKS = {"both_tracks": {INBOUND, OUTBOUND}, INBOUND: {INBOUND}, OUTBOUND: {OUTBOUND}}


@dataclass(eq=False)
class Transcript:
    """One <Start><Transcription>: from then on each sentence of the tracks is told."""

    sid: str
    call: "Call"
    tracks: set[str]
    language: str
    hook: Hook
    name: str = ""
    sequence: int = 0


class Transcriber:
    """Writes down what is said on the calls that asked for it."""

    def __init__(self, network: "Network") -> None:
        self.network = network

    def start(self, call: "Call", *, track: str, language: str, hook: Hook | None, name: str = "") -> None:
        if hook is None:
            return
        transcript = Transcript(self.network.new_sid("GT"), call, TRACKS[track], language, hook, name)
        call.transcripts.append(transcript)
        self._tell(transcript, "transcription-started")

    def hears(self, call: "Call", track: str, text: str, seconds: float) -> None:
        """Told when the sentence is over, or a little later."""
        delay = self.network.draw(self.network.knobs.transcription_delay)
        for transcript in call.transcripts:
            if track in transcript.tracks:
                self.network.heap.after(seconds + delay, self._write, transcript, track, text)

    def stop(self, call: "Call") -> None:
        for transcript in call.transcripts:
            self._tell(transcript, "transcription-stopped")
        call.transcripts = []

    def end(self, transcript: Transcript) -> None:
        """Nothing that is said from now on; what was said before may still be told."""
        transcript.call.transcripts.remove(transcript)
        self._tell(transcript, "transcription-stopped")

    def _write(self, transcript: Transcript, track: str, text: str) -> None:
        said = json.dumps({"transcript": text, "confidence": 0.93})
        form = {"Track": track, "TranscriptionData": said, "Final": "true", "LanguageCode": transcript.language}
        self._tell(transcript, "transcription-content", **form)

    def _tell(self, transcript: Transcript, event: str, **more: str) -> None:
        transcript.sequence += 1
        form = {
            "AccountSid": transcript.call.account_sid,
            "CallSid": transcript.call.sid,
            "TranscriptionSid": transcript.sid,
            "TranscriptionEvent": event,
            "SequenceId": str(transcript.sequence),
            "Timestamp": self.network.clock.moment().isoformat(),
        }
        self.network.webhooks.callback(transcript.hook.url, transcript.hook.method, form | more)
