"""Comments at a moment of a recording."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.recordings import Recording
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessTextField


class CommentQuerySet(models.QuerySet["RecordingComment"]):
    def visible_to(self, user: User) -> "CommentQuerySet":
        """The comments on the recordings that `user` may hear."""
        return self.filter(recording__in=Recording.objects.visible_to(user).stored())

    def of(self, user: User) -> "CommentQuerySet":
        """Those that `user` wrote and may therefore change."""
        return self.visible_to(user).filter(user=user)


@pghistory.track()
class RecordingComment(models.Model):
    """A remark at one moment of a recording. Its writer may change it or take it back."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="comments", verbose_name=_("recording"))
    user = models.ForeignKey(User, models.PROTECT, related_name="recording_comments", verbose_name=_("by"))
    second = models.PositiveIntegerField(_("at second"))
    body = CardlessTextField(_("comment"), max_length=2000)
    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["second", "pk"]
        verbose_name = _("comment on a recording")
        verbose_name_plural = _("comments on recordings")

    def __str__(self) -> str:
        return f"{self.user} · {self.recording}"
