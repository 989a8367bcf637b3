"""WAV files: length, channels, and the waveform that the player draws. Read piece by piece."""

import hashlib
import wave
from array import array
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files import File
from django.utils.translation import gettext as _

PIECE = 256 * 1024
POINTS = 1600
"""Parts of the outline: more than a wide screen has room for, and about 0.4 s each in a call of ten minutes."""
SAMPLE_WIDTH = 2  # bytes; the provider's recordings are 16 bit PCM


class NoSoundError(Exception):
    """What came is no recording that a browser can play."""


@dataclass(frozen=True)
class Sound:
    """A WAV file that is whole. `peaks`: channel after channel, lowest and highest of each part as signed bytes."""

    seconds: float
    channels: int
    size: int
    sha256: str
    peaks: bytes


def listen(file: BinaryIO) -> Sound:
    """Read `file` from its beginning to its end. Raises NoSoundError for what is no whole WAV file."""
    file.seek(0)
    try:
        with wave.open(file, "rb") as wav:
            peaks = _peaks_of(wav)
            seconds, channels = wav.getnframes() / wav.getframerate(), wav.getnchannels()
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise NoSoundError(_("no WAV file: %(error)s") % {"error": error}) from error
    return Sound(seconds=seconds, channels=channels, size=file.seek(0, 2), sha256=checksum(file), peaks=peaks)


def checksum(file: "BinaryIO | File[bytes]") -> str:
    """SHA-256 of the whole file; leaves the position at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _peaks_of(wav: wave.Wave_read) -> bytes:
    """One part of the sound is in memory at a time, however long the call was."""
    frames, channels, width = wav.getnframes(), wav.getnchannels(), wav.getsampwidth()
    if not frames:
        raise NoSoundError(_("the file holds no sound"))
    if width != SAMPLE_WIDTH:
        raise NoSoundError(_("its samples have %(bits)s bits instead of 16") % {"bits": width * 8})
    tracks = [array("b") for _channel in range(channels)]
    parts = min(POINTS, frames)
    for part in range(parts):
        wanted = frames * (part + 1) // parts - frames * part // parts
        piece = wav.readframes(wanted)
        if len(piece) != wanted * channels * width:
            raise NoSoundError(_("the file ends too early"))
        samples = array("h", piece)
        for channel, track in enumerate(tracks):
            heard = samples[channel::channels]
            track.extend((min(heard) // 256, max(heard) // 256))
    return b"".join(track.tobytes() for track in tracks)


def outline_of(data: bytes, *, channels: int) -> list[list[int]]:
    """The peaks as numbers from -128 to 127: for each channel lowest, highest, lowest, highest…"""
    length = len(data) // channels if channels else 0
    return [array("b", data[length * channel : length * (channel + 1)]).tolist() for channel in range(channels)]
