"""Merges of cases, kept with what it takes to undo them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessJSONField
from tickets.models.tickets import Ticket


class CaseMergeQuerySet(models.QuerySet["CaseMerge"]):
    def visible_to(self, user: User) -> "CaseMergeQuerySet":
        """Whoever sees the case that everything went to sees what was merged into it."""
        return self.filter(seen_by(user, "survivor"))

    def in_force(self) -> "CaseMergeQuerySet":
        """Not undone."""
        return self.filter(undone_at=None)


class CaseMerge(models.Model):
    """One case that became part of another one: who did it, when, and what went along."""

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="merges_away", verbose_name=_("case"))
    survivor = models.ForeignKey(Ticket, models.CASCADE, related_name="merges_in", verbose_name=_("merged into"))
    merged_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"))
    status_before = models.CharField(_("status before"), max_length=10, choices=Ticket.Status)
    moved = models.JSONField(_("what went along"), default=dict)
    """By merge hook (tickets/merging/merge_hooks.py), what it needs to bring its rows back, mostly their keys."""
    changed = CardlessJSONField(_("what it changed"), default=dict)
    """Each field of the survivor that the merge changed: [before, after]."""
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = CaseMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge of cases")
        verbose_name_plural = _("merges of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], name="case_merge_once", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="case_merge_of_two", condition=~models.Q(source=models.F("survivor"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.survivor}"
