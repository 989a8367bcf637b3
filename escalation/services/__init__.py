"""The verbs of escalation: who must look, and who must call back."""

from escalation.services.audio import keep_audio
from escalation.services.broken_promises import escalate_broken_promises
from escalation.services.callbacks import (
    cancel_callback,
    give_up_attempt,
    note_not_reached,
    owe_callback,
    record_outcome,
    settle_callback,
    start_attempt,
    withdraw_callback,
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
from escalation.services.fallback import fallback_people, fallback_phones, note_fallback_check
from escalation.services.hours import configure_hours
from escalation.services.lines import configure_line
from escalation.services.notices import standing_notice, standing_words, write_notice
from escalation.services.releasing import release_answered, sweep_answered
from escalation.services.ring_groups import all_devices, configure_ring_group, freeze_roster, is_anybody_on_duty
from escalation.services.unused_audio import remove_unused_audio
from escalation.services.words import configure_words

__all__ = [
    "all_devices",
    "cancel_callback",
    "claim_escalation",
    "configure_hours",
    "configure_line",
    "configure_ring_group",
    "configure_words",
    "dismiss_escalation",
    "escalate_broken_promises",
    "escalate_by_hand",
    "fallback_people",
    "fallback_phones",
    "finish_escalation",
    "freeze_roster",
    "give_up_attempt",
    "is_anybody_on_duty",
    "keep_audio",
    "note_fallback_check",
    "note_not_reached",
    "owe_callback",
    "raise_escalation",
    "record_outcome",
    "release_answered",
    "release_escalation",
    "remove_unused_audio",
    "settle_callback",
    "standing_notice",
    "standing_words",
    "start_attempt",
    "sweep_answered",
    "switch_duty",
    "withdraw_callback",
    "write_duty_plan",
    "write_notice",
]
