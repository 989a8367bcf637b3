"""A recording while it runs, the callback about it, and the media that arrive some seconds late."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .calls import Hook
from .media import LEFT, Gap, Sound, render

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

SHORTEST = 0.5  # less than this is "absent": there is nothing to hear


@dataclass(eq=False)
class Recording:
    """What is said on one call from a moment on: the telephone left, all that it hears right."""

    sid: str
    call: "Call"
    started_at: float
    channels: int = 2
    source: str = "StartCallRecordingTwiML"
    trim: bool = False
    hook: Hook | None = None
    status: str = "in-progress"
    ended_at: float | None = None
    media_at: float | None = None
    sounds: list[Sound] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def pause(self, now: float, *, is_cut: bool) -> None:
        """Take down nothing from now on. A pause of a pause changes nothing."""
        if self.status == "in-progress":
            self.gaps.append(Gap(now - self.started_at, is_cut=is_cut))
            self.status = "paused"

    def resume(self, now: float) -> None:
        if self.status == "paused":
            self.gaps[-1].end = now - self.started_at
            self.status = "in-progress"

    def add(self, channel: int, kind: str, start: float, seconds: float, text: str = "") -> Sound:
        sound = Sound(channel, kind, start - self.started_at, start - self.started_at + seconds, text)
        self.sounds.append(sound)
        return sound

    def talk_begins(self, now: float) -> None:
        """Two people talk; who says what is drawn when the media are made."""
        self.add(LEFT, "talk", now, 86400.0)

    def talk_ends(self, now: float) -> None:
        for sound in self.sounds:
            if sound.kind == "talk" and sound.end > now - self.started_at:
                sound.end = now - self.started_at

    @property
    def bounds(self) -> tuple[float, float]:
        """First and last second that is kept; trimming drops silence at both ends."""
        end = (self.ended_at or self.started_at) - self.started_at
        if not self.trim:
            return 0.0, end
        heard = [sound for sound in self.sounds if sound.start < end]
        if not heard:
            return 0.0, 0.0
        return min(s.start for s in heard), min(end, max(s.end for s in heard))

    @property
    def duration(self) -> float:
        start, end = self.bounds
        cut = sum((gap.end if gap.end is not None else end) - gap.start for gap in self.gaps if gap.is_cut)
        return max(end - start - cut, 0.0)

    def wav(self, *, channels: int = 2) -> bytes:
        """RIFF, 8 kHz, 16 bit; made anew for each request and always the same."""
        start, end = self.bounds
        channels = min(channels, self.channels)
        return render(self.sounds, start, end, seed=self.sid, channels=channels, gaps=self.gaps)


class Recorder:
    """Starts and ends recordings and tells the desk of them."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.by_sid: dict[str, Recording] = {}

    def start(self, call: "Call", *, channels: int, trim: bool, source: str, hook: Hook | None) -> Recording:
        now = self.network.clock.now()
        if self.network.mischief.random() < self.network.knobs.mono_recordings:
            channels = 1
        recording = Recording(self.network.new_sid("RE"), call, now, channels, source, trim, hook)
        self.by_sid[recording.sid] = recording
        call.recordings.append(recording)
        if call.phone.talking_to:
            recording.talk_begins(now)
        self._tell(recording, "in-progress", 0.0)
        return recording

    def stop(self, call: "Call") -> None:
        """The call is over, and every recording of it."""
        for recording in call.recordings:
            if recording.ended_at is None:
                self.end(recording)

    def end(self, recording: Recording) -> None:
        """What was recorded is processed, and told of a little later."""
        now = self.network.clock.now()
        recording.resume(now)
        recording.talk_ends(now)
        recording.ended_at = now
        recording.status = "processing"
        delay = self.network.draw(self.network.knobs.recording_delay)
        self.network.heap.after(delay, self._complete, recording)

    def delete(self, sid: str) -> bool:
        return self.by_sid.pop(sid, None) is not None

    def _complete(self, recording: Recording) -> None:
        absent = recording.duration < SHORTEST
        recording.status = "absent" if absent else "completed"
        recording.media_at = self.network.clock.now() + self.network.draw(self.network.knobs.media_delay)
        self._tell(recording, recording.status, recording.duration)

    def _tell(self, recording: Recording, status: str, seconds: float) -> None:
        if recording.hook is None or status not in recording.hook.events:
            return
        form = {
            "AccountSid": recording.call.account_sid,
            "CallSid": recording.call.sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": f"{self.network.api_base_url}/2010-04-01/Accounts/"
            f"{recording.call.account_sid}/Recordings/{recording.sid}",
            "RecordingStatus": status,
            "RecordingDuration": str(round(seconds)),
            "RecordingChannels": str(recording.channels),
            "RecordingStartTime": self.network.stamp(recording.started_at),
            "RecordingSource": recording.source,
            "RecordingTrack": "both",
        }
        self.network.webhooks.callback(recording.hook.url, recording.hook.method, form)
