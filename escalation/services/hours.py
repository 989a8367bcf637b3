"""Set the opening hours, holidays and special days of a line."""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from typing import TypedDict

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import Line, OpeningSpan, SpecialDay, Weekday
from escalation.services.lines import SetupError
from helpdesk.nudge import nudge


class Span(TypedDict):
    """From when to when on one day of the week; not later than `opens`, it ends on the next day."""

    weekday: int
    opens: time
    closes: time


class Day(TypedDict):
    """One date with its own hours; without hours it is closed."""

    date: date
    name: str
    opens: time | None
    closes: time | None


@transaction.atomic
def configure_hours(line: Line, *, spans: Sequence[Span], days: Sequence[Day]) -> None:
    """Write down exactly these hours. `line` carries its time zone and the place of its public holidays."""
    _check_place(line)
    for weekday in Weekday:
        _check_day(line, weekday, [span for span in spans if span["weekday"] == weekday])
    dates = [day["date"] for day in days]
    if len(set(dates)) < len(dates):
        raise SetupError(_("A date stands twice among the special days of %(line)s. Remove one.") % {"line": line})
    line.save(update_fields=["timezone", "holiday_country", "holiday_subdivision"])
    _replace_spans(line, spans)
    line.special_days.exclude(date__in=dates).delete()
    for day in days:
        SpecialDay.objects.update_or_create(line=line, date=day["date"], defaults=day)
    nudge("calls.tasks.remember_phones")


def _check_place(line: Line) -> None:
    if not line.holiday_country:
        line.holiday_subdivision = ""
        return
    places = holidays.list_supported_countries(include_aliases=False)
    if line.holiday_country not in places:
        raise SetupError(
            _("No holidays are known of %(country)s. Choose another country.") % {"country": line.holiday_country}
        )
    if line.holiday_subdivision and line.holiday_subdivision not in places[line.holiday_country]:
        raise SetupError(
            _("%(country)s has no region %(region)s. Write one of: %(regions)s.")
            % {
                "country": line.holiday_country,
                "region": line.holiday_subdivision,
                "regions": ", ".join(places[line.holiday_country]) or "-",
            }
        )


def _check_day(line: Line, weekday: Weekday, spans: list[Span]) -> None:
    spans = sorted(spans, key=lambda span: span["opens"])
    for earlier, later in pairwise(spans):
        ends_next_day = earlier["closes"] <= earlier["opens"]
        if ends_next_day or later["opens"] < earlier["closes"]:
            raise SetupError(
                _("On %(day)s %(line)s opens at %(opens)s while it is open already. Let the spans follow each other.")
                % {"day": weekday.label, "line": line.name, "opens": f"{later['opens']:%H:%M}"}
            )


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
