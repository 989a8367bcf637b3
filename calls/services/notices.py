"""Which wording of the recording notice a caller heard, and when."""

from datetime import datetime
from typing import TypedDict

from calls.models import Call
from escalation.models import RecordingNotice
from escalation.services import standing_notice


class HeardNotice(TypedDict):
    """The fields of a call that keep it."""

    notice: RecordingNotice
    notice_heard_at: datetime


def heard_notice(call: Call, *, at: datetime) -> HeardNotice:
    """What the call keeps when we answer with its notice."""
    return {"notice": call.line.notice if call.line else standing_notice(), "notice_heard_at": at}
