"""Models of escalation: lines, ring groups, duty, escalations and callbacks."""

from escalation.models.audio import AudioClip
from escalation.models.callbacks import Callback
from escalation.models.dispositions import Disposition
from escalation.models.duty import Duty
from escalation.models.escalations import Escalation
from escalation.models.fallback import FallbackCheck
from escalation.models.lines import Line, MenuOption
from escalation.models.notices import RecordingNotice
from escalation.models.ring_groups import RingGroup, RingGroupMember

__all__ = [
    "AudioClip",
    "Callback",
    "Disposition",
    "Duty",
    "Escalation",
    "FallbackCheck",
    "Line",
    "MenuOption",
    "RecordingNotice",
    "RingGroup",
    "RingGroupMember",
]
