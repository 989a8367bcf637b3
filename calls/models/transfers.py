"""A caller on hold, to be handed over to a colleague who hears first what it is about."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models import durations
from calls.models.calls import Call
from calls.models.legs import Leg
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel


class TransferQuerySet(models.QuerySet["Transfer"]):
    def unfinished(self) -> "TransferQuerySet":
        return self.filter(status__in=Transfer.UNFINISHED)

    def to_ask(self, *, at: datetime) -> "TransferQuerySet":
        """Somebody's phone was to be moved before `at` and has not been since."""
        late = (models.Q(**{f"ask_{side}_at__lte": at}) for side in Transfer.Side.values)
        return self.filter(reduce(or_, late))

    def unwritten(self) -> "TransferQuerySet":
        """They moved on, and their case does not say so yet."""
        return self.filter(is_written_down=False)


class Transfer(StatusModel):
    """A call taker puts the caller on hold: to hand them over, or to take them back."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Putting the caller on hold")
        HELD = "held", _("The caller is on hold")
        RINGING = "ringing", _("Ringing colleagues")
        BRIEFING = "briefing", _("A colleague is being told")
        JOINED = "joined", _("All three talk")
        DONE = "done", _("Handed over")
        RETURNED = "returned", _("Taken back")
        RELEASED = "released", _("Rung again for everyone")
        CALLER_LEFT = "caller_left", _("The caller hung up")
        FAILED = "failed", _("Not put on hold")

    _LEFT = frozenset({Status.CALLER_LEFT, Status.RELEASED})
    MOVES = {
        Status.REQUESTED: {Status.HELD, Status.RINGING, Status.FAILED} | _LEFT,
        Status.HELD: {Status.RINGING, Status.RETURNED} | _LEFT,
        Status.RINGING: {Status.BRIEFING, Status.RETURNED} | _LEFT,
        Status.BRIEFING: {Status.JOINED, Status.RETURNED} | _LEFT,
        Status.JOINED: {Status.DONE, Status.RETURNED} | _LEFT,
        # Who was to have the caller hung up before the two met.
        Status.RETURNED: {Status.RELEASED},
        Status.DONE: {Status.RELEASED},
        Status.RELEASED: {Status.CALLER_LEFT},
    }
    UNFINISHED = (Status.REQUESTED, Status.HELD, Status.RINGING, Status.BRIEFING, Status.JOINED)
    ON_HOLD = (Status.REQUESTED, Status.HELD, Status.RINGING, Status.BRIEFING)
    """The caller hears the hold music, or is about to."""

    class Target(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        MANAGERS = "managers", _("The managers")
        PERSON = "person", _("One person")

    class Side(models.TextChoices):
        """The three phones. Each asks for its next document by itself, or is made to."""

        CALLER = "caller"
        TAKER = "taker"
        COLLEAGUE = "colleague"

    call = models.ForeignKey(Call, models.CASCADE, related_name="transfers", verbose_name=_("call"))
    from_leg = models.ForeignKey(Leg, models.PROTECT, related_name="transfers_begun", verbose_name=_("handed over by"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REQUESTED)
    target = models.CharField(_("to"), max_length=10, choices=Target, blank=True)
    """"" while the call taker has not said to whom: a hold."""
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="transfers_offered", verbose_name=_("person")
    )
    note = CardlessCharField(_("what they must know"), max_length=200, blank=True)
    accepted_by = models.OneToOneField(
        Leg, models.PROTECT, null=True, blank=True, related_name="transfer_taken", verbose_name=_("taken by")
    )
    """The colleague's phone, written once by one guarded UPDATE."""
    taker_leaves = models.BooleanField(default=False)
    """Who hands over does not stay for the talk of three."""
    requested_at = models.DateTimeField(_("asked for"))
    held_at = models.DateTimeField(_("on hold"), null=True, blank=True)
    """When the caller came into the hold music: only then does anybody ring."""
    rung_at = models.DateTimeField(_("rang"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("taken"), null=True, blank=True)
    joined_at = models.DateTimeField(_("caller joined"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    rung_again_at = models.DateTimeField(_("everyone rung again"), null=True, blank=True)
    back_at = models.DateTimeField(_("sent back to the caller"), null=True, blank=True)
    why = CardlessCharField(_("why"), max_length=200, blank=True)
    """In words, why it came back to who handed over."""
    is_written_down = models.BooleanField(default=False)
    """Whether the case tells all that happened so far. A worker writes it, because phones do not wait for that."""
    ask_caller_at = models.DateTimeField(null=True, blank=True)
    """Since when the provider is to be told to send this phone to us for its next document; None: it has come."""
    ask_taker_at = models.DateTimeField(null=True, blank=True)
    ask_colleague_at = models.DateTimeField(null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="transfer_unfinished",
                condition=models.Q(status__in=["requested", "held", "ringing", "briefing", "joined"]),
            ),
            models.Index(
                fields=["requested_at"],
                name="transfer_unwritten",
                condition=models.Q(is_written_down=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                name="transfer_one_unfinished_per_call",
                condition=models.Q(status__in=["requested", "held", "ringing", "briefing", "joined"]),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Transfer by %(agent)s") % {"agent": self.from_leg.user})

    @property
    def is_held(self) -> bool:
        """The caller is on hold, and nobody is rung."""
        return self.status == self.Status.HELD

    @property
    def is_ringing(self) -> bool:
        return self.status == self.Status.RINGING

    @property
    def is_briefing(self) -> bool:
        return self.status == self.Status.BRIEFING

    @property
    def is_joined(self) -> bool:
        """All three talk."""
        return self.status == self.Status.JOINED

    @property
    def room_name(self) -> str:
        """The provider's conference of those who talk about this one caller; named as their queue is."""
        return f"transfer-{self.pk}-{self.call.sid}"

    @property
    def was_left_on_hold(self) -> bool:
        """The caller hung up while nobody was with them."""
        return self.status == self.Status.CALLER_LEFT and self.held_at is not None and self.joined_at is None

    def side_of(self, leg: Leg) -> "Transfer.Side | None":
        """Which of the two phones of ours this one is."""
        if self.from_leg_id == leg.pk:
            return self.Side.TAKER
        return self.Side.COLLEAGUE if self.accepted_by_id == leg.pk else None

    def has_taker_as_before(self, *, was_talking: bool) -> bool:
        """Whoever handed over talks with the caller as if there had been no transfer."""
        is_back = self.status == self.Status.RETURNED and self.back_at is not None and was_talking
        return is_back or self.status == self.Status.FAILED

    def is_forgotten_star(self, *, at: datetime) -> bool:
        """On hold by a star that was perhaps an accident: whoever did it on the screen was asked for first."""
        is_by_star = self.status == self.Status.HELD and self.held_at == self.requested_at
        return is_by_star and at - self.requested_at >= durations.STAR

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED
