"""Talks: notes, outcome and wrap-up of whoever answered a call."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.calls import Call
from calls.models.legs import Leg
from escalation.models import Callback, Disposition
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessJSONField, CardlessTextField

LATE = models.Q(finished_at__lt=models.F("noted_at"))
"""What was written since the talk was finished is not on the case yet."""


class TalkQuerySet(models.QuerySet["Talk"]):
    def unfinished(self) -> "TalkQuerySet":
        """Nobody has said yet what came of it, or its notes went on, on a page that was open still, after that."""
        return self.filter(models.Q(finished_at=None) | LATE)

    def asked_of(self, user: User) -> "TalkQuerySet":
        """The calls are over, and the bar on top of every page asks this person for their outcome."""
        return self.unfinished().filter(leg__user=user, ended_at__isnull=False)

    def wrapping_up(self, *, at: datetime) -> "TalkQuerySet":
        """The call is over, and whoever answered it is still writing it down."""
        return self.filter(finished_at=None, wrap_up_until__gt=at)

    def left_lying(self, *, before: datetime) -> "TalkQuerySet":
        """Ended so long ago, and not written in since, that nobody will come back to say what came of it."""
        return self.unfinished().filter(ended_at__lte=before).exclude(noted_at__gt=before)


class Talk(models.Model):
    """One person's side of a call that they answered. Written when there is something to write, at its end at last."""

    leg = models.OneToOneField(Leg, models.CASCADE, related_name="talk", verbose_name=_("leg"))
    notes = CardlessTextField(_("notes"), blank=True)
    """Saved while they are typed; they go onto the case when the talk is finished."""
    noted_at = models.DateTimeField(_("notes saved"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    """Grows with each saving; a page that saves on top of an older one writes beside another page."""
    set_aside = CardlessJSONField(default=list, db_default=[], blank=True)
    """What other pages had written when a newer text took its place; it goes onto the case with the notes."""
    disposition = models.ForeignKey(
        Disposition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("what came of it"),
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Callback.Outcome, blank=True)
    """Of a callback: what the words of the desk mean for what is owed."""
    ended_at = models.DateTimeField(_("hung up"), null=True, blank=True)
    wrap_up_until = models.DateTimeField(_("not rung until"), null=True, blank=True)
    """Until then new rounds do not ring this person, unless there is nobody else."""
    finished_at = models.DateTimeField(_("written down"), null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        indexes = [
            models.Index(
                fields=["wrap_up_until"], name="talk_wrapping_up", condition=models.Q(finished_at__isnull=True)
            ),
            models.Index(fields=["ended_at"], name="talk_unfinished", condition=models.Q(finished_at__isnull=True)),
            models.Index(fields=["ended_at"], name="talk_late", condition=LATE),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.call}"

    @property
    def is_late(self) -> bool:
        """Its notes went on after it was finished."""
        return bool(self.finished_at and self.noted_at and self.finished_at < self.noted_at)

    @property
    def said(self) -> str:
        """The outcome in words; "" when none was chosen."""
        return str(self.disposition or self.get_outcome_display())

    @property
    def user(self) -> User:
        return self.leg.user

    @property
    def call(self) -> Call:
        return self.leg.call
