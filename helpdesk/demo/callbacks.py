"""A manager calls back: first the manager's phone, then the buyer's."""

from datetime import datetime, timedelta

from calls.callbacks import note_buyer_answered, start_callback
from calls.control import accept_leg, pick_up_leg
from calls.models import Leg
from calls.talks import finish_talk
from escalation.models import Callback
from helpdesk.accounts.models import User
from helpdesk.demo.recordings import new_sid, record_talk
from helpdesk.demo.status_callbacks import end_leg
from helpdesk.demo.world import World


def call_back(callback: Callback, manager: User, world: World, *, at: datetime) -> datetime:
    """The call from the desk, answered by both; answers the moment at which they hung up."""
    call = start_callback(callback, by=manager, at=at)
    leg = call.legs.get()
    sid = new_sid(world, "CA")
    Leg.objects.filter(pk=leg.pk).update(sid=sid, claimed_at=at)
    pick_up_leg(leg.pk, sid=sid, at=at + timedelta(seconds=7))
    accept_leg(leg.pk, sid=sid, digits="1", at=at + timedelta(seconds=11))
    answered_at = at + timedelta(seconds=21)
    buyers = new_sid(world, "CA")
    note_buyer_answered(leg.pk, sid=buyers, at=answered_at)
    ended_at = answered_at + record_talk(buyers, world, began=answered_at)
    end_leg(leg, sid=sid, at=ended_at)
    # What came of it is written down with the callback.
    finish_talk(leg, disposition=None, notes=None, at=ended_at)
    return ended_at
