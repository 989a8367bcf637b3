"""Numbers whose calls are not taken."""

from datetime import datetime

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.phones import readable_phone

SHORTEST_PREFIX = 5
"""With fewer characters ("+1500") half a country would be turned away."""


class BlockedNumberQuerySet(models.QuerySet["BlockedNumber"]):
    def in_force(self, *, at: datetime) -> "BlockedNumberQuerySet":
        return self.filter(models.Q(until=None) | models.Q(until__gt=at))

    def matching(self, number: str) -> "BlockedNumberQuerySet":
        """Those that mean `number` (E.164): itself, or one of its beginnings."""
        beginnings = [number[:length] for length in range(SHORTEST_PREFIX, len(number) + 1)]
        return self.filter(models.Q(number=number) | models.Q(number__in=beginnings, is_prefix=True))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BlockedNumber(models.Model):
    """A number, or the beginning of many, from which no call is taken; why, by whom and until when."""

    number = models.CharField(
        _("number"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^\+[1-9]\d{3,14}$", _("A number with its country code, such as +15005550111."))],
    )
    is_prefix = models.BooleanField(_("and every number that begins like this"), default=False)
    reason = CardlessCharField(_("reason"), max_length=300)
    blocked_by = models.ForeignKey(User, models.PROTECT, related_name="blocked_numbers", verbose_name=_("blocked by"))
    created_at = models.DateTimeField(_("blocked"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = BlockedNumberQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("blocked number")
        verbose_name_plural = _("blocked numbers")

    def __str__(self) -> str:
        return f"{self.number}…" if self.is_prefix else readable_phone(self.number)
