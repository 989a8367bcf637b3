"""Callbacks: the calls that a manager owes."""

from datetime import datetime

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models.escalations import Escalation
from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessTextField
from helpdesk.lib.transitions import StatusModel
from tickets.models import Promise, Ticket


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: User) -> "CallbackQuerySet":
        return self.filter(seen_by(user, "ticket"))

    def unfinished(self) -> "CallbackQuerySet":
        return self.filter(status__in=Callback.UNFINISHED)

    def overdue(self, *, at: datetime) -> "CallbackQuerySet":
        return self.unfinished().filter(due_at__lt=at)


@pghistory.track()
class Callback(StatusModel):
    """A call that a manager owes a requester. Its promise keeps the case from being solved until it is settled."""

    class Status(models.TextChoices):
        OWED = "owed", _("Owed")
        ATTEMPTING = "attempting", _("Waiting for the outcome")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Reached, problem solved")
        REACHED = "reached", _("Reached, work goes on")
        NO_ANSWER = "no_answer", _("Not reached")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    MOVES = {
        Status.OWED: {Status.ATTEMPTING, Status.CANCELLED},
        Status.ATTEMPTING: {Status.DONE, Status.OWED},
        # Cancelled because its case was merged into one that was owed a call too, and the merge was undone.
        Status.CANCELLED: {Status.OWED},
    }
    UNFINISHED = (Status.OWED, Status.ATTEMPTING)

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="callbacks", verbose_name=_("case"))
    escalation = models.ForeignKey(
        Escalation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="callbacks",
        verbose_name=_("escalation"),
    )
    promise = models.OneToOneField(Promise, models.PROTECT, related_name="callback", verbose_name=_("promise"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OWED)
    ends_by_answer = models.BooleanField(_("ends when the customer is answered"), default=False)
    """The desk itself owes it, because nobody answered. Not any more as soon as a person, or a call that reached
    nobody, needs it too."""
    phone = models.CharField(_("number to call"), max_length=20, blank=True)
    """E.164; empty when we know no number yet: the manager asks for one by mail."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="callbacks", verbose_name=_("manager")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    outcome_note = CardlessTextField(_("what was said"), blank=True)
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("owed since"))
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        indexes = [
            models.Index(fields=["due_at"], name="callback_due", condition=models.Q(status__in=["owed", "attempting"])),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="callback_one_unfinished_per_case",
                condition=models.Q(status__in=["owed", "attempting"]),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Callback for %(ticket)s") % {"ticket": self.ticket})

    @property
    def is_owed(self) -> bool:
        """Nobody has begun with it."""
        return self.status == self.Status.OWED

    @property
    def is_attempted(self) -> bool:
        """A manager calls, and has not said the outcome."""
        return self.status == self.Status.ATTEMPTING

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED
