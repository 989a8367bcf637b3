"""A person signs in at Microsoft or Google, so that the desk may use a mailbox in their name: OAuth 2, by a code.

RFC 6749, section 4.1, with PKCE (RFC 7636) and the advice of RFC 9700. Each provider has a redirect address of its own,
so that none can answer for the other.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
import structlog
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from helpdesk.lib.encryption import decrypt, encrypt
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.text.visibility import one_line
from helpdesk.mail.models import AuthorizationRequest, Mailbox, MailboxGrant
from helpdesk.mail.servers import endpoints
from helpdesk.mail.servers.grants import SCOPES, ask_provider, kept, read
from helpdesk.mail.servers.problems import MailboxError, Problem
from helpdesk.mail.servers.tokens import secret_of

logger = structlog.get_logger(__name__)

SECRET_IS_FOR = ("host", "port", "user_name", "tenant", "client_id", "smtp_host")
"""Where a secret or token is sent to, and for what: another of these makes it another secret, and ends the sign-in."""
TIME_TO_SIGN_IN = timedelta(minutes=10)
ISSUERS = {
    "microsoft": re.compile(r"https://login\.microsoftonline\.com/[0-9a-f-]{36}/v2\.0"),
    "google": re.compile(r"https://accounts\.google\.com"),
}
"""Who answers, where the answer says so (RFC 9207): Google does, Microsoft need not."""


def begin_sign_in(mailbox: Mailbox, *, session_key: str, redirect_to: str) -> str:
    """The address at the provider where the person signs in. What was begun in this session before is void."""
    now, state, verifier = timezone.now(), secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    session = digest(session_key)
    AuthorizationRequest.objects.filter(created_at__lte=now - TIME_TO_SIGN_IN).delete()
    AuthorizationRequest.objects.filter(mailbox=mailbox, session_digest=session).delete()
    AuthorizationRequest.objects.create(
        mailbox=mailbox, state_digest=digest(state), session_digest=session, encrypted_verifier=encrypt(verifier)
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": mailbox.client_id,
        "redirect_uri": redirect_to,
        "response_type": "code",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if mailbox.provider == Mailbox.SignIn.MICROSOFT:
        # Who signs in need not be the mailbox: no hint, but the list of accounts, whoever is signed in there now.
        scopes = ["openid", "profile", "offline_access", *SCOPES["microsoft"]]
        asked |= {"response_mode": "query", "prompt": "select_account"}
        address = f"{endpoints.MICROSOFT}/{mailbox.tenant}/oauth2/v2.0/authorize"
    else:
        scopes = ["openid", "email", *SCOPES["google"]]
        # Without being asked for consent anew Google gives a refresh token only the first time.
        asked |= {"access_type": "offline", "prompt": "consent", "login_hint": mailbox.user_name}
        address = f"{endpoints.GOOGLE_ACCOUNTS}/o/oauth2/v2/auth"
    return f"{address}?{urlencode(asked | {'scope': ' '.join(scopes)})}"


@transaction.atomic
def take_sign_in(state: str, *, session_key: str, provider: str) -> AuthorizationRequest | None:
    """What was begun with `state` in this session at this provider, once; None when there is no such thing now."""
    begun = (
        AuthorizationRequest.objects.select_for_update(of=["self"])
        .select_related("mailbox")
        .filter(
            state_digest=digest(state),
            session_digest=digest(session_key),
            created_at__gt=timezone.now() - TIME_TO_SIGN_IN,
            mailbox__sign_in=f"{provider}_user",
        )
        .first()
    )
    if begun is not None:
        begun.delete()
    return begun


def complete_sign_in(begun: AuthorizationRequest, answer: Mapping[str, str], *, redirect_to: str) -> MailboxGrant:
    """Take what the provider sent back: keep the grant, and try the mailbox at once. Raises MailboxError."""
    mailbox = begun.mailbox
    issuer, expected = answer.get("iss"), ISSUERS[mailbox.provider]
    if issuer is not None and not expected.fullmatch(issuer):
        raise MailboxError(Problem.LATE, issuer)
    if answer.get("error") or not answer.get("code"):
        words = endpoints.said_in(dict(answer))
        raise MailboxError(endpoints.problem_in(words, endpoints.ABOUT_A_PERSON), words)
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": redirect_to,
        "code_verifier": read(begun.encrypted_verifier),
    }
    told = ask_provider(mailbox, form, secret=secret_of(mailbox))
    granted = set(str(told.get("scope") or " ".join(SCOPES[mailbox.provider])).lower().split())
    needed = SCOPES[mailbox.provider] if mailbox.smtp_host else SCOPES[mailbox.provider][:1]
    if lacking := [scope for scope in needed if scope.lower() not in granted]:
        raise MailboxError(Problem.NO_CONSENT, " ".join(lacking))
    if not told.get("refresh_token"):
        raise MailboxError(Problem.NO_REFRESH)
    return keep_grant(mailbox, told)


@transaction.atomic
def keep_grant(mailbox: Mailbox, told: dict[str, Any]) -> MailboxGrant:
    """In place of the one before, whoever is about to renew that. Raises MailboxError when the mailbox is gone or
    became another one."""
    same = {name: getattr(mailbox, name) for name in SECRET_IS_FOR}
    row = Mailbox.objects.select_for_update().filter(pk=mailbox.pk, sign_in=mailbox.sign_in, **same).first()
    if row is None:
        raise MailboxError(Problem.LATE)
    now = timezone.now()
    try:
        ends_at = now + timedelta(seconds=float(told["refresh_token_expires_in"]))
    except (KeyError, ValueError, TypeError, OverflowError):
        ends_at = None
    grant, _is_new = MailboxGrant.objects.update_or_create(
        mailbox=row,
        defaults={
            "user": user_in(told.get("id_token")),
            "granted_at": now,
            "ends_at": ends_at,
            "leased_by": "",
            "lease_until": None,
            "refused_at": None,
            "problem": "",
            "refusal": "",
        }
        | kept(told),
    )
    start_anew(row)
    row.save()
    announce(LiveChannel.MAILBOXES)
    return grant


def user_in(id_token: object) -> str:
    """Who has signed in, for people to read: it came from the provider itself over TLS, and nothing depends on it."""
    try:
        claims = jwt.decode(str(id_token), options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return one_line(str(claims.get("email") or claims.get("preferred_username") or ""), 254)


def forget_grant(mailbox: Mailbox) -> bool:
    """The desk keeps nothing of it. Whether the provider knows that, too."""
    grant = MailboxGrant.objects.filter(mailbox=mailbox).first()
    if grant is None:
        return True
    MailboxGrant.objects.filter(mailbox=mailbox).delete()
    announce(LiveChannel.MAILBOXES)
    return revoke(grant)


def revoke(grant: MailboxGrant) -> bool:
    """Tell Google (RFC 7009); Microsoft has no way to be told. What they do not know any more is revoked."""
    if grant.mailbox.provider != Mailbox.SignIn.GOOGLE:
        return False
    try:
        form = {"token": decrypt(grant.encrypted_refresh_token)}
        url, patience = f"{endpoints.GOOGLE}/revoke", endpoints.PATIENCE
        return requests.post(url, data=form, timeout=patience, allow_redirects=False).status_code in {200, 400}
    except (InvalidToken, requests.RequestException) as error:
        logger.warning("grant_not_revoked", mailbox=grant.mailbox.name, error=type(error).__name__)
        return False


def start_anew(mailbox: Mailbox) -> None:
    """What was wrong is over until it is seen again; whoever is at the mailbox begins again with what is set now."""
    mailbox.leased_by, mailbox.lease_until = "", None
    mailbox.next_try_at = mailbox.watched_since = timezone.now()
    mailbox.failing_since, mailbox.failures, mailbox.problem, mailbox.problem_detail = None, 0, "", ""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
