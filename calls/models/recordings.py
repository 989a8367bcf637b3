"""Recordings: the sound of a call, and how it is kept."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User) -> "RecordingQuerySet":
        """The recordings of the calls that `user` sees."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seen_by(user, "call__ticket") | models.Q(call__ticket__isnull=True))

    def stored(self) -> "RecordingQuerySet":
        """Those that can be heard."""
        return self.filter(status=Recording.Status.STORED)

    def due(self, *, at: datetime) -> "RecordingQuerySet":
        """To be fetched from the provider, or to be deleted there."""
        unfetched = models.Q(status=Recording.Status.OWED)
        undeleted = models.Q(status__in=["stored", "deleted"], deleted_there_at__isnull=True)
        return self.filter(unfetched | undeleted, due_at__lte=at)

    def unerased(self) -> "RecordingQuerySet":
        """Deleted by a person or by the time that recordings are kept; the file is still to be removed."""
        return self.filter(status=Recording.Status.DELETED).exclude(file="")

    def expired(self, *, before: datetime) -> "RecordingQuerySet":
        """Kept long enough, and nobody holds them back."""
        return self.stored().filter(held_at__isnull=True, started_at__lt=before)


class Recording(StatusModel):
    """The sound of a call, copied from the provider, kept under a random name outside the web root."""

    class Status(models.TextChoices):
        OWED = "owed", _("Not fetched yet")
        STORED = "stored", _("Stored")
        ABSENT = "absent", _("The provider has none")
        LOST = "lost", _("Could not be fetched")
        DELETED = "deleted", _("Deleted")

    MOVES = {
        Status.OWED: {Status.STORED, Status.ABSENT, Status.LOST},
        Status.ABSENT: {Status.OWED},  # a person asks the provider once more
        Status.LOST: {Status.OWED},
        Status.STORED: {Status.DELETED},
    }

    call = models.ForeignKey(Call, models.CASCADE, related_name="recordings", verbose_name=_("call"))
    sid = models.CharField(_("recording SID"), max_length=34, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OWED)
    file = models.FileField(_("file"), blank=True, max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    duration = models.DurationField(_("length"), null=True, blank=True)
    channels = models.PositiveSmallIntegerField(_("channels"), default=2)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"))
    error = CardlessCharField(_("error"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("started"))
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)
    deleted_there_at = models.DateTimeField(_("deleted at the provider"), null=True, blank=True)
    held_at = models.DateTimeField(_("on legal hold since"), null=True, blank=True)
    """While it is set nobody deletes the recording, however old it is. Who and why is a RecordingAct."""
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    """The row stays when the sound is gone. Who and why is a RecordingAct."""

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="recording_due",
                condition=models.Q(status="owed")
                | models.Q(status__in=["stored", "deleted"], deleted_there_at__isnull=True),
            ),
            models.Index(
                fields=["started_at"],
                name="recording_kept",
                condition=models.Q(status="stored", held_at__isnull=True),
            ),
            models.Index(
                fields=["deleted_at"],
                name="recording_unerased",
                condition=models.Q(status="deleted") & ~models.Q(file=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="recording_stored_has_checksum",
                condition=~models.Q(status="stored") | ~models.Q(sha256=""),
            ),
            models.CheckConstraint(
                name="recording_on_hold_is_kept",
                condition=~models.Q(status="deleted") | models.Q(held_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Recording of %(call)s") % {"call": self.call})

    @property
    def is_owed(self) -> bool:
        """It is still to be fetched from the provider."""
        return self.status == self.Status.OWED

    @property
    def is_absent(self) -> bool:
        """The provider has none."""
        return self.status == self.Status.ABSENT

    @property
    def is_deleted(self) -> bool:
        return self.status == self.Status.DELETED

    @property
    def is_stored(self) -> bool:
        return self.status == self.Status.STORED

    @property
    def seconds(self) -> float:
        return self.duration.total_seconds() if self.duration else 0.0


class RecordingPeaks(models.Model):
    """The outline of a recording: how loud each of its parts is, on each channel. Computed once."""

    recording = models.OneToOneField(
        Recording, models.CASCADE, primary_key=True, related_name="peaks", verbose_name=_("recording")
    )
    channels = models.PositiveSmallIntegerField(_("channels"))
    data = models.BinaryField(_("peaks"))
    """Channel after channel; for each part of the sound its lowest and its highest sample as signed bytes."""

    class Meta:
        verbose_name = _("peaks of a recording")
        verbose_name_plural = _("peaks of recordings")

    def __str__(self) -> str:
        return str(self.recording)
