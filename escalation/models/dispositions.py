"""The outcomes of calls and callbacks, in the words of a desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.callbacks import Callback
from helpdesk.lib.model_fields import CardlessCharField


class DispositionQuerySet(models.QuerySet["Disposition"]):
    def in_use(self) -> "DispositionQuerySet":
        return self.filter(is_active=True)


class Disposition(models.Model):
    """One outcome of a call or a callback. One that was used once is switched off, never deleted."""

    name = CardlessCharField(_("what came of it"), max_length=60, unique=True)
    means = models.CharField(
        _("what it means for a callback"),
        max_length=12,
        choices=Callback.Outcome,
        default=Callback.Outcome.REACHED,
        db_default=Callback.Outcome.REACHED,
    )
    """What the rules of callbacks and escalations go by, whatever the words."""
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        # The table is older than the callbacks' use of it, and both versions run while the desk is upgraded.
        db_table = "calls_disposition"
        ordering = ["position", "pk"]
        verbose_name = _("outcome of a call")
        verbose_name_plural = _("outcomes of calls")

    def __str__(self) -> str:
        return self.name

    @property
    def is_solution(self) -> bool:
        return self.means == Callback.Outcome.SOLVED
