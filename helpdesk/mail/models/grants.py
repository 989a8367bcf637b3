"""What a person granted the desk at Microsoft or Google (OAuth 2, by a code), and sign-ins that are begun."""

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from helpdesk.mail.models.mailboxes import Mailbox


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=[
        "encrypted_refresh_token",
        "encrypted_access_token",
        "access_until",
        "leased_by",
        "lease_until",
        "refused_at",
        "problem",
        "refusal",
    ],
)
class MailboxGrant(models.Model):
    """Access to a mailbox in the name of who signed in: refresh token and access token (RFC 6749, section 1.5).

    One worker at a time renews it: who holds the lease alone writes its tokens, so that none that is older overwrites a
    newer one, and a provider that takes each refresh token only once gets each only once.
    """

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="grant", verbose_name=_("mailbox"))
    user = CardlessCharField(_("signed in by"), max_length=254, blank=True)
    """As the provider names them; it need not be the mailbox, which may be a shared one."""
    granted_at = models.DateTimeField(_("signed in at"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    """Where the provider has set an end: Google does so for an app in Testing."""
    encrypted_refresh_token = models.TextField()
    encrypted_access_token = models.TextField(blank=True)
    access_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    """When the provider last said no for a reason that a person must end; it is not asked again for a while."""
    problem = models.CharField(_("problem"), max_length=14, choices=Mailbox.Problem, blank=True)
    refusal = CardlessTextField(_("answer of the provider"), blank=True)

    class Meta:
        verbose_name = _("sign-in of a person")
        verbose_name_plural = _("sign-ins of persons")

    def __str__(self) -> str:
        return f"{self.mailbox}: {self.user}"


class AuthorizationRequest(models.Model):
    """A sign-in that an admin has begun. Its answer, within minutes and in the same session, deletes it."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="+", verbose_name=_("mailbox"))
    state_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64)
    encrypted_verifier = models.TextField()
    """The secret of this sign-in (RFC 7636), of which the provider has seen a hash."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sign-in that is begun")
        verbose_name_plural = _("sign-ins that are begun")

    def __str__(self) -> str:
        return f"{self.mailbox}, {self.created_at:%H:%M:%S}"
