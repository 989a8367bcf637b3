"""The verbs of escalation: who must look, and who must call back."""

from escalation.services.callbacks import (
    cancel_callback,
    give_up_attempt,
    owe_callback,
    record_outcome,
    start_attempt,
)
from escalation.services.escalations import (
    claim_escalation,
    dismiss_escalation,
    escalate_broken_promises,
    finish_escalation,
    raise_escalation,
)
from escalation.services.ring_groups import freeze_roster, set_duty

__all__ = [
    "cancel_callback",
    "claim_escalation",
    "dismiss_escalation",
    "escalate_broken_promises",
    "finish_escalation",
    "freeze_roster",
    "give_up_attempt",
    "owe_callback",
    "raise_escalation",
    "record_outcome",
    "set_duty",
    "start_attempt",
]
