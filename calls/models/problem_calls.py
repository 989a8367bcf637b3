"""A caller who waits for one of six people."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.models import durations
from calls.models.calls import Call, unheard
from escalation.models import Callback, RingGroup
from helpdesk.lib.text.lengths import clock
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
        accepted_at = self.accepted_at or self.created_at
        if self.queued_at is None:
            return at - accepted_at < durations.LONGEST_NOTICE
        return at - max(accepted_at, self.queued_at) < durations.JOINING

    @property
    def is_unheard(self) -> bool:
        """The caller talked to nobody."""
        return self.status in {self.Status.ABANDONED, self.Status.EXHAUSTED} or self.never_joined_at is not None

    @property
    def has_rung_none(self) -> bool:
        """No phone rang: nobody was there, or the provider could place none. Reads every leg, so prefetch them."""
        return all(leg.rang_nowhere for leg in self.call.legs.all())

    @property
    def seconds_waited(self) -> int:
        """Until somebody pressed 1, or the caller left; 0 while waiting."""
        until = self.accepted_at or self.left_at
        return int((until - self.created_at).total_seconds()) if until else 0

    @property
    def outcome(self) -> str:
        """What came of the wait, in one sentence."""
        if self.winner and self.never_joined_at:
            return gettext("%(member)s pressed 1, but the two were never connected") % {"member": self.winner.user}
        seconds = clock(self.seconds_waited)
        if self.winner:
            return gettext("%(member)s answered after %(seconds)s") % {"member": self.winner.user, "seconds": seconds}
        if self.status == self.Status.WAITING:
            return gettext("Waiting, round %(round)s") % {"round": self.round}
        if self.status == self.Status.ABANDONED:
            return gettext("Hung up after %(seconds)s of waiting") % {"seconds": seconds}
        if self.has_rung_none:
            return gettext("No phone rang; waited %(seconds)s") % {"seconds": seconds}
        return gettext("Nobody answered for %(seconds)s") % {"seconds": seconds}

    @property
    def queue_name(self) -> str:
        """The provider's queue that holds this one caller.

        By the SID of the call: a copy of this database may use the same account, and its rows have the same numbers.
        """
        return f"problem-{self.call.sid}"
