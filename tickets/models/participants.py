"""Who takes part in the emails of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from tickets.models.entries import Entry
from tickets.models.tickets import Ticket


class Participant(models.Model):
    """Somebody in the emails of a case: its customer at one of their addresses, who was copied in, or a third party."""

    class Role(models.TextChoices):
        REQUESTER = "requester", _("Customer")
        COPIED = "copied", _("Copied in")
        THIRD_PARTY = "third_party", _("Third party")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants", verbose_name=_("case"))
    address = CardlessCharField(_("address"), max_length=254)
    """In normal form, as a mail that came in has it: it may be one that we can write to, or not."""
    name = CardlessCharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=11, choices=Role)
    entry = models.ForeignKey(
        Entry, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("first named in")
    )
    """The mail that named them first; none when a person of the desk typed them in."""
    added_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    """None: a mail that came in named them."""
    added_at = models.DateTimeField(_("added"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    """Since when their mails join the case: one of us wrote to them or added them, or they are its customer. None: only
    the mail of somebody else names them, and anybody may name anybody."""
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    """Kept, so that the next mail that names them does not bring them back."""

    class Meta:
        ordering = ["pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["ticket", "address"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def is_third_party(self) -> bool:
        return self.role == self.Role.THIRD_PARTY
