"""Opening hours of a line: spans of the week, and days that are different."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.lines import Line
from helpdesk.lib.calendars.week import Weekday
from helpdesk.lib.model_fields import CardlessCharField


@pghistory.track()
class OpeningSpan(models.Model):
    """From when to when a line is open on one day of the week, in the line's time zone."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="opening_spans", verbose_name=_("line"))
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    """Not later than `opens`: on the next day. So a span can end at or after midnight."""

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [models.UniqueConstraint(fields=["line", "weekday", "opens"], name="opening_span_once")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


@pghistory.track()
class SpecialDay(models.Model):
    """One date on which a line keeps other hours than its week and the public holidays say."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="special_days", verbose_name=_("line"))
    date = models.DateField(_("date"))
    name = CardlessCharField(_("what it is"), max_length=80)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    """Neither: closed all day."""

    class Meta:
        ordering = ["date"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.UniqueConstraint(fields=["line", "date"], name="special_day_once"),
            models.CheckConstraint(
                name="special_day_opens_and_closes",
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
