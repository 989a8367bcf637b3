"""Recordings: started, paused, fetched, kept, transcribed and commented."""

from calls.recordings.comments import add_comment, change_comment, delete_comment
from calls.recordings.fetching import fetch_recording, keep_recording, note_recording, sweep_recordings
from calls.recordings.keeping import (
    ask_again,
    delete_recording,
    erase_recording,
    erase_recordings,
    expire_recordings,
    hold_recording,
    note_download,
    note_play,
    release_recording,
)
from calls.recordings.pauses import carry_out_pause, pause_recording, resume_recording, sweep_pauses
from calls.recordings.settings import change_policy, change_questions
from calls.recordings.starts import note_notice_cut, note_notice_heard, start_recording, sweep_recording_starts
from calls.recordings.transcripts import note_speech

__all__ = [
    "add_comment",
    "ask_again",
    "carry_out_pause",
    "change_comment",
    "change_policy",
    "change_questions",
    "delete_comment",
    "delete_recording",
    "erase_recording",
    "erase_recordings",
    "expire_recordings",
    "fetch_recording",
    "hold_recording",
    "keep_recording",
    "note_download",
    "note_notice_cut",
    "note_notice_heard",
    "note_play",
    "note_recording",
    "note_speech",
    "pause_recording",
    "release_recording",
    "resume_recording",
    "start_recording",
    "sweep_pauses",
    "sweep_recording_starts",
    "sweep_recordings",
]
