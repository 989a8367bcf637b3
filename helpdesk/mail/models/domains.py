"""The domains that mails leave from: what the DNS says of each, and the keys that the desk signs with (DKIM)."""

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessJSONField
from helpdesk.lib.transitions import StatusModel

LONGEST_STRING = 255
"""Octets of one string of a TXT record (RFC 1035, section 3.3.14)."""


class MailDomain(models.Model):
    """One domain, as the last check found it."""

    class Level(models.TextChoices):
        FINE = "fine", _("In order")
        UNKNOWN = "unknown", _("Not known")
        LOOK = "look", _("To look at")
        WRONG = "wrong", _("Wrong")

    class Trouble(models.TextChoices):
        RECORDS = "records", _("What the DNS says about it is no longer in order")
        SIGNING = "signing", _("Emails leave without its signature: the key cannot be used")

    name = models.CharField(_("domain"), max_length=253, unique=True)
    """As servers know it (xn--…), in lower case."""
    level = models.CharField(_("state"), max_length=7, choices=Level, blank=True)
    """The worst of what is known; a check that nobody answers leaves it as it was."""
    findings = CardlessJSONField(_("findings"), default=list)
    """`code`, `params` and `record` of each (helpdesk/mail/domains/findings.py)."""
    asked_at = models.DateTimeField(_("check asked for"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=7, choices=Trouble, blank=True)
    """What admins should know although nobody has asked."""
    trouble_since = models.DateTimeField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("domain of outgoing email")
        verbose_name_plural = _("domains of outgoing email")

    def __str__(self) -> str:
        return self.name

    @property
    def is_being_checked(self) -> bool:
        return self.asked_at is not None and (self.checked_at is None or self.checked_at < self.asked_at)


@pghistory.track(exclude=["encrypted_private_key", "checked_at"])
class DkimKey(StatusModel):
    """A key that the desk signs with as its domain, once others can find it in the DNS (RFC 6376, section 3.6)."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not in the DNS yet: nothing is signed with it")
        SIGNING = "signing", _("Signs what the desk sends")
        RETIRED = "retired", _("Replaced by a newer key")

    MOVES = {
        Status.WAITING: {Status.SIGNING},
        Status.SIGNING: {Status.WAITING, Status.RETIRED},
    }

    domain = models.ForeignKey(MailDomain, models.CASCADE, related_name="keys", verbose_name=_("domain"))
    selector = models.CharField(_("selector"), max_length=63)
    encrypted_private_key = models.TextField(_("private key (encrypted)"), blank=True)
    """PEM; empty once it is retired."""
    public_key = models.TextField(_("public key"))
    """SubjectPublicKeyInfo in DER and Base64, as p= has it."""
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    checked_at = models.DateTimeField(_("last looked for"), null=True, blank=True)
    began_at = models.DateTimeField(_("signs since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        ordering = ["domain", "-created_at", "-pk"]
        verbose_name = _("DKIM key")
        verbose_name_plural = _("DKIM keys")
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="dkim_selector_once"),
            models.UniqueConstraint(fields=["domain"], name="dkim_one_key_signs", condition=models.Q(status="signing")),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """Where its record stands in the DNS."""
        return f"{self.selector}._domainkey.{self.domain.name}"

    @property
    def record(self) -> str:
        return f"v=DKIM1; k=rsa; p={self.public_key}"

    @property
    def strings(self) -> str:
        """The record in pieces that fit, as a zone file and the consoles of most providers take it."""
        starts = range(0, len(self.record), LONGEST_STRING)
        return " ".join(f'"{self.record[start : start + LONGEST_STRING]}"' for start in starts)

    @property
    def is_retired(self) -> bool:
        return self.status == self.Status.RETIRED

    def is_published_as(self, record: str) -> bool:
        """Whether a receiver would find this key in the TXT record: its tags in any order, with blanks anywhere in p=,
        for email and not for tests alone (RFC 6376, section 3.6.1)."""
        tags: dict[str, str] = {}
        for part in filter(str.strip, record.split(";")):
            name, _equals, value = part.partition("=")
            if name.strip() in tags:
                return False  # section 3.2: with a tag twice the whole list is invalid
            tags[name.strip()] = "".join(value.split())
        if tags.get("v", "DKIM1") != "DKIM1" or tags.get("k", "rsa") != "rsa":
            return False
        if not {"*", "email"} & set(tags.get("s", "*").split(":")) or "sha256" not in tags.get("h", "sha256").split(
            ":"
        ):
            return False
        return "y" not in tags.get("t", "").split(":") and tags.get("p") == self.public_key
