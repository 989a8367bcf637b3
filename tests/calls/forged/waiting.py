"""A caller who waits while six phones ring: what a forger would like to reach."""

from django.utils import timezone

from calls import control, ringing
from calls.models import Leg
from tests import make
from tests.calls.forged.knocks import Target, addresses


def waiting_target() -> Target:
    """The rows of one problem call, each leg with its SID."""
    make.line()
    at = timezone.now()
    sid = "CA" + "1" * 32
    caller = {"sid": sid, "from_number": "+15005550131", "to_number": make.MAIN_LINE, "at": at}
    ringing.receive_call(**caller)
    problem_call = ringing.choose_from_menu(**caller, digits="4").problem_call
    legs = list(Leg.objects.filter(call=problem_call.call).order_by("pk"))
    for leg in legs:
        leg.sid = f"CA{2**64 + leg.pk:032x}"
        control.pick_up_leg(leg.pk, sid=leg.sid, at=at)
    paths = addresses(problem_call=problem_call.pk, leg=legs[0].pk)
    return Target(paths, caller_sid=sid, member_sid=legs[0].sid)
