"""The case: one problem of one requester."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pghistory
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel
from tickets.models.events import Event
from tickets.models.plain import words_of
from tickets.models.requesters import Requester
from tickets.models.tags import Tag
from tickets.models.ticket_indexes import TICKET_INDEXES


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> "TicketQuerySet":
        """The cases that `user` may see: `seen_by` is the rule."""
        return self.filter(seen_by(user))

    def reachable_by(self, user: User) -> "TicketQuerySet":
        """Those that `user` may open by their number: what a merged case leads to is written to, so it counts, too."""
        goes_to = Ticket.objects.visible_to(user).filter(pk=models.OuterRef("merged_into"))
        return self.visible_to(user).filter(models.Q(merged_into=None) | models.Exists(goes_to))

    def unfinished(self) -> "TicketQuerySet":
        return self.filter(status__in=Ticket.UNFINISHED)

    def unassigned(self) -> "TicketQuerySet":
        return self.unfinished().filter(assignee=None)

    def overdue(self, *, at: datetime) -> "TicketQuerySet":
        """Past an SLA target, of the reply or the solution: the same in lists, the API and the metrics."""
        return self.unfinished().filter(models.Q(reply_due_at__lt=at) | models.Q(solve_due_at__lt=at))

    def unanswered_in_time(self, *, at: datetime) -> "TicketQuerySet":
        """Nobody answered within the promise."""
        return self.unfinished().filter(reply_due_at__lt=at)

    def unsolved_in_time(self, *, at: datetime) -> "TicketQuerySet":
        """Not solved within the promise."""
        return self.unfinished().filter(solve_due_at__lt=at)

    def due_by(self, moment: datetime, *more: models.Q) -> "TicketQuerySet":
        """An SLA target is due by then, or was due before; or one of `more` holds."""
        due = models.Q(reply_due_at__lte=moment) | models.Q(solve_due_at__lte=moment)
        for condition in more:
            due |= condition
        return self.unfinished().filter(due)

    def finished(self) -> "TicketQuerySet":
        return self.filter(status__in=Ticket.FINISHED)

    def snoozed(self) -> "TicketQuerySet":
        """Put away until a moment that has not come yet."""
        return self.filter(snoozed_until__isnull=False)

    def to_wake(self, *, at: datetime) -> "TicketQuerySet":
        """The snooze is over, or a target or promise was missed since it began: that must not happen out of sight."""
        broke = models.Q()
        for due in ("reply_due_at", "solve_due_at"):
            broke |= models.Q(**{f"{due}__lte": at, f"{due}__gt": models.F("snoozed_at")})
        owed = models.Q(
            promises__settled_at=None, promises__due_at__lte=at, promises__due_at__gt=models.F("snoozed_at")
        )
        return self.snoozed().filter(models.Q(snoozed_until__lte=at) | broke | owed).distinct()

    def awake(self) -> "TicketQuerySet":
        """Not put away: what one works from."""
        return self.filter(snoozed_until__isnull=True)

    def called_unanswered(self) -> "TicketQuerySet":
        """People who called and whom nobody has helped yet."""
        return self.unfinished().filter(channel=Ticket.Channel.PHONE, waiting_since__isnull=False)

    def escalated(self) -> "TicketQuerySet":
        """A manager must look."""
        return self.unfinished().filter(escalated_at__isnull=False)

    def numbered(self, number: int) -> "TicketQuerySet":
        """The case with this number; when it was merged, the one that it was merged into."""
        # Two look-ups by key: with OR instead, PostgreSQL would walk all cases.
        merged = Ticket.objects.filter(pk=number, merged_into__isnull=False).values("merged_into")
        return self.filter(pk=Coalesce(models.Subquery(merged), models.Value(number)))

    def concerning(self, requesters: Iterable[Requester | int] | models.QuerySet) -> "TicketQuerySet":
        """The cases of these people, and those that a case of theirs was merged into."""
        # The limit keeps PostgreSQL from walking all cases, from the newest on, to find the one that is theirs.
        theirs = Ticket.objects.filter(requester__in=requesters).order_by("-pk")[:1000]
        return self.filter(pk__in=theirs.values_list(Coalesce("merged_into", "pk")))


@pghistory.track(
    fields=["status", "priority", "assignee", "team", "subject", "requester", "event", "snoozed_until", "merged_into"]
)
class Ticket(StatusModel):
    """A requester's problem, from the first contact on any channel until it is put right."""

    class Status(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("Open")
        PENDING = "pending", _("Waiting on customer")
        SOLVED = "solved", _("Solved")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")

    class Priority(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")
        CART = "cart", _("Cart")
        WEB = "web", _("Web")
        HELP_PAGE = "help_page", _("Help page")
        DESK = "desk", _("Logged by us")

        @property
        def icon(self) -> str:
            """Its name in the sprite."""
            named = {"email": "mail", "cart": "shopping-cart", "web": "world", "help_page": "lifebuoy"}
            return named.get(self.value, "phone" if self.value == "phone" else "pencil")

    MOVES = {
        Status.NEW: {Status.OPEN, Status.SOLVED, Status.MERGED},
        Status.OPEN: {Status.PENDING, Status.SOLVED, Status.MERGED},
        Status.PENDING: {Status.OPEN, Status.SOLVED, Status.MERGED},
        Status.SOLVED: {Status.OPEN, Status.CLOSED, Status.MERGED},
        Status.CLOSED: {Status.MERGED},
        # A merge that is undone gives the case back the status that it had.
        Status.MERGED: {Status.NEW, Status.OPEN, Status.PENDING, Status.SOLVED, Status.CLOSED},
    }
    UNFINISHED = (Status.NEW, Status.OPEN, Status.PENDING)
    FINISHED = (Status.SOLVED, Status.CLOSED)

    subject = CardlessCharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    requester = models.ForeignKey(Requester, models.PROTECT, related_name="tickets", verbose_name=_("requester"))
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("event")
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("team")
    )
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("assignee")
    )
    order_reference = CardlessCharField(_("order"), max_length=64, blank=True)
    continues = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="continuations",
        verbose_name=_("continues case"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged into")
    )
    """Where everything of this case went. It names a case that stands by itself, never one that was merged in turn."""
    version = models.PositiveIntegerField(default=1)
    """Grows with each entry that the requester sees; a reply written against an older one is stopped."""
    calls_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    manager_requests_count = models.PositiveIntegerField(default=0)
    last_words = CardlessCharField(_("last words of the requester"), max_length=300, blank=True)
    """One line of what the requester last said or wrote, for lists: kept here, so that a list asks nothing per row."""
    cart_cents = models.PositiveBigIntegerField(_("cart total"), null=True, blank=True)
    cart_currency = models.CharField(_("currency of the cart"), max_length=3, blank=True)
    """What the buyer's cart is worth, told by the floor above that knows carts."""
    created_at = models.DateTimeField(_("created"))
    active_at = models.DateTimeField(_("last activity"))
    contacted_at = models.DateTimeField(_("last contact of the requester"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("before a manager since"), null=True, blank=True)
    """Kept by tickets.cases for the floor above: set while an escalation is unfinished."""
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    """The oldest contact of the requester that nobody answered yet."""
    reply_due_at = models.DateTimeField(_("reply promised by"), null=True, blank=True)
    solve_due_at = models.DateTimeField(_("solution promised by"), null=True, blank=True)
    solving_since = models.DateTimeField(_("solving since"), null=True, blank=True)
    """Since when the clock of the solution runs; None while we wait for the requester, and when it is solved."""
    solving_spent = models.DurationField(_("spent on solving before"), default=timedelta)
    """Opening time that it ran before it was last paused."""
    first_replied_at = models.DateTimeField(_("first response"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    """Out of the lists one works from until then; None when it is not put away. The SLA clocks go on running."""
    snoozed_at = models.DateTimeField(_("snoozed at"), null=True, blank=True)
    tags = models.ManyToManyField(
        Tag, through="tickets.Tagging", blank=True, related_name="tickets", verbose_name=_("tags")
    )
    has_scheduled: bool
    wrote_last: int | None
    last_reply: dict | None
    copied: list[str]
    """Asked along by the page of the case: whether a reply is to leave later, and whom the composer writes to."""

    words = words_of("subject")

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-active_at", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = TICKET_INDEXES
        constraints = [
            models.CheckConstraint(
                name="ticket_solved_has_moment",
                condition=~models.Q(status__in=["solved", "closed"]) | models.Q(solved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_merged_says_where",
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_snooze_has_both_ends",
                condition=models.Q(snoozed_until__isnull=True, snoozed_at__isnull=True)
                | models.Q(snoozed_until__gt=models.F("snoozed_at")),
            ),
            models.CheckConstraint(
                name="ticket_due_means_waiting",
                condition=models.Q(reply_due_at__isnull=True) | models.Q(waiting_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Case %(number)s") % {"number": self.pk})

    @property
    def is_new(self) -> bool:
        """Nobody has begun with it."""
        return self.status == self.Status.NEW

    @property
    def reply_subject(self) -> str:
        """Of a reply, until its author writes another one."""
        return str(_("Re: %(subject)s") % {"subject": self.subject})

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def can_wait(self) -> bool:
        """Somebody is at work, who may wait for the requester."""
        return self.status == self.Status.OPEN

    @property
    def can_reopen(self) -> bool:
        return self.status in {self.Status.PENDING, self.Status.SOLVED}

    def get_absolute_url(self) -> str:
        return reverse("tickets:detail", args=[self.pk])

    @property
    def channel_icon(self) -> str:
        return self.Channel(self.channel).icon

    @property
    def gist_parts(self) -> tuple[str, str]:
        """The subject, and what the requester said last; once, when the one begins with the other."""
        begun = self.subject.rstrip("…")
        if begun and self.last_words.startswith(begun):
            return begun, self.last_words.removeprefix(begun)
        return self.subject, f" — {self.last_words}" if self.last_words else ""

    @property
    def gist(self) -> str:
        """The subject and what the requester said last, in one line."""
        return "".join(self.gist_parts)

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def survivor(self) -> "Ticket":
        """The case under which this one goes on: itself, or the one that it was merged into."""
        return self.merged_into or self

    def people_who_may_see(self) -> models.QuerySet[User]:
        """Those whom the case can be given to: the other side of `visible_to`."""
        people = User.objects.filter(is_active=True)
        if self.team_id:
            roles = [User.Role.MANAGER, User.Role.ADMIN]
            people = people.filter(models.Q(teams=self.team_id) | models.Q(role__in=roles)).distinct()
        return people.order_by("name", "pk")
