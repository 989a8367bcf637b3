"""The people who work at the desk and the teams they form."""

from collections.abc import Iterable
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from helpdesk.lib.senders import Sender


class Team(Sender):
    """Agents who look after the same organizers. A case of a team is seen by its members and by managers."""

    name = CardlessCharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people by their e-mail address: there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields |= {"role": User.Role.ADMIN, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


@pghistory.track(exclude=["password", "last_login", "last_view"])
class User(AbstractUser):
    """A person who works at the desk."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        MANAGER = "manager", _("Manager")
        ADMIN = "admin", _("Admin")

    class Right(models.TextChoices):
        """What a role does not bring by itself. An admin has them all and grants them to others."""

        DOWNLOAD_RECORDINGS = "download_recordings", _("Download recordings")
        DELETE_RECORDINGS = "delete_recordings", _("Delete recordings")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("Like my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMPACT = "compact", _("Compact")
        COMFORTABLE = "comfortable", _("Comfortable")

    class Language(models.TextChoices):
        """Of the pages. Each is called by its own name, for those who cannot read the language that is on."""

        BROWSER = "", _("Like my browser")
        ENGLISH = "en", "English"
        SPANISH = "es", "Español"
        FRENCH = "fr", "Français"
        GERMAN = "de", "Deutsch"

    class Clock(models.TextChoices):
        BY_LANGUAGE = "", _("As usual in the language")
        TWELVE = "12", _("12-hour (2:05 PM)")
        TWENTY_FOUR = "24", _("24-hour (14:05)")

    # Django's way to leave an inherited field out, which the stubs of AbstractUser do not know.
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("email"), unique=True)
    """In lower case, so that one address is one person."""
    name = CardlessCharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)
    rights = ArrayField(
        models.CharField(max_length=30, choices=Right),
        default=list,
        blank=True,
        verbose_name=_("further rights"),
    )
    teams = models.ManyToManyField(Team, blank=True, related_name="members", verbose_name=_("teams"))
    mobile = models.CharField(_("mobile number"), max_length=20, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="UTC")
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.BROWSER, blank=True)
    clock = models.CharField(_("clock"), max_length=2, choices=Clock, default=Clock.BY_LANGUAGE, blank=True)
    theme = models.CharField(_("appearance"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(_("rows of lists"), max_length=12, choices=Density, default=Density.COMPACT)
    last_view = CardlessCharField(max_length=20, blank=True, editable=False)
    """The view that this person worked from last, as an address names it: the next sign-in leads there."""
    keys_on = models.BooleanField(_("single-key shortcuts"), default=True)
    signature = CardlessTextField(_("signature"), max_length=1000, blank=True)
    """Ends this person's mails; empty: the name."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    # The stubs know no other base than Django's UserManager, which makes people by user names: django-stubs#174.
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.CheckConstraint(name="user_email_lower_case", condition=models.Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_manager(self) -> bool:
        """May do what a manager does. An admin may do all of it too."""
        return self.role in {self.Role.MANAGER, self.Role.ADMIN}

    @property
    def is_admin(self) -> bool:
        return self.role == self.Role.ADMIN

    def has_right(self, right: "User.Right") -> bool:
        """Admins have every right; anybody else those that an admin granted."""
        return self.is_admin or right in self.rights

    def signature_above(self, senders: Iterable[Sender | None]) -> str:
        """What stands below a mail of this person in the name of `senders`, of whom the first that has one adds its
        own."""
        others = (sender.signature for sender in senders if sender and sender.signature)
        lines = [self.signature or self.name, next(others, "")]
        return "\n".join(line.strip() for line in lines if line.strip())

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> "ApiTokenQuerySet":
        """Not revoked, and its person still works here."""
        return self.filter(revoked_at=None, user__is_active=True)


@pghistory.track(exclude=["digest", "used_at"])
class ApiToken(models.Model):
    """A key with which a program acts as one person. It is shown once; we keep only its fingerprint."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = CardlessCharField(_("what it is for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the key, in hex. The key has 256 random bits, so there is nothing to guess and no salt to add."""
    created_at = models.DateTimeField(_("created"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class PasswordRequest(models.Model):
    """Somebody who forgot a password typed this address, which may be nobody's. Gone once a worker has looked."""

    address = CardlessCharField(_("address"), max_length=254)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request for a password")
        verbose_name_plural = _("requests for passwords")

    def __str__(self) -> str:
        return self.address


class ChecklistDismissal(models.Model):
    """An admin who has seen enough of the checklist of the first day, and lands in the inbox from then on."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    dismissed_at = models.DateTimeField(_("dismissed"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("dismissed checklist")
        verbose_name_plural = _("dismissed checklists")

    def __str__(self) -> str:
        return str(self.user)


def seen_by(user: User | AnonymousUser, ticket: str = "") -> models.Q:
    """The rows that `user` may see, where `ticket` is the path to the case ("", "ticket", "call__ticket").

    Managers and admins see every case. An agent sees the cases of no team, of the own teams, and the own ones.
    """
    if not user.is_authenticated:
        return models.Q(pk__in=[])
    if user.is_manager:
        # Everything, also when another condition is added with "or": an empty Q() would vanish.
        return ~models.Q(pk__in=[])
    at = f"{ticket}__" if ticket else ""
    return (
        models.Q(**{f"{at}team__isnull": True})
        | models.Q(**{f"{at}team__in": user.teams.values("pk")})
        | models.Q(**{f"{at}assignee": user})
    )
