"""Ring groups: the key people who are rung at once."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField

E164 = RegexValidator(r"^\+[1-9]\d{6,14}$", _("Write the number with its country code, such as +15005550111."))


@pghistory.track()
class RingGroup(models.Model):
    """People who are rung at once for a problem call; whoever takes it first talks to the caller."""

    MOST_IN_TIER = 10
    """The provider rings that many numbers in one Dial, which is how the fallback document rings the first tier."""

    name = CardlessCharField(_("name"), max_length=80, unique=True)
    rounds = models.PositiveSmallIntegerField(
        _("rounds before the managers are rung"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    ring_seconds = models.PositiveSmallIntegerField(
        _("seconds a round rings"), default=25, validators=[MinValueValidator(10), MaxValueValidator(60)]
    )
    whisper = CardlessCharField(
        _("whisper message"),
        max_length=200,
        blank=True,
        help_text=_(
            "Before “Press 1 to take it.” May contain {caller}, {line}, {event} and {problem}. "
            "Empty: “Problem call, Ann Lee, cart Jazz Fest, card declined.”"
        ),
    )
    wrap_up_seconds = models.PositiveSmallIntegerField(
        _("wrap-up time (seconds)"),
        default=30,
        validators=[MaxValueValidator(600)],
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("ring group")
        verbose_name_plural = _("ring groups")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RingGroupMember(models.Model):
    """One person of a ring group, with what rings: the mobile, the phone in the browser, or both at once."""

    class Tier(models.IntegerChoices):
        FIRST = 1, _("Rung first")
        MANAGER = 2, _("Rung when nobody answered")

    class Device(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        SOFTPHONE = "softphone", _("Browser")
        BOTH = "both", _("Mobile and browser")

    group = models.ForeignKey(RingGroup, models.CASCADE, related_name="members", verbose_name=_("ring group"))
    user = models.ForeignKey(User, models.CASCADE, related_name="ring_memberships", verbose_name=_("person"))
    device = models.CharField(_("rings on"), max_length=10, choices=Device, default=Device.MOBILE)
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[E164])
    tier = models.PositiveSmallIntegerField(_("when"), choices=Tier, default=Tier.FIRST)

    class Meta:
        ordering = ["tier", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["group", "user", "tier"], name="ring_member_once_per_tier"),
            models.UniqueConstraint(
                fields=["group", "phone", "tier"],
                name="ring_member_phone_once_per_tier",
                condition=~models.Q(phone=""),
            ),
            models.CheckConstraint(
                name="ring_member_has_what_rings",
                condition=models.Q(device="softphone") | ~models.Q(phone=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_device_display()}"

    @property
    def rings_mobile(self) -> bool:
        return self.device != self.Device.SOFTPHONE

    @property
    def rings_browser(self) -> bool:
        return self.device != self.Device.MOBILE
