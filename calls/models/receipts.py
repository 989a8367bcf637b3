"""Receipts of status callbacks, each of which is taken in once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessJSONField


class WebhookReceipt(models.Model):
    """One callback of the provider. Its key makes a repeat find that it was taken in already."""

    key = models.CharField(_("key"), max_length=160, unique=True)
    """hook, SID, sequence number and status: "status:CA…:3:completed"."""
    hook = models.CharField(_("hook"), max_length=30)
    sid = models.CharField(_("SID"), max_length=34, db_index=True)
    payload = CardlessJSONField(_("payload"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("webhook receipt")
        verbose_name_plural = _("webhook receipts")

    def __str__(self) -> str:
        return self.key
