"""A manager calls back: the desk rings the manager, and only after press 1 the buyer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Call, Leg
from calls.ringing import placing
from calls.ringing.notices import heard_notice
from escalation.board import start_attempt
from escalation.models import Callback, Line
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce, announce_to


@transaction.atomic
def start_callback(callback: Callback, *, by: User, at: datetime) -> Call:
    """Ring the manager's own mobile. Of two clicks one dials: the other meets an attempt that is under way."""
    if not by.mobile:
        raise ConflictError(
            _("The desk does not know your mobile number. Add it to your account, then it can ring you.")
        )
    start_attempt(callback, by=by, at=at)
    # Main before problem before recovery: the secret number is for those who got the mail.
    line = Line.objects.filter(is_active=True).order_by("kind", "pk").first()
    call = Call.objects.create(
        direction=Call.Direction.OUTBOUND,
        line=line,
        from_number=by.mobile,
        to_number=callback.phone,
        ticket=callback.ticket,
        callback=callback,
        started_at=at,
    )
    Leg.objects.create(call=call, user=by, phone=by.mobile, created_at=at)
    placing.place_soon(call.pk)
    announce(LiveChannel.CALLS, LiveChannel.ESCALATION_BOARD)
    return call


@transaction.atomic
def note_buyer_answered(leg_id: int, *, sid: str, at: datetime) -> Leg | None:
    """The buyer picked up and hears the notice; from here on theirs is a call like a caller's, and is named by it."""
    leg = Leg.objects.select_related("call__line__notice__clip", "call__callback").filter(pk=leg_id).first()
    if leg is None or not leg.call.callback_id or leg.call.sid not in {None, sid}:
        return None
    if Call.objects.filter(pk=leg.call_id, answered_at=None).update(
        sid=sid, is_recorded=True, answered_at=at, answered_by=leg.user_id, **heard_notice(leg.call, at=at)
    ):
        announce(LiveChannel.CALLS, LiveChannel.ESCALATION_BOARD)
        announce_to([leg.user_id], LiveChannel.RINGING_BAR)
    return leg
