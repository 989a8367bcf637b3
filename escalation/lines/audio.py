"""Uploads of sounds: only what a telephone can play is kept, judged by its bytes, never by its name."""

import hashlib
import io
import wave
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from escalation.lines.mp3 import mp3_seconds
from escalation.models import AudioClip
from helpdesk.accounts.models import User

LARGEST = 4 * 1024 * 1024
LONGEST_SECONDS = 90.0
SHORTEST_SECONDS = 0.3


def keep_audio(upload: UploadedFile, *, by: User | None) -> AudioClip:
    """Store an upload under a random name. Raises ValidationError with what to do about one that cannot be played."""
    name = PurePath(upload.name or "").name[:120]
    size = upload.size or 0
    if size > LARGEST:
        raise ValidationError(
            _("%(name)s has %(size)s MB; the limit is 4 MB. Save it as MP3, or shorten it.")
            % {"name": name, "size": round(size / 1024 / 1024, 1)}
        )
    body = upload.read()
    sound_format, seconds = examine(body, name=name)
    clip = AudioClip(
        name=name,
        format=sound_format,
        size=len(body),
        seconds=round(seconds, 2),
        sha256=hashlib.sha256(body).hexdigest(),
        uploaded_by=by,
    )
    clip.file.save("sound", ContentFile(body), save=False)
    clip.save()
    return clip


def examine(body: bytes, *, name: str) -> tuple[AudioClip.Format, float]:
    """Format and seconds of a sound, or ValidationError."""
    sound_format, seconds = AudioClip.Format.WAV, _wav_seconds(body)
    if seconds is None:
        sound_format, seconds = AudioClip.Format.MP3, mp3_seconds(body) or None
    if seconds is None:
        raise ValidationError(
            _("%(name)s cannot be played on the phone. Upload an MP3, or a WAV of 8 or 16 bits.") % {"name": name}
        )
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise ValidationError(
            _("%(name)s lasts %(seconds)s seconds. Upload between 0.3 and 90 seconds.")
            % {"name": name, "seconds": round(seconds, 1)}
        )
    return sound_format, seconds


def _wav_seconds(body: bytes) -> float | None:
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE":
        return None
    try:
        with wave.open(io.BytesIO(body)) as clip:
            frames, rate = clip.getnframes(), clip.getframerate()
            is_playable = clip.getsampwidth() in (1, 2) and clip.getnchannels() in (1, 2) and 8000 <= rate <= 48000
            whole = len(clip.readframes(frames)) == frames * clip.getsampwidth() * clip.getnchannels()
    except (wave.Error, EOFError):
        return None
    return frames / rate if is_playable and whole else None
