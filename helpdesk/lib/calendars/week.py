"""A week of opening hours as people set it: its rows, and what is wrong with them."""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from typing import TypedDict

import holidays
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Weekday(models.IntegerChoices):
    """As `datetime.weekday()` counts."""

    MONDAY = 0, gettext_lazy("Monday")
    TUESDAY = 1, gettext_lazy("Tuesday")
    WEDNESDAY = 2, gettext_lazy("Wednesday")
    THURSDAY = 3, gettext_lazy("Thursday")
    FRIDAY = 4, gettext_lazy("Friday")
    SATURDAY = 5, gettext_lazy("Saturday")
    SUNDAY = 6, gettext_lazy("Sunday")


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


def check_week(spans: Sequence[Span]) -> None:
    """Raises ValidationError when two spans of a day overlap."""
    for weekday in Weekday:
        of_day = sorted((span for span in spans if span["weekday"] == weekday), key=lambda span: span["opens"])
        for earlier, later in pairwise(of_day):
            ends_next_day = earlier["closes"] <= earlier["opens"]
            if ends_next_day or later["opens"] < earlier["closes"]:
                raise ValidationError(
                    _("%(day)s opens at %(opens)s while it is open already. Let the spans follow each other.")
                    % {"day": weekday.label, "opens": f"{later['opens']:%H:%M}"}
                )


def check_days(days: Sequence[Day]) -> None:
    """Raises ValidationError when a date is there twice."""
    dates = [day["date"] for day in days]
    twice = next((date for date in dates if dates.count(date) > 1), None)
    if twice:
        raise ValidationError(_("%(date)s is listed twice under exceptions. Remove one.") % {"date": twice})


def checked_region(country: str, region: str) -> str:
    """The region, in capitals, whose public holidays are kept; "" without a country. Raises ValidationError."""
    region = region.strip().upper() if country else ""
    places = holidays.list_supported_countries(include_aliases=False)
    if country and country not in places:
        unknown = _("No holidays are known of %(country)s. Choose another country.") % {"country": country}
        raise ValidationError({"holiday_country": unknown})
    if region and region not in places[country]:
        known = {"country": country, "region": region, "regions": ", ".join(places[country]) or "-"}
        raise ValidationError(
            {"holiday_subdivision": _("%(country)s has no region %(region)s. Write one of: %(regions)s.") % known}
        )
    return region
