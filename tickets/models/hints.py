"""Hints on new cases, and the rules by which they are given."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessURLField
from tickets.models.events import Event
from tickets.models.requesters import ContactPoint
from tickets.models.tickets import Ticket


@pghistory.track()
class HintRule(models.Model):
    """What managers want to be said when a case is about something: "this could also be reported at …"."""

    text = CardlessCharField(_("hint"), max_length=300)
    url = CardlessURLField(_("link"), blank=True)
    words = CardlessJSONField(_("words"), default=list, blank=True)
    """["parcel", "courier"]: one of them begins a word of the case; none: any case."""
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("event"))
    channel = models.CharField(_("channel"), max_length=10, choices=Ticket.Channel, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rule of a hint")
        verbose_name_plural = _("rules of hints")

    def __str__(self) -> str:
        return self.text


class HintQuerySet(models.QuerySet["Hint"]):
    def active(self) -> "HintQuerySet":
        """Nobody has put it away, and what it asks for is still missing."""
        reachable = ContactPoint.objects.filter(requester=models.OuterRef("ticket__requester"))
        is_missing = ~models.Q(kind=Hint.Kind.CONTACT) | ~models.Exists(reachable)
        return self.filter(is_missing, dismissed_at=None)

    def visible_to(self, user: User) -> "HintQuerySet":
        """On a case that `user` may see; when it names the subject of another one, that may be seen, too."""
        other = Ticket.objects.reachable_by(user).filter(pk=models.OuterRef("other"))
        return self.filter(seen_by(user, "ticket")).filter(models.Q(other=None) | models.Exists(other))


class Hint(models.Model):
    """One hint on one case, until somebody puts it away."""

    class Kind(models.TextChoices):
        RULE = "rule", _("About the process")
        DUPLICATE = "duplicate", _("Perhaps the same matter")
        CONTACT = "contact", _("Nobody can be reached")
        GUESS = "guess", _("Guessed from the text")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="hints", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = CardlessCharField(_("text"), max_length=300)
    url = CardlessURLField(_("link"), blank=True)
    other = models.ForeignKey(
        Ticket, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("the other case")
    )
    dismissed_at = models.DateTimeField(_("put away"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("put away by")
    )

    objects = HintQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("hint")
        verbose_name_plural = _("hints")

    def __str__(self) -> str:
        return self.text

    @property
    def is_about_requester(self) -> bool:
        """What it says is mended on the page of the person."""
        return self.kind in {self.Kind.CONTACT, self.Kind.GUESS}

    @property
    def icon(self) -> str:
        return {"duplicate": "copy", "contact": "phone-x", "guess": "user-check"}.get(self.kind, "info-circle")
