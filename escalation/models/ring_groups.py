"""The key people who are rung at once."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User

E164 = RegexValidator(r"^\+[1-9]\d{6,14}$", _("Write the number with its country code, such as +15005550111."))


@pghistory.track()
class RingGroup(models.Model):
    """People who are rung at once for a problem call; whoever presses 1 first talks to the caller."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    rounds = models.PositiveSmallIntegerField(
        _("rounds before the managers are rung"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    ring_seconds = models.PositiveSmallIntegerField(
        _("seconds a round rings"), default=25, validators=[MinValueValidator(10), MaxValueValidator(60)]
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("ring group")
        verbose_name_plural = _("ring groups")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RingGroupMember(models.Model):
    """One person of a ring group, with the phone that rings."""

    class Tier(models.IntegerChoices):
        FIRST = 1, _("Rung first")
        MANAGER = 2, _("Rung when nobody answered")

    group = models.ForeignKey(RingGroup, models.CASCADE, related_name="members", verbose_name=_("ring group"))
    user = models.ForeignKey(User, models.CASCADE, related_name="ring_memberships", verbose_name=_("person"))
    phone = models.CharField(_("phone"), max_length=20, validators=[E164])
    tier = models.PositiveSmallIntegerField(_("when"), choices=Tier, default=Tier.FIRST)
    is_on_duty = models.BooleanField(_("on duty"), default=True)

    class Meta:
        ordering = ["tier", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["group", "phone", "tier"], name="ring_member_phone_once_per_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.phone}"
