"""Trying out whether the phones of a group ring. Rows of their own: no case, callback or count knows of them."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models import RingGroup
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.softphones import is_softphone
from helpdesk.lib.transitions import StatusModel


class RingTest(models.Model):
    """Somebody rings a group, or one person of it, to see that it works."""

    LASTS = timedelta(minutes=2)
    """No phone of a test rings or talks longer than this."""

    key = models.UUIDField(unique=True)
    """Of the form that asked for it: a second click finds the first one's test."""
    group = models.ForeignKey(RingGroup, models.CASCADE, related_name="ring_tests", verbose_name=_("ring group"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="ring_tests", verbose_name=_("asked by"))
    created_at = models.DateTimeField(_("asked"), db_index=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("test ring")
        verbose_name_plural = _("test rings")

    def __str__(self) -> str:
        return str(_("Test ring %(id)s") % {"id": self.pk})

    @property
    def was_not_placed(self) -> bool:
        """A device that we did not get to ring, or do not know of: no fault of the device."""
        return any(leg.error and leg.status not in RingTestLeg.HEARD for leg in self.legs.all())


class RingTestLegQuerySet(models.QuerySet["RingTestLeg"]):
    def unplaced(self, *, at: datetime) -> "RingTestLegQuerySet":
        """Written, but the provider was not asked for them yet."""
        return self.filter(status=RingTestLeg.Status.PLACING, claimed_at=None, created_at__lte=at)

    def unfinished(self) -> "RingTestLegQuerySet":
        """Not over yet, as far as we know."""
        return self.filter(status__in=RingTestLeg.MOVES)


class RingTestLeg(StatusModel):
    """One device of a test, and how far it came."""

    class Status(models.TextChoices):
        PLACING = "placing", _("Being placed")
        RINGING = "ringing", _("Rings")
        ANSWERED = "answered", _("Answered")
        CONFIRMED = "confirmed", _("Works: a person confirmed")
        VOICEMAIL = "voicemail", _("Answered, but no key was pressed: a voicemail?")
        UNCONFIRMED = "unconfirmed", _("Answered, then hung up")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy or declined")
        FAILED = "failed", _("Does not ring")
        UNKNOWN = "unknown", _("We do not know")

    NOT_ANSWERED = frozenset({Status.NO_ANSWER, Status.BUSY, Status.FAILED, Status.UNKNOWN})
    HEARD = frozenset({Status.CONFIRMED, Status.VOICEMAIL, Status.UNCONFIRMED})
    MOVES = {
        Status.PLACING: {Status.RINGING, Status.ANSWERED} | HEARD | NOT_ANSWERED,
        Status.RINGING: {Status.ANSWERED} | HEARD | NOT_ANSWERED,
        Status.ANSWERED: HEARD | {Status.UNKNOWN},
    }

    ring_test = models.ForeignKey(RingTest, models.CASCADE, related_name="legs", verbose_name=_("test ring"))
    user = models.ForeignKey(User, models.CASCADE, related_name="ring_test_legs", verbose_name=_("person"))
    phone = models.CharField(_("phone"), max_length=40)
    """A number in E.164, or "client:user_7"."""
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLACING)
    sid = models.CharField(_("call SID"), max_length=34, unique=True, null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = CardlessCharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = RingTestLegQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tested device")
        verbose_name_plural = _("tested devices")
        indexes = [
            models.Index(
                fields=["created_at"],
                name="ring_test_leg_unfinished",
                condition=models.Q(status__in=["placing", "ringing", "answered"]),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["ring_test", "phone"], name="ring_test_rings_a_phone_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.phone}"

    @property
    def is_softphone(self) -> bool:
        return is_softphone(self.phone)

    @property
    def tone(self) -> str:
        """The colour of its status: amber when somebody should look at the device."""
        tones = {self.Status.CONFIRMED: "green", self.Status.FAILED: "red"}
        return "blue" if self.status in self.MOVES else tones.get(self.Status(self.status), "amber")
