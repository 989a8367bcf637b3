"""The organizers whose tickets are sold, and their events."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User, seen_by
from helpdesk.lib.model_fields import CardlessCharField, CardlessEmailField
from helpdesk.lib.senders import Sender
from helpdesk.lib.time_zones import zone_called

LONGEST_NIGHT = timedelta(hours=8)
"""So long after its beginning an event may still go on after midnight."""


class OrganizerQuerySet(models.QuerySet["Organizer"]):
    def visible_to(self, user: User) -> "OrganizerQuerySet":
        if user.is_authenticated and not user.is_manager:
            return self.filter(models.Q(team__isnull=True) | models.Q(team__in=user.teams.values("pk")))
        return self.filter(seen_by(user))


class Organizer(Sender):
    """A client of the ticketing company: whoever puts on events and must be shown the facts."""

    name = CardlessCharField(_("name"), max_length=120, unique=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="organizers", verbose_name=_("team")
    )
    contact_email = CardlessEmailField(_("contact email"), blank=True)
    slug = models.CharField(
        _("name in the address of the help page"), max_length=60, blank=True, default="", db_default=""
    )
    """`riverside-hall` in /help/riverside-hall/; empty: buyers report to the page of everybody."""
    colour = models.CharField(_("colour"), max_length=7, blank=True, default="", db_default="")
    """`#1a2b3c`, behind the name on the help page."""
    next_timezone: str
    """Of the venue of their next event, where that was asked along (`with_next_event`)."""

    objects = OrganizerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organizer")
        verbose_name_plural = _("organizers")
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="organizer_slug_once", condition=~models.Q(slug="")),
            # A part of an address, and of a style sheet: whoever writes them, by whatever way.
            models.CheckConstraint(
                name="organizer_slug_is_one", condition=models.Q(slug="") | models.Q(slug__regex=r"^[-a-zA-Z0-9_]+$")
            ),
            models.CheckConstraint(
                name="organizer_colour_is_one",
                condition=models.Q(colour="") | models.Q(colour__regex=r"^#[0-9A-Fa-f]{6}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tickets:organizer", args=[self.pk])

    @property
    def next_zone(self) -> ZoneInfo:
        """Where their next event is; for those of `with_next_event`."""
        return zone_called(self.next_timezone)

    @property
    def address(self) -> str:
        """What narrows a list of cases to this organizer's, as it stands in the list's address."""
        return f"organizer={self.pk}"


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> "EventQuerySet":
        """The events of the organizers that `user` looks after."""
        return self.filter(organizer__in=Organizer.objects.visible_to(user))


class Event(models.Model):
    """One concert, game or show that tickets are sold for."""

    organizer = models.ForeignKey(Organizer, models.PROTECT, related_name="events", verbose_name=_("organizer"))
    external_id = models.CharField(_("id in the shop"), max_length=64)
    name = CardlessCharField(_("name"), max_length=160)
    venue = CardlessCharField(_("venue"), max_length=160, blank=True)
    doors_at = models.DateTimeField(_("doors open"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    timezone = models.CharField(_("time zone"), max_length=40, default="UTC")
    is_sold_out = models.BooleanField(_("sold out"), default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["organizer", "external_id"], name="event_unique_in_organizer")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tickets:event", args=[self.pk])

    @property
    def address(self) -> str:
        """What narrows a list of cases to this event's, as it stands in the list's address."""
        return f"event={self.pk}"

    @property
    def is_today(self) -> bool:
        """For templates: whether this is the day of the event."""
        return self.is_on(timezone.now())

    @property
    def opens_at(self) -> datetime:
        """When people come: as the doors open, or at its beginning when nobody told us more."""
        return self.doors_at or self.starts_at

    @property
    def zone(self) -> ZoneInfo:
        """Its hours are said as the clock of the venue shows them."""
        return zone_called(self.timezone)

    def is_on(self, moment: datetime) -> bool:
        """Whether `moment` is on the day of the event, as its venue counts days, or in the night after it."""
        is_its_day = moment.astimezone(self.zone).date() == self.starts_at.astimezone(self.zone).date()
        return is_its_day or self.starts_at <= moment < self.starts_at + LONGEST_NIGHT
