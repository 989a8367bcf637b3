"""The provider's words for how calls, queues and dialled phones stand, and ours for them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from calls.models import Call, Leg, RingTestLeg, WebhookReceipt

Parameters = Mapping[str, str]
CALL_ENDS = {
    "completed": Call.Status.COMPLETED,
    "busy": Call.Status.BUSY,
    "failed": Call.Status.FAILED,
    "no-answer": Call.Status.NO_ANSWER,
    "canceled": Call.Status.CANCELED,
}
LEG_STATUSES = {
    "queued": Leg.Status.QUEUED,
    "initiated": Leg.Status.QUEUED,
    "ringing": Leg.Status.RINGING,
    "in-progress": Leg.Status.ANSWERED,
    "completed": Leg.Status.DECLINED,  # unless 1 was pressed: then it is ACCEPTED already, and that is its end
    "busy": Leg.Status.BUSY,
    "failed": Leg.Status.FAILED,
    "no-answer": Leg.Status.NO_ANSWER,
    "canceled": Leg.Status.CANCELED,
}
RING_TEST_STATUSES = {
    "ringing": RingTestLeg.Status.RINGING,
    "in-progress": RingTestLeg.Status.ANSWERED,
    "completed": RingTestLeg.Status.UNCONFIRMED,  # unless a key was pressed: then it is over already
    "busy": RingTestLeg.Status.BUSY,
    "failed": RingTestLeg.Status.FAILED,
    "no-answer": RingTestLeg.Status.NO_ANSWER,
    "canceled": RingTestLeg.Status.NO_ANSWER,
}
OUTBOUND_DIAL = "outbound-dial"


class QueueEnd(Enum):
    """How a caller left a queue."""

    BRIDGED = auto()  # came out of a talk
    ENDED = auto()  # the same, and with the talk their call ended
    LET_GO = auto()  # by a document of ours
    HUNG_UP = auto()
    BROKEN = auto()  # the queue failed, or was full
    ELSEWHERE = auto()  # redirected by us, or a word that nobody knew yesterday: it must not move anyone


QUEUE_ENDS = {
    "bridged": QueueEnd.BRIDGED,
    "leave": QueueEnd.LET_GO,
    "hangup": QueueEnd.HUNG_UP,
    "error": QueueEnd.BROKEN,
    "system-error": QueueEnd.BROKEN,
    "queue-full": QueueEnd.BROKEN,
}


def call_end(parameters: Parameters) -> Call.Status | None:
    """How the call of this request ended; None while it goes on."""
    return CALL_ENDS.get(parameters.get("CallStatus", ""))


def queue_end(parameters: Parameters) -> QueueEnd | None:
    """How the caller left a queue; None when the request is about none."""
    if "QueueResult" not in parameters:
        return None
    end = QUEUE_ENDS.get(parameters["QueueResult"], QueueEnd.ELSEWHERE)
    return QueueEnd.ENDED if end is QueueEnd.BRIDGED and call_end(parameters) else end


def dial_end(parameters: Parameters) -> Call.Status | None:
    """How the phone ended that a Dial rang."""
    return CALL_ENDS.get(parameters.get("DialCallStatus", ""))


def was_answered(parameters: Parameters) -> bool:
    """Whether somebody picked up the phone that a Dial rang."""
    return parameters.get("DialCallStatus") in {"completed", "answered"}


def was_bridged(parameters: Parameters) -> bool:
    """Whether a Dial joined the two."""
    if "DialBridged" in parameters:
        return parameters["DialBridged"] == "true"
    return was_answered(parameters)


def is_dialled(parameters: Parameters) -> bool:
    """Whether a Dial of ours made the call, and no caller did."""
    return parameters.get("Direction") == OUTBOUND_DIAL


def happened_at(parameters: Parameters, *, at: datetime) -> datetime:
    """When it did, by the provider's clock; a status callback may be late."""
    try:
        return parsedate_to_datetime(parameters.get("Timestamp", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return at


def receipt_of(hook: str, parameters: dict[str, str], *, about: str = "", at: datetime) -> WebhookReceipt:
    """The receipt of a status callback, not saved: who takes it in saves it, once for each key."""
    sid, status = parameters["CallSid"], f"{about}{parameters.get('CallStatus', '')}"
    key = ":".join([hook, sid, parameters.get("SequenceNumber", ""), status])[:160]
    return WebhookReceipt(key=key, hook=hook, sid=sid, payload=parameters, received_at=at)
