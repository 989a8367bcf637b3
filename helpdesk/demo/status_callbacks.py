"""Status callbacks, as the telephone provider would post them."""

from datetime import datetime

from calls.control import report_call, report_leg
from calls.models import Call, Leg
from calls.twilio.statuses import receipt_of


def end_call(call: Call, *, at: datetime) -> None:
    """The caller's call is over."""
    parameters = {"CallSid": str(call.sid), "From": call.from_number, "To": call.to_number, "CallStatus": "completed"}
    report_call(
        receipt_of("status", parameters, at=at),
        from_number=call.from_number,
        to_number=call.to_number,
        end=Call.Status.COMPLETED,
        ended_at=at,
    )


def end_leg(leg: Leg, *, sid: str, at: datetime) -> None:
    """The phone of whoever pressed 1 is down."""
    parameters = {"CallSid": sid, "CallStatus": "completed"}
    receipt = receipt_of("leg-status", parameters, about=f"{leg.pk}:", at=at)
    report_leg(receipt, leg.pk, status=Leg.Status.DECLINED)
