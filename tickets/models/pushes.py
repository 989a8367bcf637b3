"""The browsers of our people that show notices while the desk is closed, and what each was told."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField


class PushKey(models.Model):
    """The key pair by which push services know this desk (RFC 8292). There is one; with another one each browser would
    have to be asked again."""

    encrypted_secret = models.TextField(editable=False)
    """The private key in PEM."""
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("key for push")
        verbose_name_plural = _("keys for push")
        constraints = [models.CheckConstraint(name="one_push_key", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


@pghistory.track(
    exclude=[
        "session_key",
        "endpoint",
        "p256dh",
        "encrypted_secret",
        "used_at",
        "refused_with",
        "pending",
        "due_at",
        "attempts",
    ]
)
class PushSubscription(models.Model):
    """One browser, for as long as its person is signed in with it; and what waits to be pushed to it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="push_subscriptions", verbose_name=_("person"))
    push_key = models.ForeignKey(PushKey, models.CASCADE, related_name="+")
    """To pushes signed with any other the browser does not listen."""
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    endpoint = models.CharField(max_length=1024, unique=True, editable=False)
    """The address at its push service. Whoever knows it and the keys below could write to it, were it not for ours."""
    p256dh = models.CharField(max_length=88, editable=False)
    """The public key of the browser, in URL-safe base64, as is its secret."""
    encrypted_secret = models.TextField(editable=False)
    device = CardlessCharField(_("browser"), max_length=60)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    refused_with = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    """The status with which the push service refused the last one for good."""
    pending = ArrayField(models.CharField(max_length=100), default=list, blank=True, editable=False)
    """Keys of notices, as `NoticePush` has them, that it is to be told of at `due_at`."""
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("browser with push")
        verbose_name_plural = _("browsers with push")
        indexes = [
            models.Index(fields=["due_at"], name="push_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.device

    @property
    def trouble(self) -> str:
        """What its person should do, in a sentence; "" when all is well."""
        if not self.refused_with:
            return ""
        words = _(
            "The push service refused the last one (%(status)d). Remove this browser and turn push on in it again."
        )
        return words % {"status": self.refused_with}


class NoticePush(models.Model):
    """One notice that a person was pushed, or knew before: by it none is pushed twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_pushes", verbose_name=_("person"))
    key = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("notification by push")
        verbose_name_plural = _("notifications by push")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_push_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.key}"
