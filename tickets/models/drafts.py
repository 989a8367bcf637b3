"""Drafts of replies and notes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from tickets.models.saved_replies import SavedReply
from tickets.models.tickets import Ticket


class Draft(models.Model):
    """The unsent text of one agent on one case, and whether it is to be a reply or a note."""

    class Mode(models.TextChoices):
        REPLY = "reply", pgettext_lazy("something sent", "Reply")
        NOTE = "note", _("Internal note")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts", verbose_name=_("case"))
    agent = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name=_("agent"))
    mode = models.CharField(_("kind"), max_length=10, choices=Mode, default=Mode.REPLY)
    """Kept when the text is sent: the composer of the case opens as it was used last."""
    body = CardlessTextField(_("text"), blank=True)
    begun_as = models.CharField(_("begun as"), max_length=10, choices=Mode, blank=True, default="", db_default="")
    """What the text was when its first word was written: a note is not mailed without a question."""
    to = CardlessTextField(_("to"), blank=True)
    """Addresses as they are typed, like `cc` and `bcc`; empty: the requester."""
    cc = CardlessTextField(_("Cc"), blank=True)
    bcc = CardlessTextField(_("Bcc"), blank=True)
    subject = CardlessCharField(_("subject"), max_length=200, blank=True)
    """Empty: that of the case."""
    macro = models.ForeignKey(SavedReply, models.SET_NULL, null=True, blank=True, related_name="+")
    """The saved reply whose `actions` are to be done with the sending."""
    actions = CardlessJSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    """The version of the case that the agent saw while writing."""
    revision = models.PositiveIntegerField(default=0)
    """Grows with each saving; a page that saves on top of an older one writes beside another page."""
    set_aside = CardlessJSONField(default=list, blank=True)
    """What other pages had written when a newer text took their place, until the agent takes it over or drops it."""
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["agent", "ticket"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} · {self.ticket}"

    @property
    def is_begun(self) -> bool:
        """Something stands in it; once it is sent, nothing does."""
        return any([self.body, self.to, self.cc, self.bcc, self.subject])
