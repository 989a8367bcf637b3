"""Auto-assignment: the rule of a team, and the availability of a person."""

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.model_fields import CardlessCharField


@pghistory.track(exclude=["last"])
class AssignmentRule(models.Model):
    """How the new cases of a team find their people. Without a row people take them themselves."""

    class Method(models.TextChoices):
        NOBODY = "nobody", _("Nobody: people take cases themselves")
        IN_TURN = "in_turn", _("In turn: each gets the next one")
        LEAST_LOADED = "least_loaded", _("The person with the fewest open cases")

    team = models.OneToOneField(
        Team, models.CASCADE, primary_key=True, related_name="assignment_rule", verbose_name=_("team")
    )
    method = models.CharField(_("new cases go to"), max_length=12, choices=Method, default=Method.NOBODY)
    last = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    """Who got the newest one: the turn goes on after them."""

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")

    def __str__(self) -> str:
        return f"{self.team}: {self.get_method_display()}"


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def away(self, *, at: datetime) -> "AvailabilityQuerySet":
        return self.filter(Q(away_until=None) | Q(away_until__gt=at), away_since__lte=at)


@pghistory.track()
class Availability(models.Model):
    """What a person can take on. Without a row: any number of cases, and never away."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="availability", verbose_name=_("person")
    )
    most_cases = models.PositiveSmallIntegerField(_("open cases at most"), null=True, blank=True)
    """None: no limit. Only what is given out is held against it; people may take more."""
    away_since = models.DateTimeField(_("away since"), null=True, blank=True)
    away_until = models.DateTimeField(_("away until"), null=True, blank=True)
    """None while away: until the person is back."""
    away_note = CardlessCharField(_("note"), max_length=120, blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                name="availability_away_has_begun",
                condition=Q(away_since__isnull=False) | Q(away_until__isnull=True, away_note=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def is_away(self, *, at: datetime) -> bool:
        return self.away_since is not None and self.away_since <= at and (not self.away_until or at < self.away_until)
