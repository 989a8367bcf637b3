"""A recording that no document of ours can start, so that the provider is asked over REST."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel


class RecordingStartQuerySet(models.QuerySet["RecordingStart"]):
    def unfinished(self) -> "RecordingStartQuerySet":
        return self.filter(status__in=RecordingStart.UNFINISHED)


class RecordingStart(StatusModel):
    """The recording of a callback: the buyer has heard the notice, and from now on the two are recorded.

    What a dialled phone hears first may neither record nor transcribe, so the recording is asked for by itself.
    """

    class Status(models.TextChoices):
        ASKING = "asking", _("Asking the provider")
        UNKNOWN = "unknown", _("Perhaps recording")
        STARTED = "started", _("Recording")
        FAILED = "failed", _("Could not be started")

    MOVES = {
        Status.ASKING: {Status.STARTED, Status.UNKNOWN, Status.FAILED},
        Status.UNKNOWN: {Status.STARTED, Status.FAILED, Status.ASKING},
    }
    UNFINISHED = (Status.ASKING, Status.UNKNOWN)

    ASK_LASTS = timedelta(seconds=15)
    """A worker that took it on and said nothing for so long was killed: whether it records is in doubt."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="recording_start", verbose_name=_("call"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKING)
    requested_at = models.DateTimeField(_("asked for"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    """When a worker took on to ask. It is asked again only when the provider surely did nothing."""
    error = CardlessCharField(_("error"), max_length=300, blank=True)

    objects = RecordingStartQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        verbose_name = _("start of a recording")
        verbose_name_plural = _("starts of recordings")
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="recording_start_unfinished",
                condition=models.Q(status__in=["asking", "unknown"]),
            )
        ]

    def __str__(self) -> str:
        return str(_("Start of the recording of %(call)s") % {"call": self.call})
