"""Sessions looked up outside a request: before a large body is read, and while a stream goes on."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.accounts.second_step import lacks_second_step


@dataclass(frozen=True)
class SessionIdentity:
    """Who is signed in with a session, valid as long as nothing of this changes."""

    session: str
    person: int
    secret: str
    """Changes with the password."""
    role: str

    @classmethod
    def of(cls, user: User, session: str) -> "SessionIdentity":
        return cls(session=session, person=user.pk, secret=user.get_session_auth_hash(), role=user.role)

    @property
    def is_admin(self) -> bool:
        return self.role == User.Role.ADMIN


def identity_of(key: str) -> SessionIdentity | None:
    """Who is signed in with that session; None for a visitor, and for whoever still owes a second step."""
    request = HttpRequest()
    request.session = SessionStore(session_key=key)
    if SESSION_KEY not in request.session:
        return None
    user = get_user(request)
    return SessionIdentity.of(user, key) if user.is_authenticated and not lacks_second_step(user) else None


def end_sessions_of(user: User) -> None:
    """Sign a person out everywhere. Whose a session is stands inside it, so each of them is opened."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def still_valid(identities: Collection[SessionIdentity]) -> set[SessionIdentity]:
    """Which of these are as they were: signed in, with the same password and role. Two queries for any number."""
    open_ = set(
        Session.objects.filter(
            session_key__in={identity.session for identity in identities}, expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    people = User.objects.filter(is_active=True).in_bulk({identity.person for identity in identities})
    return {
        identity
        for identity in identities
        if identity.session in open_
        and (user := people.get(identity.person))
        and SessionIdentity.of(user, identity.session) == identity
    }
