"""How far our rows were compared with what the provider knows."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProviderWatchQuerySet(models.QuerySet["ProviderWatch"]):
    def free(self, *, at: datetime) -> "ProviderWatchQuerySet":
        """Not in the hands of another worker."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=at))


class ProviderWatch(models.Model):
    """One list of the provider's, and the moment up to which everything in it is in our rows."""

    name = models.CharField(_("list"), max_length=20, primary_key=True)
    compared_until = models.DateTimeField(_("compared until"))
    leased_until = models.DateTimeField(_("in hand until"), null=True, blank=True)

    objects = ProviderWatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison with the provider")
        verbose_name_plural = _("comparisons with the provider")

    def __str__(self) -> str:
        return self.name
