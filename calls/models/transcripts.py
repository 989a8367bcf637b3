"""Transcripts: what was said on a call, as text."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessTextField

SPOKEN = SearchVector("text", config="simple")
"""No stemming: callers of one desk speak several languages. A search looks for the beginnings of words instead."""


class TranscriptQuerySet(models.QuerySet["TranscriptLine"]):
    def visible_to(self, user: User) -> "TranscriptQuerySet":
        """What was said on the calls that `user` sees."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seen_by(user, "call__ticket") | models.Q(call__ticket__isnull=True))


class TranscriptLine(models.Model):
    """Something that one side of a call said without a break."""

    class Side(models.TextChoices):
        CALLER = "caller", _("Caller")
        DESK = "desk", _("Desk")

    call = models.ForeignKey(Call, models.CASCADE, related_name="transcript", verbose_name=_("call"))
    sid = models.CharField(_("transcription SID"), max_length=34)
    sequence = models.PositiveIntegerField(_("number"))
    side = models.CharField(_("who"), max_length=6, choices=Side)
    text = CardlessTextField(_("what was said"))
    """Without card numbers, also without those that were read out in several pieces."""
    spoken_at = models.DateTimeField(_("when"))
    second: int
    """Where in a recording it was said; filled in for a page that shows both."""

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ["spoken_at", "pk"]
        verbose_name = _("line of a transcript")
        verbose_name_plural = _("lines of transcripts")
        indexes = [GinIndex(SPOKEN, name="transcript_words")]
        constraints = [models.UniqueConstraint(fields=["sid", "sequence"], name="transcript_line_once")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.text[:60]}"
