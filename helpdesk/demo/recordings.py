"""Recordings with sound that can be played, kept the way the fetcher keeps what it copied from the provider."""

from datetime import datetime, timedelta
from io import BytesIO

from calls.models import Recording
from calls.recordings import keep_recording, note_recording
from helpdesk.demo.sounds import conversation
from helpdesk.demo.world import World


def record_talk(call_sid: str, world: World, *, began: datetime) -> timedelta:
    """Ten seconds or a little more of a talk that began at `began`; answers its exact length."""
    sid = new_sid(world, "RE")
    recording = note_recording(sid=sid, call_sid=call_sid, status="completed", at=began)
    if recording is None:
        raise ValueError(f"The demonstration recorded {call_sid}, which is no call of the desk")
    sound = conversation(world.dice, seconds=world.dice.uniform(9, 13))
    keep_recording(recording, BytesIO(sound), at=began)
    recording.refresh_from_db()
    length = recording.duration or timedelta()
    stored_at = began + length + timedelta(seconds=9)
    Recording.objects.filter(pk=recording.pk).update(stored_at=stored_at, deleted_there_at=stored_at)
    return length


def new_sid(world: World, kind: str) -> str:
    """A name as the provider gives it: two letters and 32 hexadecimal digits."""
    return f"{kind}{world.dice.getrandbits(128):032x}"
