"""The stretches that a recording leaves out, because somebody reads out a card."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel


class RecordingPauseQuerySet(models.QuerySet["RecordingPause"]):
    def unfinished(self) -> "RecordingPauseQuerySet":
        return self.filter(status__in=RecordingPause.UNFINISHED)

    def overdue(self, *, at: datetime) -> "RecordingPauseQuerySet":
        """The recording must go on by itself: whoever paused it forgot, or closed the page."""
        return self.filter(status=RecordingPause.Status.PAUSED, resume_due_at__lte=at)


class RecordingPause(StatusModel):
    """One gap in the recording of a call: silence where card data was spoken."""

    class Status(models.TextChoices):
        ASKING = "asking", _("Asking the provider")
        UNKNOWN = "unknown", _("Perhaps paused")
        PAUSED = "paused", _("Paused")
        RESUMING = "resuming", _("Going on in a moment")
        OVER = "over", _("Recording again")
        FAILED = "failed", _("Could not be paused")

    MOVES = {
        Status.ASKING: {Status.PAUSED, Status.UNKNOWN, Status.FAILED},
        Status.UNKNOWN: {Status.PAUSED, Status.FAILED},
        Status.PAUSED: {Status.RESUMING, Status.OVER},
        Status.RESUMING: {Status.PAUSED, Status.OVER},
    }
    UNFINISHED = (Status.ASKING, Status.UNKNOWN, Status.PAUSED, Status.RESUMING)

    ASK_LASTS = timedelta(seconds=15)
    """A request that is older is not carried out: the person was told that it failed, and talks on."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="pauses", verbose_name=_("call"))
    user = models.ForeignKey(User, models.PROTECT, related_name="recording_pauses", verbose_name=_("person"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKING)
    recording_sid = models.CharField(_("recording SID"), max_length=34, blank=True)
    """Which recording has the gap, as the provider named it when it paused."""
    requested_at = models.DateTimeField(_("asked for"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    """When a worker took on to ask the provider. Neither a pause nor a resume is ever asked for twice blindly."""
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    resume_due_at = models.DateTimeField(_("goes on at the latest"))
    resumed_at = models.DateTimeField(_("went on"), null=True, blank=True)
    starts_at = models.DurationField(_("gap begins at"), null=True, blank=True)
    """The place in the recording, from its beginning."""
    ends_at = models.DurationField(_("gap ends at"), null=True, blank=True)
    error = CardlessCharField(_("error"), max_length=300, blank=True)

    objects = RecordingPauseQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        verbose_name = _("pause of a recording")
        verbose_name_plural = _("pauses of recordings")
        indexes = [
            models.Index(
                fields=["resume_due_at"],
                name="recording_pause_unfinished",
                condition=models.Q(status__in=["asking", "unknown", "paused", "resuming"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                name="recording_pause_one_at_a_time",
                condition=models.Q(status__in=["asking", "unknown", "paused", "resuming"]),
            ),
            models.CheckConstraint(
                name="recording_pause_has_moment",
                condition=~models.Q(status__in=["paused", "resuming", "over"]) | models.Q(paused_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Pause of the recording of %(call)s") % {"call": self.call})

    @property
    def answer_due_at(self) -> datetime:
        """From then on nobody carries it out any more, and whoever asked must know that it failed."""
        return self.requested_at + self.ASK_LASTS
