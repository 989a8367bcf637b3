"""The shop whose orders are shown."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField


@pghistory.track(exclude=["encrypted_token"])
class OrderSource(models.Model):
    """Where the orders of the desk's buyers can be read, and the key to it."""

    name = CardlessCharField(_("name"), max_length=80)
    base_url = models.URLField(_("address"), max_length=300)
    encrypted_token = models.TextField(_("key (encrypted)"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("source of orders")
        verbose_name_plural = _("sources of orders")

    def __str__(self) -> str:
        return self.name
