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
            models.Index(fields=["lease_until"], name="outbound_leased", condition=models.Q(status="sending")),
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
