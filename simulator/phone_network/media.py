"""Sound made of arithmetic: something like two voices, real key tones, hold music, as a WAV file."""

import io
import math
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

RATE = 8000
LEFT, RIGHT = 0, 1

LOW = {key: tone for row, tone in zip(("123", "456", "789", "*0#"), (697, 770, 852, 941), strict=True) for key in row}
HIGH = {key: tone for column, tone in zip(("147*", "2580", "369#"), (1209, 1336, 1477), strict=True) for key in column}


@dataclass
class Sound:
    """Something on one channel; seconds since the recording began. Kinds: speech, machine, key, music, talk."""

    channel: int
    kind: str
    start: float
    end: float
    text: str = ""


@dataclass
class Gap:
    """A stretch that the recording leaves out: as silence, or cut out of it. Seconds since the recording began."""

    start: float
    end: float | None = None
    is_cut: bool = False


def render(
    sounds: list[Sound], start: float, end: float, *, seed: str, channels: int = 2, gaps: Sequence[Gap] = ()
) -> bytes:
    """A RIFF file of what lies between two moments, but for the gaps in it."""
    length = max(int((end - start) * RATE), 1)
    tracks = [array("h", bytes(2 * length)) for _ in range(2)]
    for sound in [part for whole in sounds for part in _parts(whole, end, seed)]:
        first = max(int((sound.start - start) * RATE), 0)
        last = min(int((sound.end - start) * RATE), length)
        if last > first:
            tracks[sound.channel][first:last] = _looped(_material(sound.kind, sound.channel, sound.text), last - first)
    for gap in reversed(gaps):
        first, last = max(int((gap.start - start) * RATE), 0), min(int(((gap.end or end) - start) * RATE), length)
        for track in tracks if last > first else ():
            track[first:last] = array("h") if gap.is_cut else array("h", bytes(2 * (last - first)))
    return _riff(tracks, len(tracks[0]), channels)


def audio_seconds(body: bytes, content_type: str) -> float:
    """How long a clip plays: exact for WAV, from a usual bit rate for anything else."""
    if body[:4] == b"RIFF":
        with wave.open(io.BytesIO(body), "rb") as clip:
            return clip.getnframes() / clip.getframerate()
    return len(body) / (8000 if "basic" in content_type or "mulaw" in content_type else 6000)


def _parts(sound: Sound, end: float, seed: str) -> list[Sound]:
    """A talk is turns of two voices; everything else is what it is."""
    if sound.kind != "talk":
        return [sound]
    rng = Random(f"{seed}{sound.start}")
    parts, moment, channel = [], sound.start, rng.choice((LEFT, RIGHT))
    while moment < min(sound.end, end):
        turn = min(moment + rng.uniform(1.2, 6.0), sound.end)
        parts.append(Sound(channel, "speech", moment, turn))
        moment, channel = turn + rng.uniform(0.2, 0.9), 1 - channel
    return parts


def _looped(material: array, length: int) -> array:
    return (material * (length // len(material) + 1))[:length]


@cache
def _material(kind: str, channel: int, text: str) -> array:
    if kind == "key":
        return _tones([(LOW.get(text, 697), 0.25), (HIGH.get(text, 1209), 0.25)], 0.25)
    if kind == "music":
        return _melody()
    return _voice(pitch=165 if channel == LEFT else 115, seed=f"{kind}{channel}")


def _tones(parts: list[tuple[float, float]], seconds: float) -> array:
    steps = range(int(RATE * seconds))
    return array("h", (int(32000 * sum(a * math.sin(2 * math.pi * f * n / RATE) for f, a in parts)) for n in steps))


def _melody() -> array:
    tune = array("h")
    for note in (262, 330, 392, 523, 392, 330):
        tune += _tones([(note, 0.10), (note * 2, 0.03)], 0.4)
    return tune


def _voice(*, pitch: float, seed: str) -> array:
    """Four seconds of syllables: harmonics under a swelling envelope, with breath in between."""
    rng = Random(seed)
    voice = array("h")
    while len(voice) < 4 * RATE:
        base = pitch * rng.uniform(0.85, 1.2)
        formant = rng.choice((2, 3, 4, 6))
        parts = [(base, 0.20), (base * 2, 0.12), (base * formant, 0.10)]
        syllable = _tones(parts, rng.uniform(0.10, 0.24))
        size = len(syllable)
        voice += array("h", (int(v * math.sin(math.pi * n / size)) for n, v in enumerate(syllable)))
        voice += array("h", (rng.randint(-60, 60) for _ in range(int(RATE * rng.uniform(0.02, 0.12)))))
    return voice


def _riff(tracks: list[array], length: int, channels: int) -> bytes:
    if channels == 2:
        frames = array("h", bytes(4 * length))
        frames[0::2], frames[1::2] = tracks
    else:
        frames = array("h", ((a + b) // 2 for a, b in zip(*tracks, strict=True)))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return target.getvalue()
