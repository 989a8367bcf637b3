"""The verbs of escalation: who must look, and who must call back."""

from escalation.services.broken_promises import escalate_broken_promises
from escalation.services.callbacks import (
    cancel_callback,
    give_up_attempt,
    owe_callback,
    record_outcome,
    start_attempt,
)
from escalation.services.duty import switch_duty, write_duty_plan
from escalation.services.escalations import (
    claim_escalation,
    dismiss_escalation,
    escalate_by_hand,
    finish_escalation,
    raise_escalation,
    release_escalation,
)
from escalation.services.lines import SetupError, configure_line
from escalation.services.ring_groups import configure_ring_group, freeze_roster, is_anybody_on_duty

__all__ = [
    "SetupError",
    "cancel_callback",
    "claim_escalation",
    "configure_line",
    "configure_ring_group",
    "dismiss_escalation",
    "escalate_broken_promises",
    "escalate_by_hand",
    "finish_escalation",
    "freeze_roster",
    "give_up_attempt",
    "is_anybody_on_duty",
    "owe_callback",
    "raise_escalation",
    "record_outcome",
    "release_escalation",
    "start_attempt",
    "switch_duty",
    "write_duty_plan",
]
