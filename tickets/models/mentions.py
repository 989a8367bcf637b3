"""Mentions of people in notes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from tickets.models.entries import Entry


class MentionQuerySet(models.QuerySet["Mention"]):
    def unseen_by(self, user: User) -> "MentionQuerySet":
        return self.filter(user=user, seen_at=None)


class Mention(models.Model):
    """A person whose name stands after an @ in a note, until they have read it and for the record afterwards."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="mentions", verbose_name=_("note"))
    user = models.ForeignKey(User, models.CASCADE, related_name="mentions", verbose_name=_("person"))
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user"], name="mention_unseen", condition=models.Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"@{self.user} · {self.entry}"
