"""The mailboxes that the desk fetches its mail from, and what was fetched from each."""

from datetime import datetime, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Greatest, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessEmailField, CardlessTextField
from helpdesk.mail.models.inbound import InboundMessage

STALE = timedelta(minutes=2)
"""A mailbox in order is looked at much more often: one that was not for as long is not in order, whatever keeps it."""
GRACE = timedelta(minutes=1)
"""What often passes by itself is not shown before."""
WARNED_BEFORE = timedelta(days=7)


PASSING = ("broken", "busy", "time_out", "token_server", "unreachable")
"""Problems of that kind."""
FOR_A_PERSON = ("sign_in_again", "interaction", "no_consent", "denied", "no_refresh")
"""Problems that signing in at the provider may end, where a person does."""
BY_PERSON = ("microsoft_user", "google_user")
"""Ways to sign in by the consent of a person, which the desk keeps (MailboxGrant)."""


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def due(self, *, at: datetime) -> "MailboxQuerySet":
        """To be looked at now, and nobody is at it."""
        return self.filter(is_active=True, next_try_at__lte=at).filter(
            models.Q(lease_until=None) | models.Q(lease_until__lt=at)
        )

    def troubled(self, *, at: datetime) -> "MailboxQuerySet":
        """Somebody should look: no mail comes in from it, or none will once its secret has expired."""
        is_failing = models.Q(failing_since__isnull=False) & ~models.Q(problem__in=PASSING)
        is_failing |= models.Q(failing_since__lte=at - GRACE)
        looked_at = self.alias(looked_at=Greatest("last_success_at", "watched_since"))
        is_silent = models.Q(looked_at__lt=at - STALE)
        expires = models.Q(secret_expires_on__lte=(at + WARNED_BEFORE).date())
        return looked_at.filter(is_active=True).filter(is_failing | is_silent | expires)


