"""Who is rung, why a manager must act, and the calls back that we owe."""

from escalation.models.callbacks import Callback
from escalation.models.duty import Duty
from escalation.models.escalations import Escalation
from escalation.models.lines import Line, MenuOption
from escalation.models.ring_groups import RingGroup, RingGroupMember

__all__ = ["Callback", "Duty", "Escalation", "Line", "MenuOption", "RingGroup", "RingGroupMember"]
