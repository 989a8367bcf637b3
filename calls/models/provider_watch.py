"""Comparisons with the provider: how far our rows are compared with what it knows."""

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


class ProviderCheck(models.Model):
    """What the last look at our account at the provider found. There is one row."""

    ONLY = 1

    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    leased_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    account_type = models.CharField(_("kind of account"), max_length=20, blank=True)
    account_status = models.CharField(_("status of the account"), max_length=20, blank=True)
    longest_queue_time = models.DurationField(_("longest wait of a phone before it was dialled"), null=True, blank=True)
    numbers = models.PositiveSmallIntegerField(_("numbers compared"), default=0)
    findings = models.JSONField(_("findings"), default=list)
    """What is wrong: {"kind", "about", "found", "wanted"} each; `calls.twilio.findings` says it in words."""

    objects = ProviderWatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of the provider")
        verbose_name_plural = _("checks of the provider")

    def __str__(self) -> str:
        return str(_("Check of the provider"))
