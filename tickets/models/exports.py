"""The log of CSV exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField


class CaseExport(models.Model):
    """Someone took a list of cases out of the desk. Written before the first line of it is sent."""

    user = models.ForeignKey(User, models.PROTECT, related_name="case_exports", verbose_name=_("person"))
    reason = CardlessCharField(_("why"), max_length=300)
    filters = CardlessJSONField(_("filters"), default=dict)
    exported_at = models.DateTimeField(_("when"))

    is_append_only = True

    class Meta:
        ordering = ["-exported_at"]
        verbose_name = _("export of cases")
        verbose_name_plural = _("exports of cases")

    def __str__(self) -> str:
        return f"{self.user} · {self.exported_at:%Y-%m-%d %H:%M}"
