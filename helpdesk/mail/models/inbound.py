"""Each mail that came in, kept as it came before anything read it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.lib.transitions import StatusModel
from helpdesk.mail.kinds import Kind
from helpdesk.mail.models.outbound import OutboundMessage


class Provider(models.TextChoices):
    """Email providers whose webhooks are understood, by what stands in their addresses."""

    AMAZON_SES = "amazon_ses", "Amazon SES"
    BREVO = "brevo", "Brevo"
    MAILERSEND = "mailersend", "MailerSend"
    MAILGUN = "mailgun", "Mailgun"
    MAILJET = "mailjet", "Mailjet"
    MANDRILL = "mandrill", "Mandrill"
    POSTAL = "postal", "Postal"
    POSTMARK = "postmark", "Postmark"
    RESEND = "resend", "Resend"
    SENDGRID = "sendgrid", "SendGrid"
    SPARKPOST = "sparkpost", "SparkPost"

    @property
    def posts_mail(self) -> bool:
        """The others post a notice, and the mail or its files would have to be fetched with a key of the account."""
        return self not in {Provider.BREVO, Provider.RESEND}


class InboundMessageQuerySet(models.QuerySet["InboundMessage"]):
    def due(self, *, at: datetime) -> "InboundMessageQuerySet":
        """Not read yet, and to be tried by now."""
        return self.filter(status=InboundMessage.Status.RECEIVED, due_at__lte=at)


class InboundMessage(StatusModel):
    """One mail as it reached one of our doors; what it means for a case is decided later, and may be decided again."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Waiting to be read")
        FILED = "filed", _("On a case")
        SET_ASIDE = "set_aside", pgettext_lazy("an email", "Set aside")
        UNREADABLE = "unreadable", _("Could not be read")

    class Door(models.TextChoices):
        SMTP = "smtp", _("Mail server")
        PIPE = "pipe", _("Command")
        UPLOAD = "upload", _("Upload")
        IMAP = "imap", _("Mailbox")
        HOOK = "hook", _("Email provider")

    MOVES = {
        Status.RECEIVED: {Status.FILED, Status.SET_ASIDE, Status.UNREADABLE},
        Status.SET_ASIDE: {Status.FILED},
        Status.UNREADABLE: {Status.RECEIVED},
    }

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    door = models.CharField(_("came by"), max_length=6, choices=Door)
    raw = models.BinaryField(_("message as received"))
    """Without card numbers; else byte for byte."""
    sha256 = models.CharField(_("SHA-256 of the message"), max_length=64)
    """Of what is kept."""
    envelope_from = CardlessCharField(_("envelope sender"), max_length=320, blank=True)
    """"<>": of a bounce, which nobody may answer (RFC 5321, section 4.5.5); "": the door does not know."""
    envelope_to = CardlessJSONField(_("envelope recipients"), default=list, blank=True)
    """Addresses of ours that it was brought to; none when the door does not know."""
    brought_by = CardlessCharField(_("uploaded by"), max_length=150, blank=True)
    """Who of us uploaded it; "" for each other door."""
    provider = models.CharField(
        _("email provider"), max_length=20, choices=Provider, blank=True, default="", db_default=""
    )
    """Whose webhook brought it (helpdesk/mail/hooks); "" for each other door."""
    is_rebuilt = models.BooleanField(_("put together"), default=False, db_default=False)
    """The provider gave no original: the bytes are ours, made of the fields that it gave."""
    is_request = models.BooleanField(_("no email"), default=False, db_default=False)
    """The bytes are what the provider posted, in which nobody found a mail; `why` says so."""
    delivery_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The same for each repetition of one request of a provider; "" for each other door."""
    received_at = models.DateTimeField(_("received"))
    is_backlog = models.BooleanField(default=False, db_default=False)
    """It lay in a mailbox before that was set up here: nobody is told of it, and its sender is not answered."""

    # What was read from it
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)
    """"" until it was read."""
    message_id = models.CharField(_("Message-ID"), max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """The same for each copy of one mail, whichever way it came, and for no other mail."""
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("copy of")
    )
    about = models.ForeignKey(
        OutboundMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("about our email"),
    )
    """The mail of ours that it says was not delivered, or marked as spam."""
    from_address = CardlessCharField(_("from"), max_length=254, blank=True)
    from_name = CardlessCharField(_("name"), max_length=120, blank=True)
    subject = CardlessCharField(_("subject"), max_length=300, blank=True)
    recipients = CardlessJSONField(_("recipients"), default=list, db_default=[], blank=True)
    """{"kind": "to", "cc" or "bcc", "address": …, "name": …}; "bcc" of an address of ours that no header names. With
    "is_ours" where it is one of the desk's."""
    why = CardlessTextField(_("why"), blank=True)
    """Why it was set aside, or cannot be read; in the words of the desk."""

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))

    objects = InboundMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("received email")
        verbose_name_plural = _("received emails")
        indexes = [
            models.Index(fields=["due_at"], name="inbound_due", condition=models.Q(status="received")),
            models.Index(fields=["-received_at", "-id"], name="inbound_newest"),
            models.Index(fields=["from_address", "-received_at"], name="inbound_from"),
            models.Index(fields=["message_id"], name="inbound_message_id", condition=~models.Q(message_id="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="inbound_fingerprint_once",
                condition=~models.Q(fingerprint="") & models.Q(copy_of__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["delivery_key"], name="inbound_delivery_once", condition=~models.Q(delivery_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def sender(self) -> str:
        """As a person reads it; "" until it was read."""
        return f"{self.from_name} <{self.from_address}>" if self.from_name else self.from_address

    @property
    def to(self) -> list[str]:
        return self.addressed("to")

    @property
    def cc(self) -> list[str]:
        return self.addressed("cc")

    @property
    def bcc(self) -> list[str]:
        """To which of our addresses it came without saying so."""
        return self.addressed("bcc")

    @property
    def is_to_others(self) -> bool:
        """Somebody besides the desk has it, too."""
        return any(not one.get("is_ours") for one in self.recipients)

    def addressed(self, kind: str) -> list[str]:
        return [one["address"] for one in self.recipients if one["kind"] == kind]

    @property
    def is_unreadable(self) -> bool:
        return self.status == self.Status.UNREADABLE

    @property
    def is_set_aside(self) -> bool:
        """Seen on the list of received mails alone."""
        return self.status == self.Status.SET_ASIDE
