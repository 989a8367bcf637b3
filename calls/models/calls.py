"""A telephone call between a caller and the desk."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carts.models import Cart
from escalation.models import Callback, Line
from helpdesk.accounts.access import seen_by
from helpdesk.accounts.models import User
from tickets.models import Ticket


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> "CallQuerySet":
        """The calls of the cases that `user` sees, and those that never became a case."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seen_by(user, "ticket") | models.Q(ticket__isnull=True))

    def unfinished(self) -> "CallQuerySet":
        return self.filter(status__in=[Call.Status.RINGING, Call.Status.IN_PROGRESS])


class Call(models.Model):
    """One call, from the first ring until the last party hangs up."""

    class Status(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", _("Ended")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("Incoming")
        OUTBOUND = "outbound", _("Outgoing")

    MOVES = {
        Status.RINGING: {
            Status.IN_PROGRESS,
            Status.COMPLETED,  # the callbacks in between were lost
            Status.NO_ANSWER,
            Status.BUSY,
            Status.FAILED,
            Status.CANCELED,
        },
        Status.IN_PROGRESS: {Status.COMPLETED, Status.FAILED},
    }

    sid = models.CharField(_("call SID"), max_length=34, unique=True, null=True, blank=True)
    """The provider's name of the call; None while an outgoing call has not been confirmed."""
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RINGING)
    line = models.ForeignKey(Line, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("line"))
    from_number = models.CharField(_("from"), max_length=20, blank=True)
    """E.164, or "" when the caller withheld it."""
    to_number = models.CharField(_("to"), max_length=20)
    menu_choice = models.CharField(_("pressed"), max_length=1, blank=True)
    wrong_keys = models.PositiveSmallIntegerField(default=0)
    is_transfer = models.BooleanField(_("transferred by a call taker"), default=False)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("case")
    )
    cart = models.ForeignKey(Cart, models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("cart"))
    callback = models.ForeignKey(
        Callback, models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("callback")
    )
    started_at = models.DateTimeField(_("started"))
    answered_at = models.DateTimeField(_("a person answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_started"),
            models.Index(
                fields=["started_at"],
                name="call_unfinished",
                condition=models.Q(status__in=["ringing", "in_progress"]),
            ),
            models.Index(fields=["from_number", "-started_at"], name="call_from_number"),
        ]

    def __str__(self) -> str:
        return str(_("Call %(id)s") % {"id": self.sid or self.pk})

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.status in {self.Status.RINGING, self.Status.IN_PROGRESS}
