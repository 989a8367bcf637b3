"""What buyers of an event were offered besides their ticket, whoever made the offer."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from tickets.models.events import Event


class OfferQuerySet(models.QuerySet["Offer"]):
    def running(self, *, day: date) -> "OfferQuerySet":
        """Those whose days have begun and are not over, as far as they have any."""
        begun = models.Q(starts_on=None) | models.Q(starts_on__lte=day)
        return self.filter(begun, models.Q(ends_on=None) | models.Q(ends_on__gte=day))


class Offer(models.Model):
    """Something that buyers of an event were offered besides the ticket: an album, parking, an upgrade."""

    class Owner(models.TextChoices):
        ORGANIZER = "organizer", _("Organizer")
        SHOP = "shop", _("Shop")
        US = "us", _("Us")

    event = models.ForeignKey(Event, models.CASCADE, related_name="offers", verbose_name=_("event"), db_index=False)
    name = CardlessCharField(_("name"), max_length=120)
    known_by = CardlessTextField(_("recognized by"), blank=True)
    """Words and links, one in each line, that a mail or a customer names it by."""
    link = CardlessCharField(_("link"), max_length=500, blank=True)
    """What is given again."""
    how_again = CardlessTextField(_("how to give it again"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_single_use = models.BooleanField(_("works once"), default=False)
    owner = models.CharField(_("whose offer it is"), max_length=9, choices=Owner, default=Owner.ORGANIZER)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="offer_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def signs(self) -> list[str]:
        """What it is recognised by, besides its name."""
        return [line for line in map(str.strip, [*self.known_by.splitlines(), self.link]) if line]
