"""Services of people: invite, change, sign out everywhere, and the API tokens of their programs."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from helpdesk.accounts.models import ApiToken, PasswordRequest, Team, User
from helpdesk.accounts.sessions import end_sessions_of
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.lib.moments import clock_of
from helpdesk.lib.phones import normalize_phone
from helpdesk.lib.time_zones import zone_called

logger = structlog.get_logger(__name__)

TOKEN_MARK = "p4_"  # noqa: S105 - what every token begins with, so that scanners for leaked secrets can find one
SHOWN = 8
"""This many characters of a token stay readable, so that people tell theirs apart."""
PREFERENCES = ("name", "timezone", "language", "clock", "theme", "keys_on", "signature")
USE_NOTED_EVERY = timedelta(minutes=1)
REQUESTS_AT_ONCE = 100
ASKED_AGAIN_AFTER = timedelta(hours=1)


def change_theme(user: User, *, theme: str) -> None:
    """Light, dark or like the device."""
    User.objects.filter(pk=user.pk).update(theme=theme)
    user.theme = theme


def begin_in_timezone(user: User, *, timezone: str) -> None:
    """At the first sign-in, the zone of the browser; from then on the profile says it."""
    has_one = user.timezone != User._meta.get_field("timezone").default
    if user.last_login is None and not has_one:
        User.objects.filter(pk=user.pk).update(timezone=timezone)
        user.timezone = timezone


def change_density(user: User, *, density: str) -> None:
    """How much room a row of a list takes."""
    User.objects.filter(pk=user.pk).update(density=density)
    user.density = density


def remember_view(user: User, *, view: str) -> None:
    """Where this person works from. Asked on each visit of a list, so written only when it is another one."""
    if user.last_view != view:
        User.objects.filter(pk=user.pk).update(last_view=view)
        user.last_view = view


def change_profile(user: User, *, mobile: str, **preferences: Any) -> None:
    """What a person may change about the own account. Role, teams and e-mail are an admin's matter."""
    fields = {"mobile": normalize_phone(mobile)} | {name: preferences[name] for name in PREFERENCES}
    User.objects.filter(pk=user.pk).update(**fields)
    for field, value in fields.items():
        setattr(user, field, value)


@transaction.atomic
def invite_person(*, email: str, name: str, role: str, teams: Iterable[Team] = ()) -> User:
    """Write a person down and mail a link by which the person chooses a password. Nobody else ever knows one."""
    user = User.objects.create_user(email, None, name=name, role=role, **_django_flags(role))
    user.teams.set(teams)
    send_invitation(user)
    return user


@contextmanager
def words_for(user: User) -> Iterator[None]:
    """Within it, texts and times are as this person reads them, without a request of theirs."""
    language = override(user.language or settings.LANGUAGE_CODE)
    with language, timezone.override(zone_called(user.timezone)), clock_of(user.clock):
        yield


def send_invitation(user: User) -> None:
    """Mail the link (again). It works until it was used, or for PASSWORD_RESET_TIMEOUT."""
    _mail_link(user, "accounts/email/invitation")


def _mail_link(user: User, template: str) -> None:
    """The mail with the link by which a person chooses a password."""
    adapter = get_adapter()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    url = adapter.get_reset_password_from_key_url(key)
    with override(user.language or get_language()):
        adapter.send_mail(template, user.email, {"user": user, "password_reset_url": url})


@transaction.atomic
def request_password(address: str, *, at: datetime | None = None) -> None:
    """Somebody forgot the password of this address. Whose it is only a worker finds out, so that the time until the
    answer tells nobody who works here."""
    asked = PasswordRequest.objects.create(address=address, asked_at=at or timezone.now())
    enqueue_on_commit("helpdesk.accounts.tasks.answer_password_request", asked.pk)


@transaction.atomic
def answer_password_request(key: int) -> None:
    """Mail the person of the address a link for a new password, or nobody; twice is once."""
    asked = PasswordRequest.objects.select_for_update(skip_locked=True).filter(pk=key).first()
    if asked is None:
        return
    for user in User.objects.filter(email=normal_email(asked.address), is_active=True):
        _mail_link(user, "accounts/email/new_password")
    asked.delete()


def answer_password_requests(*, at: datetime | None = None) -> None:
    """Those whose task was lost. Whoever waited for an hour has asked again."""
    PasswordRequest.objects.filter(asked_at__lt=(at or timezone.now()) - ASKED_AGAIN_AFTER).delete()
    for key in PasswordRequest.objects.values_list("pk", flat=True)[:REQUESTS_AT_ONCE]:
        try:
            answer_password_request(key)
        except Exception:  # whatever one of them does to us, the others must get their mail
            logger.exception("password_request_failed", request=key)


@transaction.atomic
def change_person(
    user: User, *, name: str, role: str, teams: Iterable[Team] = (), is_active: bool, rights: Iterable[str]
) -> None:
    """What an admin may change about a person. The last admin stays one, else nobody could undo it.

    Whoever is switched off has no session and no token any more, also when they are switched on again.
    """
    admins = User.objects.select_for_update().filter(role=User.Role.ADMIN, is_active=True)
    stays_admin = role == User.Role.ADMIN and is_active
    if not stays_admin and list(admins.values_list("pk", flat=True)) == [user.pk]:
        raise ValidationError(_("%(person)s is the only admin. Make somebody else an admin first.") % {"person": user})
    fields = {"name": name, "role": role, "is_active": is_active, "rights": list(rights), **_django_flags(role)}
    for field, value in fields.items():
        setattr(user, field, value)
    user.save(update_fields=list(fields))
    user.teams.set(teams)
    if not is_active:
        revoke_tokens_of(user)
        end_sessions_of(user)
    enqueue_follow_ups(Change.PHONES)


@transaction.atomic
def create_token(user: User, *, name: str, at: datetime | None = None) -> tuple[ApiToken, str]:
    """Create a token for `user`. The text is answered here and is nowhere else: it cannot be shown again."""
    text = TOKEN_MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=text[:SHOWN],
        digest=_digest(text),
        created_at=at or timezone.now(),
    )
    return token, text


def revoke_token(token: ApiToken, *, at: datetime | None = None) -> None:
    """From now on the token is refused. A second time changes nothing: the first moment stays."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at or timezone.now())


def revoke_tokens_of(user: User, *, at: datetime | None = None) -> None:
    """From now on every token of `user` is refused."""
    for token in user.api_tokens.filter(revoked_at=None):
        revoke_token(token, at=at)


def find_token(text: str) -> ApiToken | None:
    """The valid token of this text, with its person."""
    return ApiToken.objects.valid().select_related("user").filter(digest=_digest(text)).first()


def note_use(token: ApiToken, *, at: datetime | None = None) -> None:
    """Remember when the token was last used, to the minute: a program that asks often must not write often."""
    at = at or timezone.now()
    if token.used_at is None or token.used_at < at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)


def _django_flags(role: str) -> dict[str, bool]:
    """What opens Django's administration follows the role: there is one truth about who an admin is."""
    return {"is_staff": role == User.Role.ADMIN, "is_superuser": role == User.Role.ADMIN}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
