"""Callbacks from the desk: dialing, attempts that failed, outcomes, and whom one is owed."""

from calls.callbacks.attempts import settle_over
from calls.callbacks.dialing import note_buyer_answered, start_callback
from calls.callbacks.outcomes import finish_callback_talk
from calls.callbacks.unanswered import settle_problem_call

__all__ = [
    "finish_callback_talk",
    "note_buyer_answered",
    "settle_over",
    "settle_problem_call",
    "start_callback",
]
