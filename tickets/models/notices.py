"""How a person wants to be told of what concerns them."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.time_zones import zone_called
from helpdesk.mail.models import OutboundMessage


class NoticeKind(models.TextChoices):
    """What there is to be told of."""

    RINGING = "ringing", _("A call rings for you")
    MENTION = "mention", _("Somebody mentions you")
    MESSAGE = "message", _("A new message on your case")
    ASSIGNMENT = "assignment", _("A case is assigned to you")
    ESCALATION = "escalation", _("Your case is escalated")
    MANAGER = "manager", _("A case is escalated to managers")
    FOLLOW_UP = "follow_up", _("A follow-up on your case is due soon")
    CALLBACK = "callback", _("A callback is due soon")
    MAILBOX = "mailbox", _("No email comes in from a mailbox")
    SILENCE = "silence", _("A shop or another source falls silent")


ONLY_EMAILED = [NoticeKind.FOLLOW_UP, NoticeKind.CALLBACK, NoticeKind.MAILBOX, NoticeKind.SILENCE]
"""No entry of a case tells of them, so neither does the bell."""


def every_kind() -> list[str]:
    return [kind for kind in NoticeKind.values if kind not in ONLY_EMAILED]


def unseen_kinds() -> list[str]:
    """Those that a person who has the desk open does not hear of, or too late: what the bell has is not mailed, too,
    and the board of callbacks is looked at all day."""
    return [NoticeKind.FOLLOW_UP.value, NoticeKind.MAILBOX.value, NoticeKind.SILENCE.value]


def pushed_kinds() -> list[str]:
    """All but a call that rings: it is over, or taken, when a push of it arrives."""
    return [kind for kind in NoticeKind.values if kind != NoticeKind.RINGING]


class NoticeSettings(models.Model):
    """What is heard, shown on the desktop, mailed and pushed, and the hours in which nothing of it happens."""

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
    emails = ArrayField(
        models.CharField(max_length=10, choices=NoticeKind), default=unseen_kinds, blank=True, verbose_name=_("email")
    )
    pushes = ArrayField(
        models.CharField(max_length=10, choices=NoticeKind), default=pushed_kinds, blank=True, verbose_name=_("push")
    )
    silent_from = models.TimeField(_("silent from"), null=True, blank=True)
    silent_until = models.TimeField(_("silent until"), null=True, blank=True)
    """Both by the clock of the person's time zone; none are no silent hours."""
    read_until = models.DateTimeField(_("read until"), null=True, blank=True, editable=False)
    """What is older was read: notices are entries of cases, and have no rows of their own."""
    emailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the last mail was written; the next one waits for what comes meanwhile."""
    emailed_until = models.DateTimeField(null=True, blank=True, editable=False)
    """What the bell had until then was mailed or read. Only whom something happened to since is looked at again."""
    pushed_at = models.DateTimeField(null=True, blank=True, editable=False)
    pushed_until = models.DateTimeField(null=True, blank=True, editable=False)
    """The same two of pushes."""

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return str(self.user)

    def is_silent(self, at: datetime) -> bool:
        """As static/press4/notices.js has it."""
        if self.silent_from is None or self.silent_until is None:
            return False
        now = at.astimezone(zone_called(self.user.timezone)).time()
        if self.silent_from <= self.silent_until:
            return self.silent_from <= now < self.silent_until
        return now >= self.silent_from or now < self.silent_until


class NoticeEmail(models.Model):
    """One notice that a person was mailed, or knew before they chose to be: by it none is mailed twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_emails", verbose_name=_("person"))
    key = models.CharField(max_length=100)
    """What it tells: "mention:77" of an entry, "follow_up:5" of a promise."""
    message = models.ForeignKey(
        OutboundMessage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("email")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("notification by email")
        verbose_name_plural = _("notifications by email")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_email_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.key}"
