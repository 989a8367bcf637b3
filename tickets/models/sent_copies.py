"""What others sent to buyers in our name, as far as a copy of it reached the desk."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.mail.models import InboundMessage
from tickets.models.plain import words_of


class SentCopy(models.Model):
    """A mail of the shop, or of another sender, that came to the address for copies. Its bytes are `received`."""

    received = models.OneToOneField(
        InboundMessage, models.PROTECT, related_name="sent_copy", verbose_name=_("received email")
    )
    source = CardlessCharField(_("domain of the sender"), max_length=255)
    """Of From: one shop, one marketing tool."""
    from_address = CardlessCharField(_("from"), max_length=254)
    recipients = CardlessJSONField(_("to"), default=list)
    """Addresses in normal form, also those that only the envelope of the journal named."""
    message_id = models.CharField(_("Message-ID"), max_length=500, blank=True)
    subject = CardlessCharField(_("subject"), max_length=300, blank=True)
    text = CardlessTextField(_("text"), blank=True)
    """The subject and what the mail says."""
    sent_at = models.DateTimeField(_("sent"))
    words = words_of("text")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("copy of a sent email")
        verbose_name_plural = _("copies of sent emails")
        indexes = [
            GinIndex(fields=["words"], name="sent_copy_words"),
            GinIndex(fields=["recipients"], name="sent_copy_recipients", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["message_id"], name="sent_copy_message_id"),
            models.Index(fields=["source", "sent_at"], name="sent_copy_source"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))
