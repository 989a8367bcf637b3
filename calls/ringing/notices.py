"""Recording notices: which wording a caller heard, and when."""

from datetime import datetime, timedelta
from typing import TypedDict

from calls.models import Call


class HeardNotice(TypedDict):
    """The fields of a call that keep it."""

    notice_id: int | None
    notice_heard_at: datetime


def heard_notice(call: Call, *, at: datetime) -> HeardNotice:
    """What the call keeps when we answer with its notice. A call without a line got the standing one when it came."""
    return {"notice_id": call.line.notice_id if call.line else call.notice_id, "notice_heard_at": at}


def note_notice(call: Call, *, at: datetime) -> None:
    """The caller has heard it to its end, and then a second of silence: only a key pressed after that tells us."""
    heard = heard_notice(call, at=at - timedelta(seconds=1))
    Call.objects.filter(pk=call.pk).update(**heard)
    call.notice_id, call.notice_heard_at = heard["notice_id"], heard["notice_heard_at"]
