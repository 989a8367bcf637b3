"""Recovery steps and codes: what we do to bring a buyer back."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from carts.models.carts import Cart
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.transitions import StatusModel
from helpdesk.mail.models import OutboundMessage


class RecoveryStepQuerySet(models.QuerySet["RecoveryStep"]):
    def due(self, *, at: datetime) -> "RecoveryStepQuerySet":
        """Not settled, and to be mailed by now. While its buyer is back in the checkout, a step waits."""
        return self.filter(status=RecoveryStep.Status.DUE, due_at__lte=at, cart__status=Cart.Status.ABANDONED)

    def mailed(self) -> "RecoveryStepQuerySet":
        """The mail left, or will: it was not called back before."""
        cancelled = OutboundMessage.Status.CANCELLED
        return self.filter(status=RecoveryStep.Status.MAILED).exclude(message__status=cancelled)


def recovery_mails_visible_to(user: User) -> Exists:
    """For the sent mails: the recovery mails of carts that this person may see."""
    carts = Cart.objects.visible_to(user)
    return Exists(RecoveryStep.objects.filter(message=OuterRef("pk"), cart__in=carts))


class RecoveryStep(StatusModel):
    """One mail that we mean to send for an abandoned cart, and what became of it."""

    class Status(models.TextChoices):
        DUE = "due", _("Due")
        MAILED = "mailed", _("Email sent")
        SKIPPED = "skipped", _("No email sent")

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")

    class Purpose(models.TextChoices):
        SERVICE_NOTICE = "service_notice", _("A problem was seen: facts and help")
        RECOVERY = "recovery", _("Left without a known problem")

    MOVES = {Status.DUE: {Status.MAILED, Status.SKIPPED}}

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="recovery_steps", verbose_name=_("cart"))
    number = models.PositiveSmallIntegerField(_("step"), default=1)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DUE)
    skipped_because = CardlessCharField(_("why not"), max_length=200, blank=True)
    message = models.OneToOneField(
        OutboundMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recovery_step",
        verbose_name=_("mail"),
    )
    due_at = models.DateTimeField(_("due"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    setbacks = models.PositiveSmallIntegerField(_("times pushed back"), default=0)
    setback = CardlessCharField(_("why it was pushed back"), max_length=300, blank=True)
    resumed_at = models.DateTimeField(_("buyer came back through the mail"), null=True, blank=True)

    objects = RecoveryStepQuerySet.as_manager()

    class Meta:
        ordering = ["cart", "number"]
        verbose_name = _("recovery step")
        verbose_name_plural = _("recovery steps")
        indexes = [models.Index(fields=["due_at"], name="recovery_step_due", condition=models.Q(status="due"))]
        constraints = [
            models.UniqueConstraint(fields=["cart", "number", "channel"], name="recovery_step_once"),
            models.CheckConstraint(
                name="recovery_step_mailed_has_mail",
                condition=~models.Q(status="mailed") | models.Q(message__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_step_skipped_says_why",
                condition=~models.Q(status="skipped") | ~models.Q(skipped_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cart} · {self.number}"

    @property
    def is_mailed(self) -> bool:
        return self.status == self.Status.MAILED

    @property
    def is_skipped(self) -> bool:
        return self.status == self.Status.SKIPPED


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def valid(self, *, at: datetime) -> "RecoveryCodeQuerySet":
        return self.filter(expires_at__gt=at)


class RecoveryCode(models.Model):
    """The digits in the recovery mail by which a caller's cart is found."""

    cart = models.OneToOneField(Cart, models.CASCADE, related_name="recovery_code", verbose_name=_("cart"))
    digits = models.CharField(_("code"), max_length=6, unique=True)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("first used"), null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return self.digits
