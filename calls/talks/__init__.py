"""Talks: notes, outcome and wrap-up of whoever answered a call."""

from calls.talks.notes import (
    configure_dispositions,
    end_talk,
    finish_call,
    finish_talk,
    save_notes,
    sweep_talks,
)

__all__ = [
    "configure_dispositions",
    "end_talk",
    "finish_call",
    "finish_talk",
    "save_notes",
    "sweep_talks",
]
