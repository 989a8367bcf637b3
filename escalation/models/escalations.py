"""Escalations: the cases that a manager must see, and why."""

from datetime import datetime

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel
from tickets.models import Ticket


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, user: User) -> "EscalationQuerySet":
        return self.filter(seen_by(user, "ticket"))

    def unfinished(self) -> "EscalationQuerySet":
        return self.filter(status__in=Escalation.UNFINISHED)

    def overdue(self, *, at: datetime) -> "EscalationQuerySet":
        return self.unfinished().filter(due_at__lt=at)


@pghistory.track()
class Escalation(StatusModel):
    """A case that a manager must look at, with the reason why."""

    class Status(models.TextChoices):
        OPEN = "open", _("Needs a manager")
        CLAIMED = "claimed", _("A manager is on it")
        DONE = "done", _("Done")
        DISMISSED = "dismissed", _("Dismissed")

    class Reason(models.TextChoices):
        NO_REPLY = "no_reply", pgettext_lazy("an escalation", "SLA missed")
        NOT_SOLVED = "not_solved", _("Solution SLA missed")
        PROMISE_BROKEN = "promise_broken", _("Follow-up missed")
        CALL_UNANSWERED = "call_unanswered", _("Pressed 4, no one answered")
        ASKED_FOR_MANAGER = "asked_for_manager", _("Asked for a manager")
        AGENT = "agent", _("An agent asked for help")
        PRIVACY = "privacy", _("Asked for their data or its erasure")

    MOVES = {
        Status.OPEN: {Status.CLAIMED, Status.DISMISSED},
        Status.CLAIMED: {Status.OPEN, Status.DONE},
        # Dismissed because its case was merged into one with the same reason, and the merge was undone; or because the
        # customer was answered, and the answer was taken back.
        Status.DISMISSED: {Status.OPEN},
    }
    UNFINISHED = (Status.OPEN, Status.CLAIMED)

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="escalations", verbose_name=_("case"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    detail = CardlessCharField(_("in words"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    raised_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="raised_escalations",
        verbose_name=_("raised by"),
    )
    claimed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="claimed_escalations",
        verbose_name=_("manager"),
    )
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("since"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [
            models.Index(fields=["due_at"], name="escalation_due", condition=models.Q(status__in=["open", "claimed"])),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "reason"],
                name="escalation_once_per_reason",
                condition=models.Q(status__in=["open", "claimed"]),
            ),
            models.CheckConstraint(
                name="escalation_claimed_by_someone",
                condition=~models.Q(status="claimed") | models.Q(claimed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · {self.ticket}"

    @property
    def is_open(self) -> bool:
        """No manager has claimed it."""
        return self.status == self.Status.OPEN
