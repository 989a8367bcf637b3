"""Each mail that leaves, kept byte for byte, with its status."""

import hashlib
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.lib.transitions import StatusModel


class OutboundMessageQuerySet(models.QuerySet["OutboundMessage"]):
    def due(self, *, at: datetime) -> "OutboundMessageQuerySet":
        """Queued, and not to be tried later than `at`."""
        return self.filter(status=OutboundMessage.Status.QUEUED, due_at__lte=at)

    def interrupted(self, *, at: datetime) -> "OutboundMessageQuerySet":
        """Claimed by a worker that did not come back before its lease ran out."""
        return self.filter(status=OutboundMessage.Status.SENDING, lease_until__lt=at)

    def held_up(self) -> "OutboundMessageQuerySet":
        """Waiting because a mail server of ours is away or refuses us."""
        return self.filter(status=OutboundMessage.Status.QUEUED, trouble=OutboundMessage.Trouble.OWN_SERVER)


class OutboundMessage(StatusModel):
    """One mail in one envelope, from the moment we owe it until we know what became of it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused by the mail server")
        UNKNOWN = "unknown", _("Perhaps sent")
        CANCELLED = "cancelled", _("Not sent")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Marked as spam")

    class Trouble(models.TextChoices):
        """What kept it from leaving so far, or for good: what a person reads of it, above the server's own words."""

        BUSY = (
            "busy",
            _("The recipient's mail server could not take this email for now. The desk tries again by itself."),
        )
        GREYLISTED = (
            "greylisted",
            _("The recipient's mail server lets nobody in at the first attempt. The desk tries again by itself."),
        )
        MAILBOX_FULL = "full_for_now", _("The recipient's mailbox is full. If it is urgent, call or write elsewhere.")
        MAILBOX_FULL_FOR_GOOD = "full", _("The recipient's mailbox is full. Call, or ask for another address.")
        RATE_LIMITED = (
            "rate_limited",
            _("The recipient's domain takes only so many of our emails at a time. The desk goes on by itself, slower."),
        )
        OWN_SERVER = (
            "own_server",
            _("Our own mail server is away or refuses us, so this email waits. An admin must look; nothing is lost."),
        )
        FAULT = "fault", _("The desk stumbled over this email and tries again. The server's log says why.")
        NO_ADDRESS = "no_address", _("Nobody has this address. Check it for typing mistakes, or call.")
        UNSIGNED = (
            "unsigned",
            _(
                "The recipient's mail server cannot tell that this email is ours. An admin must check SPF, DKIM and "
                "DMARC of our domain; then send it again."
            ),
        )
        REPUTATION = (
            "reputation",
            _(
                "The recipient's mail server blocks our mail server, or took this email for spam. The address is "
                "fine: an admin must have the block lifted. Meanwhile call, or write from another address of ours."
            ),
        )
        POLICY = (
            "policy",
            _(
                "A mail server does not let us send this, by a rule of its own. The address is fine: show the words "
                "of the server to an admin, or call."
            ),
        )
        TOO_LARGE = (
            "too_large",
            _("The email is too large for the recipient's mail server. Send fewer or smaller files."),
        )
        REFUSED = "refused", _("The recipient's mail server refuses this email. Its words say why.")

    MOVES = {
        Status.QUEUED: {Status.SENDING, Status.CANCELLED},
        Status.SENDING: {Status.SENT, Status.FAILED, Status.UNKNOWN, Status.QUEUED},
        Status.FAILED: {Status.QUEUED},
        Status.SENT: {Status.DELIVERED, Status.BOUNCED, Status.COMPLAINED},
        Status.UNKNOWN: {Status.DELIVERED, Status.BOUNCED, Status.COMPLAINED},
        # Providers tell in any order, and the worst of what they tell is what is shown.
        Status.DELIVERED: {Status.BOUNCED, Status.COMPLAINED},
        Status.BOUNCED: {Status.COMPLAINED},
    }

    key = models.CharField(_("key"), max_length=100, unique=True)
    """What this mail is for ("reply:17", "recovery:5"); a second request for the same mail finds the first."""
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    to_address = models.EmailField(_("to"))
    """Whom it is written to first; `others` are in the same envelope."""
    others = CardlessJSONField(_("other recipients"), default=list, blank=True)
    """{"kind": "to", "cc" or "bcc", "address": …}. What a header does not show, a Bcc, is kept here alone."""
    from_address = models.CharField(_("from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    """The text part in the clear, to answer "did you send me this?"; `raw` stays what was sent."""
    raw = models.BinaryField(_("message as sent"))
    sha256 = models.CharField(_("SHA-256 of the message"), max_length=64)
    resend_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="resends", verbose_name=_("copy of")
    )
    is_private = models.BooleanField(_("private"), default=False)
    """Between the desk and one of its people, such as a link that sets a new password: shown to nobody else."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    domain = models.CharField(_("domain"), max_length=255, blank=True, default="", db_default="")
    """Of `to_address`, as it goes over the wire, in lower case: many mails to one leave little by little."""
    is_bulk = models.BooleanField(_("one of many"), default=False, db_default=False)
    """Written by the desk to many at once, such as a recovery mail: what a person has just written goes first."""
    trouble = models.CharField(_("trouble"), max_length=12, choices=Trouble, blank=True, default="", db_default="")
    refused_since = models.DateTimeField(_("asked to come again since"), null=True, blank=True)
    """When the recipient's side first did so; trouble of our own server does not count."""
    send_before = models.DateTimeField(_("pointless after"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    """Set just before the text goes to the mail server. Without it, an interrupted mail surely did not leave."""
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    accepted_as = CardlessCharField(_("id at the mail server"), max_length=100, blank=True, default="", db_default="")
    """As the server called the mail when it took it; providers name it in what they tell later. "" when it did not."""
    error = CardlessTextField(_("what the mail server said"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("outbound message")
        verbose_name_plural = _("outbound messages")
        indexes = [
            models.Index(fields=["due_at"], name="outbound_due", condition=models.Q(status="queued")),
            # What people wrote, however many mails of a campaign are due as well.
            models.Index(
                fields=["due_at"], name="outbound_written_due", condition=models.Q(status="queued", is_bulk=False)
            ),
            models.Index(fields=["lease_until"], name="outbound_leased", condition=models.Q(status="sending")),
            models.Index(
                fields=["domain"], name="outbound_domain", condition=models.Q(status__in=["queued", "sending"])
            ),
            models.Index(
                fields=["trouble"],
                name="outbound_held_up",
                condition=models.Q(status="queued", trouble="own_server"),
            ),
            GinIndex(fields=["others"], name="outbound_others", opclasses=["jsonb_path_ops"]),
            models.Index(Lower("to_address"), models.F("created_at").desc(), name="outbound_to_address"),
            models.Index(fields=["accepted_as"], name="outbound_accepted_as", condition=~models.Q(accepted_as="")),
        ]
        constraints = [
            # A mail that a person sends again is the same bytes, so it keeps its Message-ID.
            models.UniqueConstraint(
                fields=["message_id"], name="outbound_message_id_unique", condition=models.Q(resend_of__isnull=True)
            ),
            models.CheckConstraint(
                name="outbound_sent_has_moment",
                condition=~models.Q(status__in=["sent", "delivered"]) | models.Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_address}"

    @property
    def to(self) -> list[str]:
        return [self.to_address, *self._others("to")]

    @property
    def cc(self) -> list[str]:
        return self._others("cc")

    @property
    def bcc(self) -> list[str]:
        """Who got it without the others knowing."""
        return self._others("bcc")

    @property
    def recipients(self) -> list[str]:
        """The whole envelope."""
        return [*self.to, *self.cc, *self.bcc]

    def _others(self, kind: str) -> list[str]:
        return [other["address"] for other in self.others if other["kind"] == kind]

    @property
    def is_queued(self) -> bool:
        """Nobody has begun to send it."""
        return self.status == self.Status.QUEUED

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_undelivered(self) -> bool:
        """As far as we know it did not arrive."""
        return self.status in {self.Status.FAILED, self.Status.BOUNCED, self.Status.UNKNOWN}

    @property
    def trouble_in_words(self) -> str:
        """In a sentence why it has not left, or ""; what the server said is its `error`."""
        is_standing = self.status in {self.Status.QUEUED, self.Status.SENDING, self.Status.FAILED}
        return self.get_trouble_display() if self.trouble and is_standing else ""

    @property
    def is_under_way(self) -> bool:
        """We owe it still, and nobody knows yet what will become of it."""
        return self.status in {self.Status.QUEUED, self.Status.SENDING}

    @property
    def html(self) -> str:
        """The HTML part as it left, or ""."""
        body = message_from_bytes(bytes(self.raw), policy=SMTP).get_body(preferencelist=("html",))
        return body.get_content() if body else ""

    @property
    def is_intact(self) -> bool:
        """The kept bytes are those that were queued."""
        return hashlib.sha256(bytes(self.raw)).hexdigest() == self.sha256
