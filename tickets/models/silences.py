"""When whoever reports to the desk was heard, and when it fell silent for longer than is usual for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField


class SourceKind(models.TextChoices):
    """What kind of source; its number or name among those of the kind is `source`."""

    DESK = "desk", _("This desk")
    """Whether it listened at all: an hour in which it did not says nothing of anybody else."""
    SHOP = "shop", _("Shop")
    COPIES = "copies", _("Copies of emails")
    HOOK_MAIL = "hook_mail", _("Incoming email by webhook")
    HOOK_EVENTS = "hook_events", _("Delivery events by webhook")


class HeardHour(models.Model):
    """An hour in which a source reported something, however much."""

    kind = models.CharField(_("kind"), max_length=11, choices=SourceKind)
    source_key = models.CharField(_("source"), max_length=20, blank=True)
    hour = models.DateTimeField(_("hour"))
    """Its beginning."""

    class Meta:
        verbose_name = _("hour with reports")
        verbose_name_plural = _("hours with reports")
        constraints = [models.UniqueConstraint(fields=["kind", "source_key", "hour"], name="heard_hour_once")]
        indexes = [models.Index(fields=["hour"], name="heard_hour")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source_key} · {self.hour:%Y-%m-%d %H}"


class Silence(models.Model):
    """A source that has not reported for longer than usual, from when on, and until when."""

    kind = models.CharField(_("kind"), max_length=11, choices=SourceKind)
    source_key = models.CharField(_("source"), max_length=20)
    name = CardlessCharField(_("name"), max_length=255)
    """As it was called then."""
    page_url = models.CharField(_("page"), max_length=200)
    """The path of the page on which it is set up."""
    since = models.DateTimeField(_("silent since"))
    """The end of the last hour in which it was heard."""
    noticed_at = models.DateTimeField(_("noticed"))
    ended_at = models.DateTimeField(_("heard again"), null=True, blank=True)

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        verbose_name = _("silence of a source")
        verbose_name_plural = _("silences of sources")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_key"], condition=models.Q(ended_at=None), name="silence_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