@pghistory.track(
    exclude=[
        "encrypted_secret",
        "lease_until",
        "leased_by",
        "next_try_at",
        "last_success_at",
        "failing_since",
        "failures",
        "problem",
        "problem_detail",
        "watched_since",
    ]
)
class Mailbox(models.Model):
    """One mailbox elsewhere (IMAP), whose mail becomes cases here."""

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("User name and password")
        MICROSOFT = "microsoft", _("Microsoft 365")
        GOOGLE = "google", _("Google Workspace")
        MICROSOFT_USER = "microsoft_user", _("Microsoft 365, signed in by a person")
        GOOGLE_USER = "google_user", _("Google Workspace, signed in by a person")

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("None (only on this machine, for tests)")

    class Afterwards(models.TextChoices):
        LEAVE = "leave", _("Leave it as it is")
        SEEN = "seen", _("Mark it as read")
        MOVE = "move", _("Move it to a folder")

    class Problem(models.TextChoices):
        """What keeps the desk from a mailbox. helpdesk/mail/mailboxes/problems.py says what to do about each."""

        NO_HOST = "no_host", _("There is no server of that name")
        PRIVATE_HOST = "private_host", _("The server is in a private network")
        UNREACHABLE = "unreachable", _("The server does not accept connections")
        TIME_OUT = "time_out", _("The server does not answer in time")
        TLS = "tls", _("No secure connection")
        BROKEN = "broken", _("The connection broke")
        SIGN_IN = "sign_in", _("User name or password is wrong")
        SECRET_EXPIRED = "secret_expired", _("The client secret has expired")
        SECRET_WRONG = "secret_wrong", _("The client secret or key is wrong")
        SECRET_LOST = "secret_lost", _("The stored secret cannot be read")
        NOT_ALLOWED = "not_allowed", _("The app has no access to this mailbox")
        NO_CONSENT = "no_consent", _("The app was not given the permission")
        NO_TENANT = "no_tenant", _("The tenant or the app is not known")
        CLOCK = "clock", _("The clock of this server is wrong")
        TOKEN_SERVER = "token_server", _("The sign-in service does not answer")
        NO_FOLDER = "no_folder", _("There is no folder of that name")
        BUSY = "busy", _("The server is too busy")
        REFUSED = "refused", _("The server refused a command")
        SENDING = "sending", _("The server does not take email for sending")
        SIGN_IN_AGAIN = "sign_in_again", _("Somebody must sign in at the provider")
        INTERACTION = "interaction", _("The provider asks the person who signed in for more")
        DENIED = "denied", _("The permission was refused at the provider")
        WRONG_ACCOUNT = "wrong_account", _("This account may not use the app")
        NO_REFRESH = "no_refresh", _("The provider gave no lasting permission")
        REDIRECT = "redirect", _("The provider does not know the redirect address")
        LATE = "late", _("This sign-in was not begun here, or took too long")

    name = CardlessCharField(_("name"), max_length=80, unique=True)
    address = CardlessEmailField(_("email address"), max_length=254)
    sign_in = models.CharField(_("sign-in"), max_length=14, choices=SignIn, default=SignIn.PASSWORD)
    host = CardlessCharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("security"), max_length=10, choices=Security, default=Security.TLS)
    user_name = CardlessCharField(_("user name"), max_length=254)
    """The mailbox itself where an app signs in: it may be a shared one that nobody signs in to."""
    tenant = CardlessCharField(_("directory (tenant) ID"), max_length=80, blank=True)
    client_id = CardlessCharField(_("application (client) ID"), max_length=80, blank=True)
    encrypted_secret = models.TextField(_("secret (encrypted)"), blank=True)
    """The password, the client secret of the app, or the JSON key of a service account."""
    secret_expires_on = models.DateField(_("secret expires on"), null=True, blank=True)
    folders = ArrayField(CardlessCharField(max_length=200), verbose_name=_("folders"), default=list)
    afterwards = models.CharField(_("after fetching an email"), max_length=5, choices=Afterwards, default="leave")
    move_to = CardlessCharField(_("folder to move it to"), max_length=200, blank=True)
    fetch_since = models.DateField(_("fetch emails since"))
    smtp_host = CardlessCharField(_("server for sending"), max_length=253, blank=True)
    """Empty: the desk does not send through it."""
    smtp_port = models.PositiveIntegerField(_("port for sending"), default=587)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("set up"), default=timezone.now)

    # How it goes; the fetcher alone writes these.
    watched_since = models.DateTimeField(default=timezone.now)
    """Since when mail should come in: set up, changed or switched on again."""
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=32, blank=True)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failed attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=14, choices=Problem, blank=True)
    problem_detail = CardlessTextField(_("answer of the server"), blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [
            # Two rows would sign in twice for one mailbox, and fetch each of its emails twice.
            models.UniqueConstraint(
                Lower("user_name"), condition=models.Q(sign_in__in=BY_PERSON), name="mailbox_signed_in_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def provider(self) -> str:
        """Where an app or a person signs in: microsoft or google."""
        return self.sign_in.removesuffix("_user")

    @property
    def is_by_person(self) -> bool:
        return self.sign_in in BY_PERSON

    @property
    def waits_for_a_person(self) -> bool:
        """Whether signing in at the provider may end what is wrong with it."""
        return self.is_by_person and self.problem in FOR_A_PERSON


class MailboxFolder(models.Model):
    """How far one folder of a mailbox was fetched."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folder_states", verbose_name=_("mailbox"))
    name = CardlessCharField(_("folder"), max_length=200)
    uidvalidity = models.BigIntegerField(default=0)
    """UIDs mean something only together with it (RFC 3501, section 2.3.1.1); 0: it was never selected."""
    last_uid = models.BigIntegerField(default=0)
    """Every mail up to it was dealt with."""
    reset_until_uid = models.BigIntegerField(default=0)
    """Up to it mails may have been fetched before, under another UIDVALIDITY."""

    class Meta:
        verbose_name = _("folder of a mailbox")
        verbose_name_plural = _("folders of mailboxes")
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mailbox_folder_once")]

    def __str__(self) -> str:
        return self.name


class FetchedMail(models.Model):
    """One mail of a folder that was dealt with: written in the commit that keeps it, so that none is kept twice."""

    folder = models.ForeignKey(MailboxFolder, models.CASCADE, related_name="fetched", verbose_name=_("folder"))
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    message = models.ForeignKey(
        InboundMessage, models.SET_NULL, null=True, related_name="fetched", verbose_name=_("received email")
    )
    fetched_at = models.DateTimeField(_("fetched"))
    is_settled = models.BooleanField(default=True)
    """Whether in the mailbox was done with it what the mailbox says."""

    class Meta:
        verbose_name = _("fetched email")
        verbose_name_plural = _("fetched emails")
        constraints = [models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="fetched_mail_once")]
        indexes = [
            models.Index(fields=["folder", "uid"], name="fetched_unsettled", condition=models.Q(is_settled=False))
        ]

    def __str__(self) -> str:
        return f"{self.folder} {self.uid}"
