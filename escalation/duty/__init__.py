"""Duty: weekly plans and switches of people, ring groups, and the roster of those who are rung."""

from escalation.duty.changes import switch_duty, write_duty_plan
from escalation.duty.ring_groups import configure_ring_group
from escalation.duty.rosters import all_devices, freeze_roster, is_anybody_on_duty

__all__ = [
    "all_devices",
    "configure_ring_group",
    "freeze_roster",
    "is_anybody_on_duty",
    "switch_duty",
    "write_duty_plan",
]
