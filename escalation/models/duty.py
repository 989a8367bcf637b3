"""Duty of a person: the weekly plan, and the switch that overrules it."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User


@pghistory.track()
class Duty(models.Model):
    """When one person is on duty. Who has no row here, or a plan without hours, is on duty around the clock."""

    class Switch(models.TextChoices):
        PLAN = "plan", _("As planned")
        ON = "on", _("On duty")
        OFF = "off", _("Off duty")

    user = models.OneToOneField(User, models.CASCADE, related_name="duty", verbose_name=_("person"))
    timezone = models.CharField(_("time zone"), max_length=40, default="UTC")
    """Whose clock the plan is read from. It is kept here: a person who travels does not move the plan along."""
    hours = models.JSONField(_("hours"), default=list, blank=True)
    """The plan: [{"weekday": 0 for Monday, "begins": "09:00", "ends": "17:00"}]. An end that is not after the beginning
    is on the next day: 08:00 to 08:00 is 24 hours. In the row itself, because every call that comes in reads it."""
    switch = models.CharField(_("switch"), max_length=4, choices=Switch, default=Switch.PLAN)
    switch_until = models.DateTimeField(_("until"), null=True, blank=True)
    """When the plan holds again; never by itself when this is empty."""

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return str(_("Duty of %(person)s") % {"person": self.user})
