"""How fast mails leave, and until when they wait: for a domain of recipients, or for a mail server of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Throttle(models.Model):
    """One domain, or one server that takes our mails. Workers meet at its row: whoever holds its lock may count."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("Domain of recipients")
        SERVER = "server", _("Mail server of ours")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    name = models.CharField(_("name"), max_length=600)
    """The domain as it goes over the wire, in lower case; of a server its host and port, and the mailbox signed in."""
    minute_began_at = models.DateTimeField(null=True, blank=True)
    begun_in_minute = models.PositiveIntegerField(default=0)
    """Mails to the domain whose sending began in that minute."""
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    held_until = models.DateTimeField(_("mails wait until"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("throttle of outgoing email")
        verbose_name_plural = _("throttles of outgoing email")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="throttle_once")]

    def __str__(self) -> str:
        return self.name
