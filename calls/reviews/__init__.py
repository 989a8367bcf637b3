"""Reviews of calls: which are chosen, and their scorecards."""

from calls.reviews.scorecards import (
    answer_review,
    choose_for_review,
    enrol_call,
    finish_review,
    is_drawn,
    note_seen,
    skip_review,
    sweep_reviews,
    take_up_review,
)

__all__ = [
    "answer_review",
    "choose_for_review",
    "enrol_call",
    "finish_review",
    "is_drawn",
    "note_seen",
    "skip_review",
    "sweep_reviews",
    "take_up_review",
]
