"""Access tokens for mailboxes into which an app signs in: Microsoft's client credentials and Google's service accounts.

Both are one request without a person (RFC 6749, section 4.4; RFC 7523, section 2.1), so no refresh token can be lost.
"""

import json
import time
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import jwt
import requests
from cryptography.fernet import InvalidToken

from helpdesk.lib.encryption import decrypt
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem

MICROSOFT = "https://login.microsoftonline.com"
GOOGLE = "https://oauth2.googleapis.com"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"
PATIENCE = (5, 10)
"""Seconds to connect, and between two bytes."""
MARGIN = 300
"""Seconds before a token ends in which it is not used any more."""
MOST_SKEW = 300
LIFE = 3600
ABOUT_THE_APP: dict[str, str] = {
    "AADSTS7000222": Problem.SECRET_EXPIRED,
    "AADSTS7000215": Problem.SECRET_WRONG,
    "AADSTS7000218": Problem.SECRET_WRONG,
    "AADSTS90002": Problem.NO_TENANT,
    "AADSTS900023": Problem.NO_TENANT,
    "AADSTS700016": Problem.NO_TENANT,
    "AADSTS65001": Problem.NO_CONSENT,
    "AADSTS500011": Problem.NO_CONSENT,
    "AADSTS7000112": Problem.NO_CONSENT,
    "reasonable timeframe": Problem.CLOCK,
    "AADSTS700024": Problem.CLOCK,
    "unauthorized_client": Problem.NO_CONSENT,
    "access_denied": Problem.NO_CONSENT,
    "Invalid email or User ID": Problem.NOT_ALLOWED,
    "account not found": Problem.SECRET_WRONG,
    "Invalid JWT Signature": Problem.SECRET_WRONG,
    "invalid_client": Problem.SECRET_WRONG,
    "invalid_grant": Problem.SECRET_WRONG,
}
"""Signs in the answers of both, the most certain first, and what each means."""

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
    key = (mailbox.sign_in, mailbox.tenant, mailbox.client_id, mailbox.user_name, mailbox.encrypted_secret)
    token, until = _kept.get(key, ("", 0.0))
    if time.monotonic() < until:
        return token
    ask = ask_microsoft if mailbox.sign_in == Mailbox.SignIn.MICROSOFT else ask_google
    token, seconds = ask(mailbox)
    _kept[key] = token, time.monotonic() + seconds - MARGIN
    return token


def forget_token(mailbox: Mailbox) -> None:
    """The server did not take it: it was revoked, or the app has lost its access since."""
    for key in [key for key in _kept if key[-1] == mailbox.encrypted_secret]:
        _kept.pop(key, None)


def ask_microsoft(mailbox: Mailbox) -> tuple[str, float]:
    form = {
        "grant_type": "client_credentials",
        "client_id": mailbox.client_id,
        "client_secret": secret_of(mailbox),
        "scope": MICROSOFT_SCOPE,
    }
    return ask(f"{MICROSOFT}/{mailbox.tenant}/oauth2/v2.0/token", form)


def ask_google(mailbox: Mailbox) -> tuple[str, float]:
    """The audience is Google's own, whatever the file says: another one could use what we sign."""
    secret, now = secret_of(mailbox), int(time.time())
    try:
        key = json.loads(secret)
        claims = {
            "iss": key["client_email"],
            "sub": mailbox.user_name,
            "scope": GOOGLE_SCOPE,
            "aud": f"{GOOGLE}/token",
            "iat": now,
            "exp": now + LIFE,
        }
        signed = jwt.encode(claims, key["private_key"], algorithm="RS256", headers={"kid": key.get("private_key_id")})
    except (ValueError, KeyError, TypeError, jwt.PyJWTError):
        raise MailboxError(Problem.SECRET_WRONG) from None
    return ask(f"{GOOGLE}/token", {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": signed})


def ask(url: str, form: dict[str, str]) -> tuple[str, float]:
    """The token, and for how many seconds it is good."""
    try:
        answer = requests.post(url, data=form, timeout=PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        raise MailboxError(Problem.TOKEN_SERVER, type(error).__name__) from None
    try:
        told: Any = answer.json()
        if answer.ok:
            return str(told["access_token"]), float(told.get("expires_in", LIFE))
    except (ValueError, KeyError, TypeError, AttributeError):
        told = {}
    words = (
        " ".join(str(told.get(part, "")) for part in ("error", "error_description")) if isinstance(told, dict) else ""
    )
    problem = next((problem for sign, problem in ABOUT_THE_APP.items() if sign in words), Problem.TOKEN_SERVER)
    theirs = parsedate_tz(answer.headers.get("Date", ""))
    if problem != Problem.TOKEN_SERVER and theirs and abs(mktime_tz(theirs) - time.time()) > MOST_SKEW:
        problem = Problem.CLOCK
    raise MailboxError(problem, words or f"HTTP {answer.status_code}")
