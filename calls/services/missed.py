"""Take calls off the list of those that somebody missed."""

from datetime import datetime

from calls.models import Leg
from helpdesk.accounts.models import User


def clear_missed(user: User, *, at: datetime, call_id: int | None = None) -> int:
    """This person has seen the call, or all of them. The callback stays owed, whoever looks away."""
    legs = Leg.objects.filter(user=user, cleared_at=None)
    if call_id:
        legs = legs.filter(call=call_id)
    return legs.update(cleared_at=at)
