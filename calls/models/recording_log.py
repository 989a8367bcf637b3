"""The log of a recording: who listened to it, and what else was done with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.recordings import Recording
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField


class RecordingPlay(models.Model):
    """Someone asked for the sound of a recording. Written before the first byte is served."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="plays", verbose_name=_("recording"))
    user = models.ForeignKey(User, models.PROTECT, related_name="plays", verbose_name=_("person"))
    method = models.CharField(_("method"), max_length=8)
    range_header = CardlessCharField(_("range"), max_length=100, blank=True)
    played_at = models.DateTimeField(_("when"))

    is_append_only = True

    class Meta:
        ordering = ["-played_at"]
        verbose_name = _("play of a recording")
        verbose_name_plural = _("plays of recordings")
        indexes = [models.Index(fields=["recording", "-played_at"], name="play_of_recording")]

    def __str__(self) -> str:
        return f"{self.user} · {self.played_at:%Y-%m-%d %H:%M}"


class RecordingAct(models.Model):
    """What was done with a recording besides listening, by whom and why. Never changed."""

    class Kind(models.TextChoices):
        DOWNLOADED = "downloaded", _("Downloaded")
        HELD = "held", _("Put on legal hold")
        RELEASED = "released", _("Released from legal hold")
        DELETED = "deleted", _("Deleted")
        EXPIRED = "expired", _("Deleted: retention period ended")
        RETRIED = "retried", _("Asked the provider again")

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="acts", verbose_name=_("recording"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="recording_acts", verbose_name=_("by")
    )
    """None when the desk did it by itself."""
    why = CardlessCharField(_("why"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("when"))

    is_append_only = True

    class Meta:
        ordering = ["-done_at", "-pk"]
        verbose_name = _("act on a recording")
        verbose_name_plural = _("acts on recordings")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.recording}"

    @property
    def is_hold(self) -> bool:
        return self.kind == self.Kind.HELD
