"""Queues that the provider keeps until somebody deletes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call


class ProviderQueue(models.Model):
    """A queue of one caller at the provider. The row goes with it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="provider_queues", verbose_name=_("call"))
    sid = models.CharField(_("queue SID"), max_length=34, unique=True)

    class Meta:
        verbose_name = _("queue at the provider")
        verbose_name_plural = _("queues at the provider")

    def __str__(self) -> str:
        return self.sid
