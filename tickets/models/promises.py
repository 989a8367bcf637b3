"""Promises to requesters."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from tickets.models.tickets import Ticket


class PromiseQuerySet(models.QuerySet["Promise"]):
    def owed(self) -> "PromiseQuerySet":
        """Neither kept nor withdrawn."""
        return self.filter(settled_at=None)

    def calls(self) -> "PromiseQuerySet":
        """Whoever was promised a call, by a manager or by us."""
        return self.filter(kind__in=[Promise.Kind.CALLBACK, Promise.Kind.CALL])

    def broken(self, *, at: datetime) -> "PromiseQuerySet":
        """Owed on an unfinished case and not done in time; a manager's call has a deadline on the board instead."""
        owed = self.owed().exclude(kind=Promise.Kind.CALLBACK)
        return owed.filter(due_at__lt=at, ticket__status__in=Ticket.UNFINISHED)


class Promise(models.Model):
    """Something we owe a requester ("a manager calls back by 17:00"). A case cannot be solved while one is owed."""

    class Kind(models.TextChoices):
        CALLBACK = "callback", _("A manager calls")
        CALL = "call", _("We call")
        OTHER = "other", _("Something else")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises", verbose_name=_("case"))
    what = CardlessCharField(_("what we owe"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    """A callback is settled by the floor above, which keeps its attempts; the others are ticked off on the case."""
    due_at = models.DateTimeField(_("due"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    was_kept = models.BooleanField(_("kept"), null=True, blank=True)
    """None while owed; False when it was broken or withdrawn, which needs a reason."""
    is_broken = models.BooleanField(_("broken"), default=False)
    """It was not done and should have been; a promise that is not needed any more is withdrawn."""
    reason = CardlessCharField(_("reason"), max_length=300, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, verbose_name=_("settled by"))
    source_key = models.CharField(max_length=100, null=True, blank=True, unique=True)
    """The form that it was written in: one that is sent twice promises once."""
    created_at = models.DateTimeField(_("given"), auto_now_add=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [models.Index(fields=["due_at"], name="promise_owed", condition=models.Q(settled_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="promise_settled_says_how",
                condition=models.Q(settled_at__isnull=True, was_kept__isnull=True)
                | models.Q(settled_at__isnull=False, was_kept__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_withdrawn_has_reason",
                condition=models.Q(was_kept__isnull=True) | models.Q(was_kept=True) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} · {self.ticket}"

    @property
    def is_callback(self) -> bool:
        """A manager calls, and says the outcome on the board."""
        return self.kind == self.Kind.CALLBACK

    @property
    def is_call(self) -> bool:
        """Somebody of us calls."""
        return self.kind in {self.Kind.CALLBACK, self.Kind.CALL}


class IsAnyOf(models.Func):
    """Whether a value is in the array of a subquery, which is read once and can be looked up by an index.

    `IN (SELECT …)` beside an "or" would be asked of every row.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def has_promise_due(moment: datetime, *, limit: int) -> IsAnyOf:
    """A condition of cases: something is promised by then; of more than `limit` the first."""
    owed = Promise.objects.owed().filter(due_at__lte=moment).order_by("due_at")
    return IsAnyOf(models.F("pk"), ArraySubquery(owed.values("ticket")[:limit]))
