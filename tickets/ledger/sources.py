"""Who sends in our name and lets us have copies; since when, and on which days none came.

A copy that is missing proves nothing for a day on which none came from who usually writes on such a day.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.mail.models import OutboundMessage
from tickets.ledger.usual import FARTHEST, is_day_off
from tickets.models import CopyDay, CopySource

LOOKED_AT = timedelta(days=90)
USUALLY = 0.5
"""Of the days: who sends less often than on every second one is not silent when a day passes without a mail."""


def sources(*, at: datetime) -> list[dict[str, Any]]:
    """`name`, `door`, the day `since` which copies are complete, that of the `newest`, and the `silent` days of the
    last LOOKED_AT. The desk itself is the first; it keeps each mail before it sends it, and is never silent."""
    today = timezone.localdate(at)
    first = OutboundMessage.objects.order_by("pk").values_list("created_at", flat=True).first()
    newest = OutboundMessage.objects.order_by("-pk").values_list("created_at", flat=True).first()
    desk: dict[str, Any] = {
        "pk": None,
        "name": _("This desk"),
        "door": _("Each email that the desk sends"),
        "since": timezone.localdate(first) if first else today,
        "newest": timezone.localdate(newest) if newest else None,
        "silent": [],
    }
    begin = today - LOOKED_AT
    days: dict[int, set[date]] = {}
    known = begin - timedelta(weeks=FARTHEST + 1)
    for source, day in CopyDay.objects.filter(day__gte=known).values_list("source", "day"):
        days.setdefault(source, set()).add(day)
    found = [desk]
    for row in CopySource.objects.annotate(first_day=Min("days__day"), newest=Max("days__day")):
        since = row.complete_since or row.first_day or today
        start = max(since, begin)
        all_days = [start + timedelta(days=number) for number in range((today - start).days)]
        all_seen = days.get(row.pk, set())
        seen = {day for day in all_seen if day >= begin}
        silent = [day for day in all_days if day not in seen and not is_day_off(day, all_seen)]
        # How often it sends shows from its first copy on; a day before that is silent like any other.
        usual = (today - min(seen, default=today)).days * USUALLY
        found.append(
            {
                "pk": row.pk,
                "name": row.name,
                "door": row.get_door_display(),
                "since": since,
                "newest": row.newest,
                "silent": silent if len(seen) >= usual else [],
            }
        )
    return found


def gaps_of(rows: Sequence[dict[str, Any]], *, since: date, until: date) -> list[dict[str, Any]]:
    """For which days between `since` and `until` the sources cannot tell: `source`, its silent `days`, and the day
    `before` which it has no copies at all, or None."""
    gaps = []
    for row in rows:
        days = [day for day in row["silent"] if since <= day <= until]
        before = row["since"] if row["since"] > since else None
        if row["pk"] and (days or before):
            gaps.append({"source": row["name"], "days": days, "before": before})
    return gaps
