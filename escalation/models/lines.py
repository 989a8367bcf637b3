"""The telephone numbers of the desk and what a caller hears on them.

They live on this floor, below carts, so that a cart source can hold a foreign key to its recovery line: the
secret number in a mail is then always a number that is answered.
"""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.ring_groups import E164, RingGroup


@pghistory.track()
class Line(models.Model):
    """One telephone number of ours."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main line with the menu")
        PROBLEM = "problem", _("Problem line: rings everyone at once")
        RECOVERY = "recovery", _("Secret number of the recovery mail")

    name = models.CharField(_("name"), max_length=80)
    number = models.CharField(_("number"), max_length=20, unique=True, validators=[E164])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    ring_group = models.ForeignKey(RingGroup, models.PROTECT, related_name="lines", verbose_name=_("ring group"))
    notice = models.CharField(
        _("notice before a recording starts"),
        max_length=300,
        default="This call is recorded, so that what we agree on holds.",
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


@pghistory.track()
class MenuOption(models.Model):
    """What one digit does on a main line. Digit 4 always leads to the problem line and needs no row."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="menu_options", verbose_name=_("line"))
    digit = models.CharField(
        _("digit"),
        max_length=1,
        validators=[RegexValidator(r"^[0-35-9]$", _("One digit. 4 is taken: it always leads to a person."))],
    )
    invitation = models.CharField(_("what the menu says"), max_length=120, help_text=_("“For tickets press 1.”"))
    answer = models.CharField(_("what the caller then hears"), max_length=600)

    class Meta:
        ordering = ["digit"]
        verbose_name = _("menu choice")
        verbose_name_plural = _("menu choices")
        constraints = [models.UniqueConstraint(fields=["line", "digit"], name="menu_digit_once_per_line")]

    def __str__(self) -> str:
        return f"{self.digit}: {self.invitation}"
