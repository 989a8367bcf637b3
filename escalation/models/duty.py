"""Duty of a person: the weekly plan, and the switch that overrules it."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from tickets.models import Calendar


@pghistory.track()
class Duty(models.Model):
    """When one person is on duty. Who has no row here, or a plan without hours, is on duty around the clock."""

    class Switch(models.TextChoices):
        PLAN = "plan", _("As planned")
        ON = "on", _("On duty")
        OFF = "off", _("Off duty")

    user = models.OneToOneField(User, models.CASCADE, related_name="duty", verbose_name=_("person"))
    calendar = models.OneToOneField(
        Calendar, models.PROTECT, null=True, blank=True, related_name="duty", verbose_name=_("week")
    )
    """The plan; of its spans any may overlap. Its time zone stays: a person who travels does not move the plan along.
    None: around the clock."""
    switch = models.CharField(_("switch"), max_length=4, choices=Switch, default=Switch.PLAN)
    switch_until = models.DateTimeField(_("until"), null=True, blank=True)
    """When the plan holds again; never by itself when this is empty."""

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return str(_("Phone hours of %(person)s") % {"person": self.user})

    @property
    def has_plan(self) -> bool:
        return bool(self.calendar and self.calendar.spans)
