"""Cart sources: the shops that report to us."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from escalation.models import Line
from helpdesk.lib.model_fields import CardlessCharField
from tickets.models import Organizer


class CartSource(models.Model):
    """A shop whose checkouts we watch, with its keys and how long we wait before we help."""

    name = CardlessCharField(_("name"), max_length=80)
    public_id = models.CharField(_("public id"), max_length=40, unique=True)
    organizer = models.ForeignKey(Organizer, models.PROTECT, related_name="cart_sources", verbose_name=_("organizer"))
    recovery_line = models.ForeignKey(
        Line,
        models.PROTECT,
        related_name="cart_sources",
        limit_choices_to={"kind": Line.Kind.RECOVERY},
        verbose_name=_("secret number"),
    )
    encrypted_signing_secret = models.TextField(_("signing secret (encrypted)"))
    publishable_key = models.CharField(_("publishable key"), max_length=60, unique=True)
    allowed_origins = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("allowed origins"))
    wait_after_problem = models.DurationField(_("wait after a problem"), default=timedelta(minutes=2))
    wait_after_hold_lost = models.DurationField(_("wait after the hold ran out"), default=timedelta(minutes=15))
    wait_after_leaving = models.DurationField(_("wait after plain leaving"), default=timedelta(minutes=45))
    sender_name = CardlessCharField(_("who signs the mail"), max_length=75, default="The ticket team")
    line_hours = CardlessCharField(_("hours of the secret number"), max_length=80, default="24/7")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    def __str__(self) -> str:
        return self.name

    def allows(self, url: str) -> bool:
        """Whether `url` lies in this shop. A buyer is sent nowhere else, whatever a report says."""
        try:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.netloc}"
        except ValueError:
            return False
        # What a browser reads differently than urlsplit does could lead elsewhere: "https://shop.test\\@evil.test".
        is_plain = url.isprintable() and not any(character in url for character in '\\ "<>')
        return is_plain and parts.scheme in {"http", "https"} and origin in self.allowed_origins
