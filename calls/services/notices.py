"""Which wording of the recording notice a caller heard, and when."""

from datetime import datetime
from typing import TypedDict

from calls.models import Call


class HeardNotice(TypedDict):
    """The fields of a call that keep it."""

    notice_id: int | None
    notice_heard_at: datetime


def heard_notice(call: Call, *, at: datetime) -> HeardNotice:
    """What the call keeps when we answer with its notice. A call without a line got the standing one when it came."""
    return {"notice_id": call.line.notice_id if call.line else call.notice_id, "notice_heard_at": at}
