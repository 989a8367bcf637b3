"""Access tokens by the word of a person (authorization code): renewed by one worker at a time, kept in the database.

A refresh token that was used may be dead (RFC 6749, section 6; RFC 9700, section 4.14): the one of the answer takes its
place. No connection to our database is held while a provider is asked, so one that hangs delays no other mailbox.
"""

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from helpdesk.lib.encryption import decrypt, encrypt
from helpdesk.mail.models import Mailbox, MailboxGrant
from helpdesk.mail.models.mailboxes import PASSING
from helpdesk.mail.servers import endpoints
from helpdesk.mail.servers.problems import MailboxError, Problem
from helpdesk.mail.servers.turns import at_the_database

SCOPES = {
    "microsoft": ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"],
    "google": ["https://mail.google.com/"],
}
"""What the desk needs at each provider: the first to fetch, the last to send."""
MARGIN = timedelta(minutes=5)
"""Before an access token ends, in which it is not used any more."""
LEASE = timedelta(seconds=60)
"""For one question to the provider; after that another worker may ask."""
LONGEST_WAIT = 30.0
"""Seconds for the answer that another worker waits for."""
HELD = timedelta(minutes=30)
"""So long a provider is not asked again after a no that only a person can change."""


def granted_token(mailbox: Mailbox, *, secret: str) -> str:
    """A good access token; `secret` is that of the app. Raises MailboxError, also where nobody has signed in."""
    until = time.monotonic() + LONGEST_WAIT
    while True:
        with at_the_database():
            grant = take_grant(mailbox, at=timezone.now())
        if grant.leased_by:
            return renew(mailbox, grant, secret=secret)
        if grant.encrypted_access_token:
            return read(grant.encrypted_access_token)
        if time.monotonic() > until:
            raise MailboxError(Problem.TOKEN_SERVER)
        time.sleep(0.1)


@transaction.atomic
def take_grant(mailbox: Mailbox, *, at: datetime) -> MailboxGrant:
    """With a good access token; or leased by us, to be renewed; or with neither, while another worker renews it.

    Raises MailboxError where a person must do something first.
    """
    grant = MailboxGrant.objects.select_for_update().filter(mailbox=mailbox).first()
    if grant is None:
        raise MailboxError(Problem.SIGN_IN_AGAIN)
    if grant.refused_at and at - grant.refused_at < HELD:
        raise MailboxError(grant.problem, grant.refusal)
    is_leased = grant.lease_until is not None and grant.lease_until > at
    is_good = bool(grant.encrypted_access_token) and grant.access_until is not None and grant.access_until - MARGIN > at
    grant.leased_by = ""
    if is_good:
        return grant
    grant.encrypted_access_token = ""
    if not is_leased:
        grant.leased_by, grant.lease_until = uuid4().hex, at + LEASE
        grant.save(update_fields=["leased_by", "lease_until"])
    return grant


def renew(mailbox: Mailbox, grant: MailboxGrant, *, secret: str) -> str:
    """Ask the provider, and keep what it says unless the lease is lost: somebody signed in anew, or out."""
    mine = MailboxGrant.objects.filter(pk=grant.pk, leased_by=grant.leased_by)
    try:
        form = {"grant_type": "refresh_token", "refresh_token": read(grant.encrypted_refresh_token)}
        told = ask_provider(mailbox, form, secret=secret)
    except MailboxError as error:
        said = {} if error.problem in PASSING else {"refused_at": timezone.now()}
        with at_the_database():
            mine.update(leased_by="", lease_until=None, problem=error.problem, refusal=error.detail, **said)
        raise
    with at_the_database():
        is_kept = mine.update(leased_by="", lease_until=None, refused_at=None, problem="", refusal="", **kept(told))
    if not is_kept:
        raise MailboxError(Problem.TOKEN_SERVER)
    return str(told["access_token"])


def ask_provider(mailbox: Mailbox, form: dict[str, str], *, secret: str) -> dict[str, Any]:
    """As the app, for what a person granted it."""
    form = form | {"client_id": mailbox.client_id, "client_secret": secret}
    if mailbox.provider == Mailbox.SignIn.MICROSOFT:
        url = f"{endpoints.MICROSOFT}/{mailbox.tenant}/oauth2/v2.0/token"
        form["scope"] = " ".join(["openid", "profile", "offline_access", *SCOPES["microsoft"]])
    else:
        url = f"{endpoints.GOOGLE}/token"
    return endpoints.ask(url, form, signs=endpoints.ABOUT_A_PERSON)


def kept(told: dict[str, Any]) -> dict[str, Any]:
    """The columns of an answer. Google gives no new refresh token: then the old one goes on."""
    columns: dict[str, Any] = {
        "encrypted_access_token": encrypt(told["access_token"]),
        "access_until": timezone.now() + timedelta(seconds=told["expires_in"]),
    }
    if told.get("refresh_token"):
        columns["encrypted_refresh_token"] = encrypt(str(told["refresh_token"]))
    return columns


def read(encrypted: str) -> str:
    """Raises MailboxError when no SECRET_KEY of ours wrote it: a person must sign in again."""
    try:
        return decrypt(encrypted)
    except InvalidToken:
        raise MailboxError(Problem.SIGN_IN_AGAIN) from None


def forget_access(mailbox: Mailbox) -> None:
    """The server did not take the access token."""
    with at_the_database():
        MailboxGrant.objects.filter(mailbox=mailbox).update(encrypted_access_token="", access_until=None)


def ask_again(mailbox: Mailbox) -> None:
    """Somebody has changed something, or wants to know: the provider is asked although it said no a moment ago."""
    MailboxGrant.objects.filter(mailbox=mailbox).update(refused_at=None)
