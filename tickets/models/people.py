"""Changes of requesters, and merges of two of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from tickets.models.requesters import Requester


class RequesterChange(models.Model):
    """A name or an address that an agent changed, and why."""

    requester = models.ForeignKey(Requester, models.CASCADE, related_name="changes", verbose_name=_("requester"))
    what = CardlessTextField(_("what was changed"))
    reason = CardlessCharField(_("reason"), max_length=300)
    changed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("change of a requester")
        verbose_name_plural = _("changes of requesters")

    def __str__(self) -> str:
        return f"{self.requester}: {self.what}"


class PersonMerge(models.Model):
    """Two rows that are one person: their addresses and cases are together, until somebody undoes it."""

    source = models.ForeignKey(Requester, models.CASCADE, related_name="merges_away", verbose_name=_("person"))
    survivor = models.ForeignKey(Requester, models.CASCADE, related_name="merges_in", verbose_name=_("is"))
    merged_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"))
    moved = models.JSONField(_("what went along"), default=dict)
    """Keys of the cases, contact points and earlier merged people that belong to `source`."""
    changed = CardlessJSONField(_("what it changed"), default=dict)
    """Each field of the survivor that was empty and is filled now: its value."""
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge of people")
        verbose_name_plural = _("merges of people")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], name="person_merge_once", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="person_merge_of_two", condition=~models.Q(source=models.F("survivor"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.survivor}"
