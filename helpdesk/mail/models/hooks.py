"""What providers tell the desk by webhook: what became of a mail that it sent, and when they last told anything."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.mail.models.inbound import Provider
from helpdesk.mail.models.outbound import OutboundMessage


class DeliveryEventQuerySet(models.QuerySet["DeliveryEvent"]):
    def due(self, *, at: datetime) -> "DeliveryEventQuerySet":
        """Nobody has acted on it, and it is time to."""
        return self.filter(due_at__lte=at)


class DeliveryEvent(models.Model):
    """What a provider says about one mail of ours and one of those that it went to."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        DEFERRED = "deferred", _("Delayed")
        BOUNCED = "bounced", _("Bounced")
        REJECTED = "rejected", _("Not sent by the provider")
        COMPLAINED = "complained", _("Marked as spam")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")

    provider = models.CharField(_("email provider"), max_length=20, choices=Provider)
    key = models.CharField(max_length=64, unique=True)
    """The same for each repetition."""
    named = CardlessJSONField(default=list, blank=True)
    """Ids in it that may be those of a mail of ours, until the mail is found."""
    message = models.ForeignKey(
        OutboundMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delivery_events",
        verbose_name=_("about our email"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    recipient = CardlessCharField(_("recipient"), max_length=320, blank=True)
    why = CardlessTextField(_("why"), blank=True)
    """In the words of the server that did not take it."""
    is_permanent = models.BooleanField(_("permanent"), default=False)
    """The address is dead."""
    occurred_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(null=True, blank=True)
    """When somebody is to act on it; None once that is done."""

    objects = DeliveryEventQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "pk"]
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        indexes = [models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"


class ProviderHook(models.Model):
    """When a provider last told anything, and how much of it the desk could not place."""

    provider = models.CharField(_("email provider"), max_length=20, choices=Provider, primary_key=True)
    last_mail_at = models.DateTimeField(_("last email"), null=True, blank=True)
    last_event_at = models.DateTimeField(_("last delivery event"), null=True, blank=True)
    unknown_events = models.PositiveBigIntegerField(_("events about emails that the desk did not send"), default=0)

    class Meta:
        ordering = ["provider"]
        verbose_name = _("webhook of a provider")
        verbose_name_plural = _("webhooks of providers")

    def __str__(self) -> str:
        return self.get_provider_display()
