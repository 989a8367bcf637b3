"""The phones that are rung for a caller."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models import durations
from calls.models.calls import Call
from calls.models.problem_calls import ProblemCall
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.softphones import is_softphone
from helpdesk.lib.transitions import StatusModel


class LegQuerySet(models.QuerySet["Leg"]):
    def ringing_for(self, user: User) -> "LegQuerySet":
        """Phones of `user` that ring for a caller who still waits, or who is handed over."""
        return self.wanted().filter(user=user, status__in=Leg.UNFINISHED)

    def wanted(self) -> "LegQuerySet":
        """Of a caller who still waits, or who is handed over."""
        waiting = models.Q(call__problem_call__status=ProblemCall.Status.WAITING)
        return self.filter(waiting | models.Q(transfer__status="ringing"))

    def talking(self) -> "LegQuerySet":
        """People who are on the phone with somebody now."""
        return self.filter(status=Leg.Status.ACCEPTED, ended_at=None, call__status__in=Call.UNFINISHED)

    def unplaced(self, *, at: datetime) -> "LegQuerySet":
        """Written, and due by then, but nobody has asked the provider for them, or asked it again."""
        is_due = models.Q(due_at=None) | models.Q(due_at__lte=at)
        return self.filter(is_due, status=Leg.Status.PLACING, claimed_at=None, created_at__lte=at)

    def unfinished(self) -> "LegQuerySet":
        """Not over yet, as far as we know."""
        return self.filter(status__in=Leg.UNFINISHED)

    def interrupted(self, *, at: datetime) -> "LegQuerySet":
        """A worker took them on before `at` and never said what came of it."""
        return self.filter(status=Leg.Status.PLACING, claimed_at__lte=at)


class Leg(StatusModel):
    """One phone that is rung: for a problem call, or the manager's phone of a callback."""

    class Status(models.TextChoices):
        PLACING = "placing", _("Being placed")
        UNKNOWN = "unknown", _("Perhaps placed")
        QUEUED = "queued", _("Placed")
        RINGING = "ringing", _("Ringing")
        ANSWERED = "answered", _("Picked up")
        ACCEPTED = "accepted", _("Pressed 1")
        DECLINED = "declined", _("Did not press 1")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Cancelled")

    # News of a leg overtake each other, so every step may also be the first that we hear of.
    ENDS = frozenset({Status.ACCEPTED, Status.DECLINED, Status.NO_ANSWER, Status.BUSY, Status.FAILED, Status.CANCELED})
    MOVES = {
        Status.PLACING: {Status.UNKNOWN, Status.QUEUED, Status.RINGING, Status.ANSWERED} | ENDS,
        Status.UNKNOWN: {Status.QUEUED, Status.RINGING, Status.ANSWERED} | ENDS,
        Status.QUEUED: {Status.RINGING, Status.ANSWERED} | ENDS,
        Status.RINGING: {Status.ANSWERED} | ENDS,
        Status.ANSWERED: ENDS,
    }
    RINGING = (Status.PLACING, Status.UNKNOWN, Status.QUEUED, Status.RINGING)
    """Nobody has picked up yet, so that it may be called off."""
    UNFINISHED = (Status.PLACING, Status.UNKNOWN, Status.QUEUED, Status.RINGING, Status.ANSWERED)

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs", verbose_name=_("call"))
    user = models.ForeignKey(User, models.PROTECT, related_name="legs", verbose_name=_("person"))
    phone = models.CharField(_("phone"), max_length=40)
    """What rings: a number in E.164, or "client:user_7", the phone in the browsers of that person."""
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    """Beyond 1 for a phone that is rung once more in its round: a browser whose page was left while it rang, or that
    of somebody who was spared until nobody else rang."""
    transfer = models.ForeignKey(
        "calls.Transfer", models.CASCADE, null=True, blank=True, related_name="legs", verbose_name=_("transfer")
    )
    """The transfer that this phone is rung for."""
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLACING)
    sid = models.CharField(_("call SID"), max_length=34, unique=True, null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    """When a worker took on to place it. A leg that was claimed is never placed again."""
    due_at = models.DateTimeField(null=True, blank=True)
    """When the provider, which was asked too much, may be asked for it again."""
    queue_time = models.DurationField(_("waited for a line"), default=timedelta(0))
    """How long the provider, which places so many calls a second, let it wait before it rang."""
    error = CardlessCharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"))
    answered_at = models.DateTimeField(_("picked up"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("taken off the missed calls"), null=True, blank=True)

    objects = LegQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="leg_of_person"),
            models.Index(
                fields=["user"],
                name="leg_talking",
                condition=models.Q(status="accepted", ended_at__isnull=True),
            ),
            models.Index(
                fields=["created_at"],
                name="leg_unplaced",
                condition=models.Q(status="placing", claimed_at__isnull=True),
            ),
            models.Index(
                fields=["created_at"],
                name="leg_unfinished",
                condition=models.Q(status__in=["placing", "unknown", "queued", "ringing", "answered"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["call", "round", "phone", "attempt"], name="leg_once_per_round_and_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.phone}"

    @property
    def is_perhaps_placed(self) -> bool:
        """The provider did not say whether it dialled."""
        return self.status == self.Status.UNKNOWN

    @property
    def is_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED

    @property
    def is_softphone(self) -> bool:
        """Whether it rings in a browser."""
        return is_softphone(self.phone)

    @property
    def rang_nowhere(self) -> bool:
        """The provider could not place it, or it was spared."""
        return self.status == self.Status.FAILED or self.was_spared

    @property
    def was_spared(self) -> bool:
        """Not rung, because its person seemed to be busy."""
        return self.status == self.Status.BUSY and self.claimed_at is None

    def once_more(self, *, at: datetime) -> "Leg":
        """The same phone in the same round, to be rung again; not saved."""
        return Leg(
            call_id=self.call_id,
            user_id=self.user_id,
            phone=self.phone,
            round=self.round,
            attempt=self.attempt + 1,
            transfer_id=self.transfer_id,
            created_at=at,
        )

    def is_unplaced(self, *, at: datetime) -> bool:
        """Written and due by then, and nobody has taken it on to ring it."""
        is_waiting = self.status == self.Status.PLACING and self.claimed_at is None
        return is_waiting and max(self.created_at, self.due_at or self.created_at) <= at

    def will_never_ring(self, *, at: datetime) -> bool:
        """The provider took no call to this phone of a round, or has had long enough for one."""
        match self.status:
            case self.Status.FAILED:
                return True
            case self.Status.UNKNOWN:
                return (self.claimed_at or self.created_at) <= at - durations.ROUND_IN_DOUBT
            case self.Status.PLACING:
                # The caller may have heard a long notice meanwhile, and only now is somebody here to see to it.
                queued_at = self.call.problem_call.queued_at or self.created_at
                return max(self.created_at, queued_at) <= at - durations.ROUND_GIVEN_UP
        return False

    @property
    def rings_until(self) -> datetime:
        """When the round of this phone is over, as far as it is concerned. The caller is in the queue by then."""
        problem_call = self.call.problem_call
        rings = timedelta(seconds=problem_call.ring_seconds)
        if self.claimed_at is None:
            queued_at = problem_call.queued_at or self.created_at
            return max(self.created_at, queued_at) + durations.ROUND_GIVEN_UP + rings
        return self.claimed_at + self.queue_time + durations.FIRST_RING + rings

    @property
    def is_of_callback(self) -> bool:
        """The phone of the manager who calls back: the first that is rung for such a call."""
        return bool(self.call.callback_id) and self.round == 1 and self.transfer_id is None
