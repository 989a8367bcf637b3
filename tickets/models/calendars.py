"""Calendars: the hours of desks, of telephone lines, and of people on duty."""

from collections.abc import Sequence
from datetime import date, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.calendars.opening_hours import OpeningHours
from helpdesk.lib.calendars.week import Day, Span
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField
from helpdesk.lib.time_zones import zone_called


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def shared(self) -> "CalendarQuerySet":
        """Those that admins name and choose; not the own hours of one line or person."""
        return self.filter(name__isnull=False)


@pghistory.track()
class Calendar(models.Model):
    """Hours of the week, holidays and special days, in their own time zone: of service levels, a line, or a person.

    Week and days stand in the row itself, for every call reads them. Without any it is open day and night.
    """

    name = CardlessCharField(gettext_lazy("name"), max_length=60, unique=True, null=True)
    """None: the own hours of one line or one person, which are set on their pages and belong to nobody else."""
    timezone = models.CharField(gettext_lazy("time zone"), max_length=40, default="America/New_York")
    holiday_country = models.CharField(gettext_lazy("closed on public holidays of"), max_length=2, blank=True)
    """ISO 3166-1; empty: no public holiday closes it."""
    holiday_subdivision = models.CharField(gettext_lazy("state or region"), max_length=10, blank=True)
    spans = models.JSONField(gettext_lazy("week"), default=list, blank=True)
    """[{"weekday": 0 for Monday, "opens": "09:00", "closes": "17:00"}]; an end that is not later is on the next day."""
    days = CardlessJSONField(gettext_lazy("days that are different"), default=list, blank=True)
    """[{"date": "2026-12-24", "name": "Christmas Eve", "opens": "09:00", "closes": "12:00"}]; no times: closed."""

    objects = CalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = gettext_lazy("calendar")
        verbose_name_plural = gettext_lazy("calendars")

    def __str__(self) -> str:
        return self.name or _("Own hours")

    @property
    def zone(self) -> ZoneInfo:
        return zone_called(self.timezone)

    @property
    def hours(self) -> OpeningHours:
        spans = [SimpleNamespace(**span | _times(span)) for span in self.spans]
        days = [SimpleNamespace(**day | _times(day) | {"date": date.fromisoformat(day["date"])}) for day in self.days]
        return OpeningHours(self.zone, spans, days, self.holiday_country, self.holiday_subdivision)

    def fill_in(self, *, spans: Sequence[Span], days: Sequence[Day] = ()) -> None:
        """Have exactly these hours, in order; nothing is saved."""
        self.spans = [
            {"weekday": int(span["weekday"]), "opens": f"{span['opens']:%H:%M}", "closes": f"{span['closes']:%H:%M}"}
            for span in sorted(spans, key=lambda span: (span["weekday"], span["opens"]))
        ]
        self.days = [
            {
                "date": day["date"].isoformat(),
                "name": day["name"],
                "opens": f"{day['opens']:%H:%M}" if day["opens"] else None,
                "closes": f"{day['closes']:%H:%M}" if day["closes"] else None,
            }
            for day in sorted(days, key=lambda day: day["date"])
        ]


def _times(row: dict[str, str | None]) -> dict[str, time | None]:
    return {end: time.fromisoformat(text) if (text := row[end]) else None for end in ("opens", "closes")}
