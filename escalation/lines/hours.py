"""Configure the opening hours, holidays and special days of a line."""

from collections.abc import Sequence

from django.db import transaction

from escalation.models import Line, OpeningSpan, SpecialDay
from helpdesk.lib.calendars.week import Day, Span, check_days, check_week, checked_region
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups


@transaction.atomic
def configure_hours(line: Line, *, spans: Sequence[Span], days: Sequence[Day]) -> None:
    """Write down exactly these hours. `line` carries its time zone and the place of its public holidays."""
    line.holiday_subdivision = checked_region(line.holiday_country, line.holiday_subdivision)
    check_week(spans)
    check_days(days)
    line.save(update_fields=["timezone", "holiday_country", "holiday_subdivision"])
    _replace_spans(line, spans)
    line.special_days.exclude(date__in=[day["date"] for day in days]).delete()
    for day in days:
        SpecialDay.objects.update_or_create(line=line, date=day["date"], defaults=day)
    enqueue_follow_ups(Change.PHONES)


def _replace_spans(line: Line, spans: Sequence[Span]) -> None:
    """Rows that stay as they are are left alone, so that the history shows what somebody changed."""
    wanted = {(span["weekday"], span["opens"]): span["closes"] for span in spans}
    for row in line.opening_spans.all():
        if wanted.get((row.weekday, row.opens)) == row.closes:
            del wanted[row.weekday, row.opens]
        else:
            row.delete()
    for (weekday, opens), closes in wanted.items():
        OpeningSpan.objects.create(line=line, weekday=weekday, opens=opens, closes=closes)
