"""The managers' board: escalations, callbacks, and the breaches that lead to them."""

from escalation.board.answered import release_answered, sweep_answered
from escalation.board.breaches import escalate_breaches
from escalation.board.callbacks import (
    cancel_callback,
    give_up_attempt,
    note_not_reached,
    owe_callback,
    record_outcome,
    settle_callback,
    solve_with,
    start_attempt,
    withdraw_callback,
)
from escalation.board.columns import cases_waiting, read_board
from escalation.board.dispositions import offered_dispositions, outcome_choices
from escalation.board.escalations import (
    claim_escalation,
    dismiss_escalation,
    escalate_by_hand,
    finish_escalation,
    raise_escalation,
    release_escalation,
)

__all__ = [
    "cancel_callback",
    "cases_waiting",
    "claim_escalation",
    "dismiss_escalation",
    "escalate_breaches",
    "escalate_by_hand",
    "finish_escalation",
    "give_up_attempt",
    "note_not_reached",
    "offered_dispositions",
    "outcome_choices",
    "owe_callback",
    "raise_escalation",
    "read_board",
    "record_outcome",
    "release_answered",
    "release_escalation",
    "settle_callback",
    "solve_with",
    "start_attempt",
    "sweep_answered",
    "withdraw_callback",
]
