"""Access tokens for mailboxes into which an app signs in: Microsoft's client credentials and Google's service accounts.

Both are one request without a person (RFC 6749, section 4.4; RFC 7523, section 2.1), so no refresh token can be lost.
Where a person signs in, helpdesk/mail/servers/grants.py has the token.
"""

import json
import time
from typing import Any

import jwt
from cryptography.fernet import InvalidToken

from helpdesk.lib.encryption import decrypt
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers import endpoints, grants
from helpdesk.mail.servers.problems import MailboxError, Problem

MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"
MARGIN = 300
"""Seconds before a token ends in which it is not used any more."""
LIFE = 3600

_kept: dict[tuple[object, ...], tuple[str, float]] = {}
"""Until when (monotonic) each token of this process is good; a mail that is sent does not ask for one of its own."""


def secret_of(mailbox: Mailbox) -> str:
    """Raises MailboxError when no SECRET_KEY of ours wrote it."""
    try:
        return decrypt(mailbox.encrypted_secret)
    except InvalidToken:
        raise MailboxError(Problem.SECRET_LOST) from None


def access_token(mailbox: Mailbox) -> str:
    """Raises MailboxError, with the class of what the sign-in service said."""
    if mailbox.is_by_person:
        return grants.granted_token(mailbox, secret=secret_of(mailbox))
    key = (mailbox.sign_in, mailbox.tenant, mailbox.client_id, mailbox.user_name, mailbox.encrypted_secret)
    token, until = _kept.get(key, ("", 0.0))
    if time.monotonic() < until:
        return token
    ask = ask_microsoft if mailbox.sign_in == Mailbox.SignIn.MICROSOFT else ask_google
    told = ask(mailbox)
    token = str(told["access_token"])
    _kept[key] = token, time.monotonic() + told["expires_in"] - MARGIN
    return token


def forget_token(mailbox: Mailbox) -> None:
    """The server did not take it: it was revoked, or the app has lost its access since."""
    if mailbox.is_by_person:
        grants.forget_access(mailbox)
    for key in [key for key in _kept if key[-1] == mailbox.encrypted_secret]:
        _kept.pop(key, None)


def ask_microsoft(mailbox: Mailbox) -> dict[str, Any]:
    form = {
        "grant_type": "client_credentials",
        "client_id": mailbox.client_id,
        "client_secret": secret_of(mailbox),
        "scope": MICROSOFT_SCOPE,
    }
    return endpoints.ask(f"{endpoints.MICROSOFT}/{mailbox.tenant}/oauth2/v2.0/token", form)


def ask_google(mailbox: Mailbox) -> dict[str, Any]:
    """The audience is Google's own, whatever the file says: another one could use what we sign."""
    secret, now = secret_of(mailbox), int(time.time())
    try:
        key = json.loads(secret)
        claims = {
            "iss": key["client_email"],
            "sub": mailbox.user_name,
            "scope": GOOGLE_SCOPE,
            "aud": f"{endpoints.GOOGLE}/token",
            "iat": now,
            "exp": now + LIFE,
        }
        signed = jwt.encode(claims, key["private_key"], algorithm="RS256", headers={"kid": key.get("private_key_id")})
    except (ValueError, KeyError, TypeError, jwt.PyJWTError):
        raise MailboxError(Problem.SECRET_WRONG) from None
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": signed}
    return endpoints.ask(f"{endpoints.GOOGLE}/token", form)
