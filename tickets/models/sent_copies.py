"""What others sent to buyers in our name, as far as a copy reached the desk; who sends, and whose signatures count."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.mail.models import InboundMessage
from tickets.models.plain import NormalSubject, words_of


class CopySource(models.Model):
    """A shop, a marketing tool: whoever sends in our name and lets the desk have copies."""

    class Door(models.TextChoices):
        JOURNAL = "journal", _("Copies by email")
        API = "api", _("API")

    name = CardlessCharField(_("name"), max_length=255)
    """The domain of From in a copy by email; what the program calls itself in one that is posted."""
    door = models.CharField(_("copies come by"), max_length=7, choices=Door)
    complete_since = models.DateField(_("complete since"), null=True, blank=True)
    """Empty: since the day of the first copy."""

    class Meta:
        ordering = ["name", "door"]
        verbose_name = _("source of copies")
        verbose_name_plural = _("sources of copies")
        constraints = [models.UniqueConstraint(fields=["name", "door"], name="copy_source_once")]

    def __str__(self) -> str:
        return self.name


class CopyDay(models.Model):
    """How many copies of mails of one day a source has let us have: a day without a row is one that is silent."""

    source = models.ForeignKey(
        CopySource, models.CASCADE, related_name="days", verbose_name=_("source of copies"), db_index=False
    )
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("copies"), default=0)

    class Meta:
        verbose_name = _("day of copies")
        verbose_name_plural = _("days of copies")
        constraints = [models.UniqueConstraint(fields=["source", "day"], name="copy_day_once")]

    def __str__(self) -> str:
        return f"{self.source} · {self.day}"


class SentCopy(models.Model):
    """A mail of the shop, or of another sender. The bytes of one that came by email are `received`."""

    received = models.OneToOneField(
        InboundMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_copy",
        verbose_name=_("received email"),
    )
    source = models.ForeignKey(
        CopySource, models.PROTECT, related_name="copies", verbose_name=_("source of copies"), db_index=False
    )
    identity = models.CharField(max_length=64)
    """The same for each repetition of one mail of the source, and for no other."""
    from_address = CardlessCharField(_("from"), max_length=254, blank=True)
    recipients = CardlessJSONField(_("to"), default=list)
    """Addresses in normal form, also those that only the envelope of the journal named."""
    message_id = models.CharField(_("Message-ID"), max_length=500, blank=True)
    subject = CardlessCharField(_("subject"), max_length=300, blank=True)
    text = CardlessTextField(_("text"), blank=True)
    """The subject and what the mail says."""
    html = CardlessTextField(_("HTML"), blank=True)
    """Of a copy that was posted in parts; that of another one is in its bytes."""
    links = CardlessJSONField(_("links"), default=list)
    """Whole, in the order in which they stand in the mail."""
    link_keys = ArrayField(models.BigIntegerField(), default=list)
    """What the links are found by."""
    sent_at = models.DateTimeField(_("sent"))
    words = words_of("text")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("copy of a sent email")
        verbose_name_plural = _("copies of sent emails")
        constraints = [models.UniqueConstraint(fields=["source", "identity"], name="sent_copy_once")]
        indexes = [
            GinIndex(fields=["words"], name="sent_copy_words"),
            GinIndex(fields=["recipients"], name="sent_copy_recipients", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["link_keys"], name="sent_copy_links"),
            models.Index(fields=["message_id"], name="sent_copy_message_id"),
            models.Index(NormalSubject("subject"), models.F("sent_at").desc(), name="sent_copy_subject"),
            models.Index(fields=["-sent_at", "-id"], name="sent_copy_newest"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    def get_absolute_url(self) -> str:
        return reverse("tickets:copy_of_others", args=[self.pk])


class SendingDomain(models.Model):
    """A domain that the company sends from: a signature of it says that a mail is ours."""

    name = CardlessCharField(_("domain"), max_length=253, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("domain that we send from")
        verbose_name_plural = _("domains that we send from")

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """The public key of a DKIM signature as the DNS had it (RFC 6376, section 3.6), kept when it is gone from there."""

    domain = models.CharField(_("domain"), max_length=253)
    selector = models.CharField(_("selector"), max_length=253)
    record = models.TextField(_("record"), blank=True)
    """Empty: a copy names it, and it was not looked up yet."""
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        ordering = ["domain", "selector", "-seen_at"]
        verbose_name = _("key of signatures")
        verbose_name_plural = _("keys of signatures")
        constraints = [models.UniqueConstraint("domain", "selector", MD5("record"), name="signing_key_once")]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"
