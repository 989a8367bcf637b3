"""How a person wants to be told of what concerns them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User


class NoticeKind(models.TextChoices):
    """What there is to be told of."""

    RINGING = "ringing", _("A call rings for you")
    MENTION = "mention", _("Somebody mentions you")
    MESSAGE = "message", _("A new message on your case")
    ASSIGNMENT = "assignment", _("A case is assigned to you")
    ESCALATION = "escalation", _("Your case is escalated")
    MANAGER = "manager", _("A case is escalated to managers")


def every_kind() -> list[str]:
    return list(NoticeKind.values)


class NoticeSettings(models.Model):
    """What is heard, what shows on the desktop, and the hours in which neither happens."""

    user = models.OneToOneField(User, models.CASCADE, related_name="notice_settings", verbose_name=_("person"))
    sounds = ArrayField(
        models.CharField(max_length=10, choices=NoticeKind), default=every_kind, blank=True, verbose_name=_("sound")
    )
    desktop = ArrayField(
        models.CharField(max_length=10, choices=NoticeKind),
        default=every_kind,
        blank=True,
        verbose_name=_("desktop notification"),
    )
    silent_from = models.TimeField(_("silent from"), null=True, blank=True)
    silent_until = models.TimeField(_("silent until"), null=True, blank=True)
    """Both by the clock of the person's time zone; none are no silent hours."""
    read_until = models.DateTimeField(_("read until"), null=True, blank=True, editable=False)
    """What is older was read: notices are entries of cases, and have no rows of their own."""

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return str(self.user)
