"""Audio clips that an admin uploaded, to be played to callers."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField


def random_name(_clip: "AudioClip", _uploaded_as: str) -> str:
    """Where the file lies. Nothing of the name it was uploaded under, which is text from outside."""
    return f"{AudioClip.FOLDER}/{secrets.token_hex(16)}"


def unguessable() -> str:
    return secrets.token_urlsafe(24)


class AudioClip(models.Model):
    """One uploaded sound. It is never changed: another sound is another clip, so that a caller hears what was saved."""

    FOLDER = "prompts"

    class Format(models.TextChoices):
        WAV = "audio/wav", "WAV"
        MP3 = "audio/mpeg", "MP3"

    token = models.CharField(max_length=40, unique=True, default=unguessable, editable=False)
    """Who knows it may fetch the sound: the telephone provider has no session."""
    file = models.FileField(_("file"), upload_to=random_name)
    name = CardlessCharField(_("uploaded as"), max_length=120)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    size = models.PositiveIntegerField(_("bytes"))
    seconds = models.FloatField(_("seconds"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    unused_since = models.DateTimeField(_("not used since"), null=True, blank=True)
    """When a sweep first found that no line plays it. A call that began before may still do so."""

    class Meta:
        verbose_name = _("uploaded sound")
        verbose_name_plural = _("uploaded sounds")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("escalation:audio", args=[self.token])
