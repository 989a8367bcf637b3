"""Recording notices: the sentence that a call is recorded, in every wording that a caller has ever heard."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.audio import AudioClip
from escalation.models.voices import Language
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField


class RecordingNotice(models.Model):
    """One wording of the notice. It is never changed: calls keep which one they heard. New words are a new row."""

    text = CardlessCharField(_("what is said"), max_length=300)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.EN_US)
    clip = models.ForeignKey(AudioClip, models.PROTECT, null=True, blank=True, related_name="notices")
    """When there is one it is played; `text` then says what is heard in it."""
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("since"), auto_now_add=True)

    is_append_only = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("recording notice")
        verbose_name_plural = _("recording notices")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "language", "clip"], name="recording_notice_once", nulls_distinct=False
            )
        ]
        triggers = [
            pgtrigger.Protect(name="recording_notice_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(_("Notice %(number)s: %(text)s") % {"number": self.pk, "text": self.text})
