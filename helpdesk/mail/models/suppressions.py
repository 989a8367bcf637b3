"""Suppression list: the addresses that must not get any recovery mail."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.model_fields import CardlessEmailField


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def covering(self, address: str) -> "SuppressionQuerySet":
        """What keeps us from writing to `address`."""
        return self.annotate(lowered=Lower("address")).filter(lowered=normal_email(address))


class Suppression(models.Model):
    """An address that gets no recovery mail: it unsubscribed, complained or bounced."""

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        COMPLAINED = "complained", _("Marked our mail as spam")
        BOUNCED = "bounced", _("Bounced")
        MANUAL = "manual", _("Added by hand")

    address = CardlessEmailField(_("address"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [models.UniqueConstraint(Lower("address"), name="suppression_address_unique")]

    def __str__(self) -> str:
        return self.address
