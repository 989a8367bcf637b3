"""A telephone call between a caller and the desk."""

from datetime import datetime

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carts.models import Cart
from escalation.models import Callback, Line, RecordingNotice
from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.phones import readable_phone
from helpdesk.lib.text.lengths import clock
from helpdesk.lib.transitions import StatusModel
from tickets.models import Ticket


def unheard(problem_call: str = "") -> models.Q:
    """A caller asked for a person and talked to none. `problem_call` is the path to that row, "" within its own."""
    at = f"{problem_call}__" if problem_call else ""
    return models.Q(**{f"{at}status__in": ["abandoned", "exhausted"]}) | models.Q(
        **{f"{at}never_joined_at__isnull": False}
    )


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> "CallQuerySet":
        """The calls of the cases that `user` sees, and those that never became a case."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seen_by(user, "ticket") | models.Q(ticket__isnull=True))

    def unfinished(self) -> "CallQuerySet":
        return self.filter(status__in=Call.UNFINISHED)

    def missed(self) -> "CallQuerySet":
        return self.filter(unheard("problem_call"))

    def answered(self) -> "CallQuerySet":
        return self.filter(answered_at__isnull=False, problem_call__never_joined_at__isnull=True)

    def without_case(self, *, before: datetime) -> "CallQuerySet":
        """Owed a case since `before`, and no worker has opened it."""
        return self.filter(case_due_at__lte=before, problem_call=None).order_by("case_due_at")

    def without_recording(self, *, before: datetime, after: datetime) -> "CallQuerySet":
        """Recorded calls that ended between the two moments, of which the provider reported no recording."""
        return self.filter(
            is_recorded=True,
            recordings_listed_at=None,
            recordings=None,
            ended_at__range=(after, before),
        )


class Call(StatusModel):
    """One call, from the first ring until the last party hangs up."""

    class Status(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", _("Ended")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Cancelled")

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
    UNFINISHED = (Status.RINGING, Status.IN_PROGRESS)

    sid = models.CharField(_("call SID"), max_length=34, unique=True, null=True, blank=True)
    """The provider's name of the call; None while an outgoing call has not been confirmed."""
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RINGING)
    line = models.ForeignKey(Line, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("line"))
    from_number = models.CharField(_("from"), max_length=20, blank=True)
    """E.164, or "" when the caller withheld it, or shows what names nobody."""
    from_shown = CardlessCharField(
        _("shown instead of a number"), max_length=120, blank=True, default="", db_default=""
    )
    """An address ("sip:ann@pbx.example.com", "client:user_7") or too few digits: for people to read, never to match."""
    to_number = models.CharField(_("to"), max_length=20)
    number_backwards = models.GeneratedField(
        expression=Reverse(models.Case(models.When(direction="inbound", then="from_number"), default="to_number")),
        output_field=models.TextField(),
        db_persist=True,
    )
    """`other_number` from its end, because people search by the last digits. A column has statistics of its own: two
    expressions joined with "or" have none, and the planner would look through a million calls."""
    menu_choice = models.CharField(_("pressed"), max_length=1, blank=True)
    wrong_keys = models.PositiveSmallIntegerField(default=0)
    is_after_hours = models.BooleanField(_("outside the opening hours"), default=False)
    notice = models.ForeignKey(
        RecordingNotice, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("recording notice")
    )
    """The wording that this caller heard before the recording started."""
    notice_heard_at = models.DateTimeField(_("heard the notice"), null=True, blank=True)
    is_blocked = models.BooleanField(_("turned away"), default=False)
    attestation = CardlessCharField(_("attestation"), max_length=40, blank=True)
    """What the networks say about the caller's number (STIR/SHAKEN), such as "TN-Validation-Passed-A"."""
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
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="answered_calls", verbose_name=_("answered by")
    )
    """Who pressed 1 first, or the manager who called back."""
    taker = models.ForeignKey(
        "calls.Leg", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("talks with")
    )
    """The phone of ours that has the caller, or had them last; another one after a transfer."""
    parted_at = models.DateTimeField(null=True, blank=True)
    """When the caller came out of the talk with the taker and was still on the line."""
    returns = models.PositiveSmallIntegerField(default=0)
    """How often a queue of the provider let go of the caller, and we put them back, since `returns_since`."""
    returns_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    is_recorded = models.BooleanField(_("recorded"), default=False)
    """We told the provider to record it, so it owes us a recording."""
    recordings_listed_at = models.DateTimeField(null=True, blank=True)
    """When we asked the provider which recordings there are, because none was reported."""
    recording_problem = CardlessCharField(
        _("why there is no recording"), max_length=300, blank=True, default="", db_default=""
    )
    """Of a call that should be recorded; "" while nothing is known to be wrong."""

    case_due_at = models.DateTimeField(_("case owed since"), null=True, blank=True)
    """From when on a worker must open its case: a plain document rang everyone because an answer of ours failed, or
    the caller of the problem line hung up before anyone could be rung."""
    compared_at = models.DateTimeField(null=True, blank=True)
    """When our rows were compared with the provider's: it may have rung phones while we could not be asked."""

    looks_like_spam: bool
    """Filled in for a page that shows it of every row."""

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
            models.Index(
                fields=["ended_at"],
                name="call_recording_unlisted",
                condition=models.Q(is_recorded=True, recordings_listed_at__isnull=True),
            ),
            models.Index(fields=["ended_at"], name="call_uncompared", condition=models.Q(compared_at__isnull=True)),
            models.Index(fields=["case_due_at"], name="call_case_due", condition=models.Q(case_due_at__isnull=False)),
            models.Index(fields=["from_number", "-started_at"], name="call_from_number"),
            models.Index(fields=["line", "-started_at", "-id"], name="call_line"),
            models.Index(fields=["direction", "-started_at", "-id"], name="call_direction"),
            models.Index(fields=["answered_by", "-started_at", "-id"], name="call_answered_by"),
            models.Index(
                fields=["-started_at", "-id"], name="call_answered", condition=models.Q(answered_at__isnull=False)
            ),
            models.Index(fields=["-started_at", "-id"], name="call_transfer", condition=models.Q(is_transfer=True)),
            models.Index(fields=["-started_at", "-id"], name="call_blocked", condition=models.Q(is_blocked=True)),
            models.Index(OpClass("number_backwards", name="text_pattern_ops"), name="call_number_backwards"),
        ]

    def __str__(self) -> str:
        return str(_("Call %(id)s") % {"id": self.sid or self.pk})

    @property
    def is_inbound(self) -> bool:
        """The caller called us; else we called them."""
        return self.direction == self.Direction.INBOUND

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.pk])

    @property
    def other_party(self) -> str:
        """Who is at the other end, as well as we know: a name, a number, or neither."""
        if self.ticket and self.ticket.requester.name:
            return self.ticket.requester.name
        return readable_phone(self.other_number) if self.other_number else self.shown_instead

    @property
    def other_number(self) -> str:
        """The caller's number, or the buyer's whom we call; "" when it is hidden."""
        return self.from_number if self.direction == self.Direction.INBOUND else self.to_number

    @property
    def shown_instead(self) -> str:
        """What to read where the number of the other end is not known."""
        if self.direction == self.Direction.INBOUND and self.from_shown:
            return self.from_shown
        return str(_("Hidden number"))

    def case_subject(self, *, transferred_by: User | None) -> str:
        """The subject of a case that is opened for this call."""
        if self.cart:
            return self.cart.case_subject
        if transferred_by:
            return gettext("Problem call, transferred by %(agent)s") % {"agent": transferred_by}
        caller = readable_phone(self.from_number) if self.from_number else self.from_shown
        return gettext("Problem call from %(caller)s") % {"caller": caller or gettext("a hidden number")}

    @property
    def hold_queue_name(self) -> str:
        """The provider's queue in which this caller is on hold; named as the one of those who wait is."""
        return f"hold-{self.sid}"

    @property
    def seconds(self) -> int:
        """From the first ring to the end; 0 while it goes on."""
        return int((self.ended_at - self.started_at).total_seconds()) if self.ended_at else 0

    @property
    def talk_seconds(self) -> int:
        """How long a person was on the line; 0 while it goes on, or when nobody was."""
        problem_call = getattr(self, "problem_call", None)
        if not self.answered_at or not self.ended_at or (problem_call and problem_call.never_joined_at):
            return 0
        return int((self.ended_at - self.answered_at).total_seconds())

    @property
    def short_outcome(self) -> str:
        """How the call stands or ended, in a word or two, as a column of a table has it."""
        if self.is_blocked:
            return gettext("Rejected")
        return getattr(self, "problem_call", self).get_status_display()

    @property
    def outcome(self) -> str:
        """What came of the call, in one sentence. It may read every leg, so prefetch them."""
        if self.callback:
            if self.answered_at:
                outcome = gettext("%(manager)s called back")
            elif self.is_unfinished:
                outcome = gettext("%(manager)s is calling back…")
            elif any(leg.is_accepted for leg in self.legs.all()):
                outcome = gettext("%(manager)s called back: not reached")
            else:  # the customer is dialled once the manager has pressed 1
                outcome = gettext("Customer not called: no connection to %(manager)s")
            outcome %= {"manager": self.callback.attempted_by}
        elif self.is_blocked:
            outcome = gettext("Rejected: number blocked")
        elif problem_call := getattr(self, "problem_call", None):
            outcome = problem_call.outcome
        elif self.menu_choice:
            outcome = gettext("Pressed %(key)s in the menu") % {"key": self.menu_choice}
        else:
            outcome = gettext("No option chosen")
        if self.talk_seconds:
            talked = gettext("talked %(length)s") % {"length": clock(self.talk_seconds)}
            outcome = f"{outcome} · {talked}"
        return outcome

    @property
    def is_missed(self) -> bool:
        problem_call = getattr(self, "problem_call", None)
        return bool(problem_call and problem_call.is_unheard)

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED
