"""Replies that are held before they leave, and the habits of who writes them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from tickets.models.entries import Entry
from tickets.models.saved_replies import SavedReply
from tickets.models.tickets import Ticket


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


class ScheduledReply(models.Model):
    """A reply that is to leave later. When it has left, or was given back to its author, its row is gone."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="scheduled_replies", verbose_name=_("case"))
    author = models.ForeignKey(User, models.CASCADE, related_name="scheduled_replies", verbose_name=_("by"))
    body = CardlessTextField(_("text"))
    to = CardlessTextField(_("to"))
    """Addresses, parted by commas, like `cc` and `bcc`."""
    cc = CardlessTextField(_("Cc"), blank=True)
    bcc = CardlessTextField(_("Bcc"), blank=True)
    subject = CardlessCharField(_("subject"), max_length=200, blank=True)
    after = models.CharField(_("after sending"), max_length=10, blank=True)
    macro = models.ForeignKey(SavedReply, models.SET_NULL, null=True, blank=True, related_name="+")
    actions = CardlessJSONField(default=list)
    version = models.PositiveIntegerField()
    """The version of the case that the author saw: when another one has come, it is not sent."""
    source_key = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField(_("due"), db_index=True)
    denial_reason = CardlessTextField(_("why it says that we did not send it"), blank=True)
    """Given when what is kept spoke against it."""

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("scheduled reply")
        verbose_name_plural = _("scheduled replies")

    def __str__(self) -> str:
        return f"{self.ticket}: {self.author}"

    @property
    def is_overtaken(self) -> bool:
        """Something that the requester sees came in since, so it will not be sent."""
        return self.version != self.ticket.version

    @property
    def is_author_gone(self) -> bool:
        """The account was switched off, or the case is where its author may not look: it will not be sent either."""
        cases = Ticket.objects.reachable_by(self.author).filter(pk=self.ticket_id)
        return not self.author.is_active or not cases.exists()

    @property
    def is_due(self) -> bool:
        """Its moment has come, and whoever sends it has not yet."""
        return self.due_at <= timezone.now()


class ComposerHabit(models.Model):
    """What an agent usually does together with sending a reply."""

    class After(models.TextChoices):
        STAY = "", _("Send")
        SOLVE = "solve", _("Send & solve")
        NEXT = "next", _("Send, solve & next case")
        PENDING = "pending", _("Send & wait for the customer")

    agent = models.OneToOneField(User, models.CASCADE, related_name="composer_habit", verbose_name=_("agent"))
    after = models.CharField(_("after sending"), max_length=10, choices=After, default=After.STAY, blank=True)

    class Meta:
        verbose_name = _("habit of an agent")
        verbose_name_plural = _("habits of agents")

    def __str__(self) -> str:
        return f"{self.agent}: {self.get_after_display()}"
