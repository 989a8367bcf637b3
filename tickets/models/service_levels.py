"""Service levels (SLA targets), and the calendars of hours in which they are counted."""

from datetime import date, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.calendars.opening_hours import OpeningHours
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField
from tickets.models.tickets import Ticket


@pghistory.track()
class Calendar(models.Model):
    """The hours of a desk, in its own time zone. Week and days stand in the row itself, for every call reads them."""

    name = CardlessCharField(_("name"), max_length=60, unique=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="America/New_York")
    holiday_country = models.CharField(_("closed on public holidays of"), max_length=2, blank=True)
    holiday_subdivision = models.CharField(_("state or region"), max_length=10, blank=True)
    spans = models.JSONField(_("week"), default=list, blank=True)
    """[{"weekday": 0 for Monday, "opens": "09:00", "closes": "17:00"}]; an end that is not later is on the next day."""
    days = CardlessJSONField(_("days that are different"), default=list, blank=True)
    """[{"date": "2026-12-24", "name": "Christmas Eve", "opens": "09:00", "closes": "12:00"}]; no times: closed."""

    class Meta:
        ordering = ["name"]
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> OpeningHours:
        spans = [
            SimpleNamespace(weekday=span["weekday"], opens=_time(span["opens"]), closes=_time(span["closes"]))
            for span in self.spans
        ]
        days = [
            SimpleNamespace(
                date=date.fromisoformat(day["date"]),
                name=day["name"],
                opens=_time(day["opens"]),
                closes=_time(day["closes"]),
            )
            for day in self.days
        ]
        return OpeningHours(ZoneInfo(self.timezone), spans, days, self.holiday_country, self.holiday_subdivision)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@pghistory.track()
class ServiceLevel(models.Model):
    """What requesters of one priority may count on, on an ordinary day or on the day of their event; in minutes."""

    priority = models.CharField(_("priority"), max_length=10, choices=Ticket.Priority)
    is_event_day = models.BooleanField(_("on the day of the event"), default=False)
    first_reply = models.PositiveIntegerField(_("first answer"))
    next_reply = models.PositiveIntegerField(_("further answers"))
    solve = models.PositiveIntegerField(_("solution"), null=True, blank=True)
    """None: no target."""
    stale_after = models.PositiveIntegerField(_("callback when late by"), null=True, blank=True)
    """How long after a missed answer the case is stale, and a manager owes a call; counted in the same hours.

    None: as long again as the answer may take, an opening hour at least.
    """
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_levels",
        verbose_name=_("counted in the hours of"),
    )
    """None: day and night."""

    class Meta:
        ordering = ["is_event_day", "pk"]
        verbose_name = _("service level")
        verbose_name_plural = _("service levels")
        constraints = [models.UniqueConstraint(fields=["priority", "is_event_day"], name="service_level_once")]

    def __str__(self) -> str:
        return self.get_priority_display()
