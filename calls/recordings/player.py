"""The player of a recording: its log, comments, pauses and transcript, and what this person may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calls.log.search import second_of
from calls.models import Recording, RecordingAct, RecordingComment, RecordingPause, RecordingPlay, TranscriptLine
from helpdesk.accounts.models import User

SAME_LISTENING = timedelta(minutes=10)
"""A browser asks for a sound in several parts. Requests of one person that are this close are one listening."""
SPEEDS = (0.75, 1, 1.25, 1.5, 1.75, 2)
SHOWN = 50
ASKED = 1000


@dataclass
class Listening:
    """One person listened from `first_at` to `last_at`."""

    user: User
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Heard:
    """A recording as a page shows it to one person."""

    recording: Recording
    pauses: list[RecordingPause]
    comments: list[RecordingComment]
    transcript: list[TranscriptLine]
    listenings: list[Listening]
    acts: list[RecordingAct]
    may_download: bool
    may_delete: bool
    speeds: tuple[float, ...] = SPEEDS


def read_recording(recording: Recording, user: User) -> Heard:
    """All that the panel of a recording shows, in a number of queries that does not depend on how much that is."""
    # The gaps whose place in this recording is known.
    pauses = recording.call.pauses.filter(recording_sid=recording.sid, starts_at__isnull=False, ends_at__isnull=False)
    plays = recording.plays.select_related("user").order_by("-played_at", "-pk")[:ASKED]
    transcript = list(recording.call.transcript.all()) if recording.is_stored else []
    for line in transcript:
        line.second = second_of(line, recording)
    return Heard(
        recording=recording,
        pauses=list(pauses.select_related("user").order_by("starts_at")),
        comments=list(recording.comments.select_related("user")),
        transcript=transcript,
        listenings=listenings_of(list(plays))[:SHOWN],
        acts=list(recording.acts.select_related("user")[:SHOWN]),
        may_download=recording.is_stored and user.has_right(User.Right.DOWNLOAD_RECORDINGS),
        may_delete=recording.is_stored and user.has_right(User.Right.DELETE_RECORDINGS),
    )


def listenings_of(plays: list[RecordingPlay]) -> list[Listening]:
    """Requests, the newest first, as listenings, the newest first."""
    found: list[Listening] = []
    latest: dict[int, Listening] = {}
    for play in plays:
        current = latest.get(play.user_id)
        if current and current.first_at - play.played_at <= SAME_LISTENING:
            current.first_at = play.played_at
        else:
            latest[play.user_id] = Listening(play.user, play.played_at, play.played_at)
            found.append(latest[play.user_id])
    return found
