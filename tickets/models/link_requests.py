"""Links to the help pages that somebody asked for, until a worker has mailed them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField
from tickets.models.tickets import Ticket


class LinkRequest(models.Model):
    """Somebody asked on a help page for a mail to this address, perhaps nobody's. Gone once a worker has looked."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("To write on a case")
        CASES = "cases", _("To see all cases")
        ADDRESS = "address", _("To add an address")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = CardlessCharField(_("address"), max_length=254)
    """In normal form."""
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, null=True, blank=True, related_name="link_requests", verbose_name=_("case")
    )
    language = models.CharField(_("language"), max_length=10)
    """That of the page, in which the mail is written."""
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request for a link")
        verbose_name_plural = _("requests for links")

    def __str__(self) -> str:
        return self.address
