"""What we told a requester that we would do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from tickets.models.tickets import Ticket


class PromiseQuerySet(models.QuerySet["Promise"]):
    def owed(self) -> "PromiseQuerySet":
        """Neither kept nor withdrawn."""
        return self.filter(settled_at=None)


class Promise(models.Model):
    """Something we owe a requester ("a manager calls back by 17:00"). A case cannot be solved while one is owed."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises", verbose_name=_("case"))
    what = models.CharField(_("what we owe"), max_length=200)
    due_at = models.DateTimeField(_("due"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    was_kept = models.BooleanField(_("kept"), null=True, blank=True)
    """None while owed; False when it was withdrawn, which needs a reason."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, verbose_name=_("settled by"))
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
