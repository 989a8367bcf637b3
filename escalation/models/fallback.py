"""Checks of fallback documents: whether what the provider plays when the desk is away rings the right people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.lines import Line
from helpdesk.lib.model_fields import CardlessCharField


class FallbackCheck(models.Model):
    """The last look at the fallback document of a line."""

    line = models.OneToOneField(Line, models.CASCADE, related_name="fallback_check", verbose_name=_("line"))
    problem = CardlessCharField(_("what is wrong"), max_length=400, blank=True)
    checked_at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("fallback check")
        verbose_name_plural = _("fallback checks")

    def __str__(self) -> str:
        return str(self.line)
