"""Softphones: who is rung in the browser, and a new page of theirs that is rung for what rings already."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from calls.models import Leg
from calls.ringing import placing
from calls.ringing.problem_calls import locked_call
from escalation.models import RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.softphones import softphone_address

MOST_ATTEMPTS = 10
"""In one round: a page that reloads itself without end must not keep the provider dialling."""
NOT_THERE = (Leg.Status.NO_ANSWER, Leg.Status.FAILED)
"""How a browser ends that nobody had open when it was rung."""


def has_softphone(user: User) -> bool:
    """Whether some ring group rings this person's browser."""
    in_browser = [RingGroupMember.Device.SOFTPHONE, RingGroupMember.Device.BOTH]
    return settings.HAS_SOFTPHONES and user.ring_memberships.filter(device__in=in_browser).exists()


@transaction.atomic
def ring_new_page(user: User, *, at: datetime) -> int:
    """Ring the browser of `user` anew for what rings for them now; how many calls that concerns.

    The provider tells a ring only to the pages that are there when it begins. Whoever goes on to another page of the
    desk, or opens it because the mobile rings, would see no button to answer with before the next round.
    """
    # One of the devices rings still, or the browser gave up before the page came.
    rung = Leg.objects.ringing_for(user) | Leg.objects.wanted().filter(user=user, status__in=NOT_THERE)
    rung_anew = 0
    for call_id in sorted(set(rung.values_list("call", flat=True))):
        call = locked_call(pk=call_id)
        if call is None:
            continue
        legs = call.legs.filter(user=user, phone=softphone_address(user.pk)).order_by("-round", "-attempt")
        last = legs.first()
        if last is None or not placing.is_wanted(last) or last.attempt >= MOST_ATTEMPTS:
            continue
        if last.transfer_id is None and last.round != call.problem_call.round:
            continue
        # Not placed yet: it will ring here. Picked up, declined, called off: it must not.
        if last.claimed_at and last.status in {*Leg.RINGING, *NOT_THERE}:
            last.once_more(at=at).save()
            placing.place_soon(call.pk)
            rung_anew += 1
    return rung_anew
