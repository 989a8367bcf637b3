"""The company's policy on recordings."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class RecordingPolicy(models.Model):
    """How long recordings are kept, and how many are reviewed. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    keep_days = models.PositiveSmallIntegerField(
        _("keep recordings for (days)"),
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Older recordings are deleted every night, except those on legal hold."),
    )
    review_percent = models.PositiveSmallIntegerField(
        _("review this share of the other calls (percent)"),
        default=5,
        validators=[MaxValueValidator(100)],
        help_text=_("Calls of escalated cases are always reviewed."),
    )

    class Meta:
        verbose_name = _("recording policy")
        verbose_name_plural = _("recording policy")
        constraints = [models.CheckConstraint(name="recording_policy_is_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return str(_("Recordings"))

    @classmethod
    def current(cls) -> "RecordingPolicy":
        """The row, or what holds until an admin saves one."""
        return cls.objects.first() or cls()
