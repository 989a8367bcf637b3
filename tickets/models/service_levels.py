"""Service levels (SLA targets)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.calendars import Calendar
from tickets.models.tickets import Ticket


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
