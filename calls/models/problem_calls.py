"""A caller who waits for one of six people, and the phones that ring for it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models import durations
from calls.models.calls import Call, unheard
from escalation.models import Callback, RingGroup
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.softphones import is_softphone
from helpdesk.lib.transitions import StatusModel


class ProblemCallQuerySet(models.QuerySet["ProblemCall"]):
    def unsettled(self) -> "ProblemCallQuerySet":
        """Nobody talked to the caller, and the callback is not owed yet."""
        return self.filter(unheard(), settled_at=None)


class ProblemCall(StatusModel):
    """A caller in the queue of the problem line. Who won it is `winner`, written once by one guarded UPDATE."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Answered")
        ABANDONED = "abandoned", _("Hung up while waiting")
        EXHAUSTED = "exhausted", _("Nobody answered")
        ENDED = "ended", _("Ended")

    MOVES = {
        Status.WAITING: {Status.ACCEPTED, Status.ABANDONED, Status.EXHAUSTED},
        # Back to waiting: who had the caller left while they were on hold.
        Status.ACCEPTED: {Status.ENDED, Status.WAITING},
        # Somebody was rung through without us, and talked to the caller after all: the provider told us afterwards.
        Status.ABANDONED: {Status.ENDED},
        Status.EXHAUSTED: {Status.ENDED},
    }

    call = models.OneToOneField(Call, models.CASCADE, related_name="problem_call", verbose_name=_("call"))
    group = models.ForeignKey(RingGroup, models.PROTECT, related_name="problem_calls", verbose_name=_("ring group"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    roster = models.JSONField(_("roster"))
    """The devices when the call came: [{"user": pk, "phone": E.164 or "client:user_7", "tier": 1 or 2}]."""
    rounds = models.PositiveSmallIntegerField(_("rounds of the first tier"))
    ring_seconds = models.PositiveSmallIntegerField(_("seconds a round rings"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    round_started_at = models.DateTimeField(_("round started"))
    first_round = models.PositiveSmallIntegerField(_("first round"), default=1)
    """1, or a later one when everyone is rung anew, because who had the caller left them on hold."""
    queued_at = models.DateTimeField(_("in the queue"), null=True, blank=True)
    """Since when the caller is in the queue: before it they hear the notice, however long that is."""
    winner = models.OneToOneField(
        "calls.Leg", models.PROTECT, null=True, blank=True, related_name="won", verbose_name=_("answered by")
    )
    accepted_at = models.DateTimeField(_("answered"), null=True, blank=True)
    left_at = models.DateTimeField(_("left the queue"), null=True, blank=True)
    never_joined_at = models.DateTimeField(_("answered, but never connected"), null=True, blank=True)
    """Somebody pressed 1, yet the two never talked: the caller, or the member, was gone by then."""
    settled_at = models.DateTimeField(_("callback owed"), null=True, blank=True)
    """When we wrote down that we owe this caller a call back, if we do."""
    callback = models.ForeignKey(
        Callback, models.SET_NULL, null=True, blank=True, related_name="problem_calls", verbose_name=_("callback")
    )
    """The call back that is owed for it."""
    out_of_sight_at = models.DateTimeField(_("out of sight"), null=True, blank=True)
    """Since when the caller was not in our queue, and nobody told us what came next: a document that asks nobody may
    have rung every phone. Who talked then is known from the provider alone, who is asked before a callback is owed."""
    created_at = models.DateTimeField(_("since"))

    objects = ProblemCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem call")
        verbose_name_plural = _("problem calls")
        indexes = [
            models.Index(fields=["created_at"], name="problem_call_waiting", condition=models.Q(status="waiting")),
            models.Index(
                fields=["created_at"],
                name="problem_call_unsettled",
                condition=models.Q(settled_at__isnull=True) & unheard(),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="problem_call_won_or_left",
                condition=models.Q(winner__isnull=True) | models.Q(left_at__isnull=True),
            ),
            models.CheckConstraint(
                name="problem_call_accepted_has_winner",
                condition=~models.Q(status__in=["accepted", "ended"]) | models.Q(winner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Problem call %(id)s") % {"id": self.pk})

    @property
    def manager_round(self) -> int:
        """The round in which the managers' phones ring."""
        return self.first_round + self.rounds

    @property
    def has_managers(self) -> bool:
        return any(member["tier"] == 2 for member in self.roster)

    @property
    def people_rung(self) -> list[int]:
        """The pks of those whose phones have rung for it by now."""
        has_reached_managers = self.round >= self.manager_round
        return [member["user"] for member in self.roster if member["tier"] == 1 or has_reached_managers]

    @property
    def is_rung_at_once(self) -> bool:
        """A document that asks nobody rings every phone for this caller, so ours ring no more."""
        return self.status == self.Status.WAITING and self.out_of_sight_at is not None

    def may_be_joined(self, *, at: datetime) -> bool:
        """Whether the caller may still come out of the queue to whoever pressed 1, or is on the way into it."""
        if self.queued_at is None:
            return at - self.accepted_at < durations.LONGEST_NOTICE
        return at - max(self.accepted_at, self.queued_at) < durations.JOINING

    @property
    def is_unheard(self) -> bool:
        """The caller talked to nobody."""
        return self.status in {self.Status.ABANDONED, self.Status.EXHAUSTED} or self.never_joined_at is not None

    @property
    def has_rung_none(self) -> bool:
        """No phone rang: nobody was there, or the provider could place none. Reads every leg, so prefetch them."""
        return all(leg.status == Leg.Status.FAILED or leg.was_spared for leg in self.call.legs.all())

    @property
    def seconds_waited(self) -> int:
        """Until somebody pressed 1, or the caller left; 0 while waiting."""
        until = self.accepted_at or self.left_at
        return int((until - self.created_at).total_seconds()) if until else 0

    @property
    def queue_name(self) -> str:
        """The provider's queue that holds this one caller.

        By the SID of the call: a copy of this database may use the same account, and its rows have the same numbers.
        """
        return f"problem-{self.call.sid}"


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
        CANCELED = "canceled", _("Called off")

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
    def is_softphone(self) -> bool:
        """Whether it rings in a browser."""
        return is_softphone(self.phone)

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

    @property
    def is_of_callback(self) -> bool:
        """The phone of the manager who calls back: the first that is rung for such a call."""
        return bool(self.call.callback_id) and self.round == 1 and self.transfer_id is None
