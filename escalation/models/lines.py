"""Lines: the telephone numbers of the desk, and the menu of a main line.

They live on this floor, below carts, so that a cart source can hold a foreign key to its recovery line: the
secret number in a mail is then always a number that is answered.
"""

from zoneinfo import ZoneInfo

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from escalation.models.audio import AudioClip
from escalation.models.notices import RecordingNotice
from escalation.models.ring_groups import E164, RingGroup
from escalation.models.voices import Language, Voice
from helpdesk.lib.calendars.opening_hours import OpeningHours
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField
from helpdesk.lib.phones import readable_phone
from tickets.models import Calendar


@pghistory.track()
class Line(models.Model):
    """One telephone number of ours."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main line with the menu")
        PROBLEM = "problem", _("Problem line: rings everyone at once")
        RECOVERY = "recovery", _("Secret number of the recovery mail")

    name = CardlessCharField(_("name"), max_length=80)
    number = models.CharField(_("number"), max_length=20, unique=True, validators=[E164])
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    ring_group = models.ForeignKey(RingGroup, models.PROTECT, related_name="lines", verbose_name=_("rings"))
    closed_ring_group = models.ForeignKey(
        RingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_lines",
        verbose_name=_("ring group when closed"),
        help_text=_("Callers who press 4 outside opening hours reach these people. Empty: the usual ring group."),
    )
    notice = models.ForeignKey(RecordingNotice, models.PROTECT, related_name="lines", verbose_name=_("notice"))
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=Language,
        default=Language.EN_US,
        help_text=_("A number speaks one language. For a second language, add a second number."),
    )
    voice = models.CharField(_("voice"), max_length=40, choices=Voice, blank=True)
    calendar = models.OneToOneField(
        Calendar, models.PROTECT, null=True, blank=True, related_name="line", verbose_name=_("opening hours")
    )
    """Its own. None: day and night."""
    words = CardlessJSONField(_("own words"), default=dict, blank=True)
    """What it says otherwise than every line: {moment: {"text": what is said, "sound": token of the clip played instead
    or ""}}. In the row, not in a table, because each webhook of a call needs some of it."""
    is_transcribed = models.BooleanField(_("calls are written down"), default=False)
    """The provider turns what is said into text. Off until an admin says so: the notice must tell callers first."""
    is_active = models.BooleanField(_("active"), default=True)
    fallback_url = models.URLField(
        _("fallback document"),
        blank=True,
        help_text=_("Where its static document is hosted: the fallback URL (GET) of this number at the provider."),
    )

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")

    def __str__(self) -> str:
        return f"{self.name} ({readable_phone(self.number)})"

    def get_absolute_url(self) -> str:
        return reverse("escalation:line", args=[self.pk])

    @property
    def is_main(self) -> bool:
        """The line with the menu."""
        return self.kind == self.Kind.MAIN

    @property
    def own_calendar(self) -> Calendar:
        """Its hours; of a line that has none yet a new calendar, not saved, which is open day and night."""
        return self.calendar or Calendar()

    @property
    def hours(self) -> OpeningHours:
        return self.own_calendar.hours

    @property
    def zone(self) -> ZoneInfo:
        return self.own_calendar.zone

    @property
    def has_menu(self) -> bool:
        return self.kind == self.Kind.MAIN


@pghistory.track()
class MenuOption(models.Model):
    """What one digit does on a main line. Digit 4 always leads to the problem line and needs no row."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="menu_options", verbose_name=_("line"))
    position = models.PositiveSmallIntegerField(_("place in the menu"), default=0)
    digit = models.CharField(
        _("digit"),
        max_length=1,
        validators=[RegexValidator(r"^[0-35-9]$", _("One digit. 4 is taken: it always leads to a person."))],
    )
    invitation = CardlessCharField(_("what the menu says"), max_length=120, help_text=_("“For tickets press 1.”"))
    answer = CardlessCharField(_("what the caller then hears"), max_length=600)
    clip = models.ForeignKey(
        AudioClip, models.PROTECT, null=True, blank=True, related_name="menu_options", verbose_name=_("sound")
    )
    """Played instead of `answer`."""

    class Meta:
        ordering = ["position", "digit"]
        verbose_name = _("menu choice")
        verbose_name_plural = _("menu choices")
        constraints = [models.UniqueConstraint(fields=["line", "digit"], name="menu_digit_once_per_line")]

    def __str__(self) -> str:
        return f"{self.digit}: {self.invitation}"
