"""How sending stands, in words: above every page when somebody must look."""

from datetime import datetime
from typing import TypedDict

from django.db.models import Min

from helpdesk.mail.models import OutboundMessage, Throttle


class HeldUp(TypedDict):
    """How many mails a server of ours keeps waiting, since when, and what it said last."""

    count: int
    since: datetime | None
    answer: str


def mails_held_up() -> HeldUp | None:
    """None when all leave."""
    mails = OutboundMessage.objects.held_up()
    count = mails.count()
    if not count:
        return None
    failing = Throttle.objects.filter(kind=Throttle.Kind.SERVER, failing_since__isnull=False)
    said = mails.exclude(error="").order_by("-due_at", "-pk").values_list("error", flat=True).first()
    return HeldUp(count=count, since=failing.aggregate(since=Min("failing_since"))["since"], answer=said or "")
