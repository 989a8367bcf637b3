"""Calls that a manager listens to afterwards, and what the agent hears of it."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from helpdesk.lib.transitions import StatusModel


class ReviewQuestion(models.Model):
    """One line of the scorecard. One that was answered once is switched off, never deleted."""

    text = CardlessCharField(_("question"), max_length=120, unique=True)
    help = CardlessCharField(_("what to listen for"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("review question")
        verbose_name_plural = _("review questions")

    def __str__(self) -> str:
        return self.text


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> "ReviewQuerySet":
        """Managers see all but those of their own calls, which another manager reviews."""
        if not user.is_authenticated or not user.is_manager:
            return self.none()
        return self.exclude(agent=user)

    def about(self, user: User) -> "ReviewQuerySet":
        """What managers said about the calls of `user`."""
        return self.filter(agent=user, status=Review.Status.DONE)

    def unread_by(self, user: User) -> "ReviewQuerySet":
        return self.about(user).filter(seen_at=None)

    def waiting(self) -> "ReviewQuerySet":
        return self.filter(status=Review.Status.WAITING)


@pghistory.track()
class Review(StatusModel):
    """A manager listens to a call and tells the agent what was good and what could be better."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("To review")
        DONE = "done", _("Reviewed")
        SKIPPED = "skipped", _("Skipped")

    class Reason(models.TextChoices):
        ESCALATED = "escalated", _("Escalated case")
        SAMPLED = "sampled", _("Random sample")
        CHOSEN = "chosen", _("Chosen by a manager")

    class Solved(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NO = "no", _("No")

    class Overall(models.TextChoices):
        MODEL = "model", _("Great example")
        GOOD = "good", _("Good")
        TALK = "talk", _("Needs coaching")

    MOVES = {
        Status.WAITING: {Status.DONE, Status.SKIPPED},
        Status.SKIPPED: {Status.WAITING},
    }

    call = models.OneToOneField(Call, models.CASCADE, related_name="review", verbose_name=_("call"))
    agent = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("agent")
    )
    """Who talked to the caller; None when nobody did."""
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("why"), max_length=10, choices=Reason)
    created_at = models.DateTimeField(_("since"))
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="given_reviews", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    solved = models.CharField(_("was the problem solved?"), max_length=10, choices=Solved, blank=True)
    overall = models.CharField(_("overall"), max_length=10, choices=Overall, blank=True)
    comment = CardlessTextField(_("to the agent"), max_length=4000, blank=True)
    seen_at = models.DateTimeField(_("seen by the agent"), null=True, blank=True)
    answer = CardlessTextField(_("answer of the agent"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(fields=["status", "-id"], name="review_queue"),
            models.Index(fields=["agent", "-id"], name="review_of_agent"),
            models.Index(
                fields=["agent"], name="review_unseen", condition=models.Q(status="done", seen_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="review_done_by_someone",
                condition=~models.Q(status="done") | models.Q(reviewer__isnull=False) & ~models.Q(solved=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Review of %(call)s") % {"call": self.call})

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def is_skipped(self) -> bool:
        return self.status == self.Status.SKIPPED

    @property
    def is_of_escalation(self) -> bool:
        """It is reviewed because its case came before a manager."""
        return self.reason == self.Reason.ESCALATED


class ReviewAnswer(models.Model):
    """What the reviewer answered to one question."""

    class Verdict(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NONE = "none", _("Does not apply")

    review = models.ForeignKey(Review, models.CASCADE, related_name="answers", verbose_name=_("review"))
    question = models.ForeignKey(ReviewQuestion, models.PROTECT, related_name="answers", verbose_name=_("question"))
    verdict = models.CharField(_("verdict"), max_length=4, choices=Verdict)

    class Meta:
        ordering = ["question__position", "pk"]
        verbose_name = _("answer of a review")
        verbose_name_plural = _("answers of reviews")
        constraints = [models.UniqueConstraint(fields=["review", "question"], name="review_answer_once")]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_verdict_display()}"
