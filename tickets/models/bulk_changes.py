"""Bulk changes, kept with what it takes to undo them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from tickets.models.tickets import Ticket


class BulkChange(models.Model):
    """One thing that somebody did to all cases that were selected in a list."""

    class Verb(models.TextChoices):
        SOLVE = "solve", _("Solve")
        WAIT = "pending", _("Wait for the customer")
        REOPEN = "open", _("Open again")
        ASSIGN = "assign", _("Assign")
        PRIORITY = "priority", _("Set the priority")
        TAG = "tag", _("Add a tag")
        SNOOZE = "snooze", _("Snooze")

    key = models.UUIDField(unique=True)
    """Of the form: one that is sent twice does one thing."""
    by = models.ForeignKey(User, models.CASCADE, related_name="bulk_changes", verbose_name=_("by"))
    verb = models.CharField(_("what was done"), max_length=10, choices=Verb)
    value = CardlessCharField(_("value"), max_length=40, blank=True)
    """A priority, the name of a moment, or the key of a person, a tag or ("team-3") a team; "" for nobody, and for what
    needs none."""
    made_at = models.DateTimeField(_("when"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")

    def __str__(self) -> str:
        return f"{self.get_verb_display()} · {self.by}"


class BulkStep(models.Model):
    """What a bulk change did to one case, or why it did nothing."""

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="steps", verbose_name=_("bulk change"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="bulk_steps", verbose_name=_("case"))
    was = CardlessJSONField(_("before"), default=dict)
    became = CardlessJSONField(_("after"), default=dict)
    """The fields of the case before and after; both empty when nothing was to be changed."""
    entry_id = models.BigIntegerField(null=True, blank=True)
    """The last line of the timeline afterwards: whoever touches the case writes another."""
    refusal = CardlessTextField(_("refused because"), blank=True)
    is_undone = models.BooleanField(_("undone"), null=True, blank=True)
    """None while nobody asked for it; False when the case had been changed since, and so stayed as it is."""

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of a bulk change")
        verbose_name_plural = _("steps of bulk changes")
        constraints = [models.UniqueConstraint(fields=["change", "ticket"], name="bulk_step_once")]

    def __str__(self) -> str:
        return f"{self.change} · {self.ticket}"
