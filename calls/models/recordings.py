"""What was said, and who listened to it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.accounts.access import seen_by
from helpdesk.accounts.models import User


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User) -> "RecordingQuerySet":
        """The recordings of the calls that `user` sees."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seen_by(user, "call__ticket") | models.Q(call__ticket__isnull=True))

    def due(self, *, at: datetime) -> "RecordingQuerySet":
        """To be fetched from the provider, or to be deleted there."""
        unfetched = models.Q(status=Recording.Status.OWED)
        undeleted = models.Q(status=Recording.Status.STORED, deleted_there_at__isnull=True)
        return self.filter(unfetched | undeleted, due_at__lte=at)


class Recording(models.Model):
    """The sound of a call, copied from the provider, kept under a random name outside the web root."""

    class Status(models.TextChoices):
        OWED = "owed", _("Not fetched yet")
        STORED = "stored", _("Stored")
        ABSENT = "absent", _("The provider has none")

    MOVES = {Status.OWED: {Status.STORED, Status.ABSENT}}

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
    error = models.CharField(_("error"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("started"))
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)
    deleted_there_at = models.DateTimeField(_("deleted at the provider"), null=True, blank=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="recording_due",
                condition=models.Q(status="owed") | models.Q(status="stored", deleted_there_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="recording_stored_has_checksum",
                condition=~models.Q(status="stored") | ~models.Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Recording of %(call)s") % {"call": self.call})


class RecordingPlay(models.Model):
    """Someone listened to a recording. Written before the first byte is served."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="plays", verbose_name=_("recording"))
    user = models.ForeignKey(User, models.PROTECT, related_name="plays", verbose_name=_("person"))
    range_header = models.CharField(_("range"), max_length=100, blank=True)
    played_at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-played_at"]
        verbose_name = _("play of a recording")
        verbose_name_plural = _("plays of recordings")

    def __str__(self) -> str:
        return f"{self.user} · {self.played_at:%Y-%m-%d %H:%M}"
