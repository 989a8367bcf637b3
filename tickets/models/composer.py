"""Replies that are held before they leave, and the habits of who writes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessJSONField
from tickets.models.entries import Entry
from tickets.models.saved_replies import SavedReply


class HeldReply(models.Model):
    """A reply that its author may still take back, and how the case stood before it."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="held", verbose_name=_("entry"))
    before = CardlessJSONField()
    """Fields of the case as texts, or None; `after` is what the sending made of them."""
    after = CardlessJSONField()
    tags_added = models.JSONField(default=list)
    """Keys of the tags that the sending put on the case."""
    macro = models.ForeignKey(SavedReply, models.SET_NULL, null=True, blank=True, related_name="+")
    actions = CardlessJSONField(default=list)

    class Meta:
        verbose_name = _("held reply")
        verbose_name_plural = _("held replies")

    def __str__(self) -> str:
        return str(self.entry)


class ComposerHabit(models.Model):
    """What an agent usually does together with sending a reply."""

    class After(models.TextChoices):
        STAY = "", _("Send")
        SOLVE = "solve", _("Send & solve")
        NEXT = "next", _("Send, solve & next case")
        PENDING = "pending", _("Send & wait for the requester")

    agent = models.OneToOneField(User, models.CASCADE, related_name="composer_habit", verbose_name=_("agent"))
    after = models.CharField(_("after sending"), max_length=10, choices=After, default=After.STAY, blank=True)

    class Meta:
        verbose_name = _("habit of an agent")
        verbose_name_plural = _("habits of agents")

    def __str__(self) -> str:
        return f"{self.agent}: {self.get_after_display()}"
