"""What Microsoft and Google are asked for tokens, and what they answer: each refusal known for what it is."""

import time
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import requests

from helpdesk.mail.servers.problems import MailboxError, Problem

MICROSOFT = "https://login.microsoftonline.com"
GOOGLE = "https://oauth2.googleapis.com"
GOOGLE_ACCOUNTS = "https://accounts.google.com"
PATIENCE = (5, 10)
"""Seconds to connect, and between two bytes."""
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
ABOUT_A_PERSON: dict[str, str] = (
    {
        "AADSTS65004": Problem.DENIED,
        "AADSTS90094": Problem.NO_CONSENT,
        "AADSTS90095": Problem.NO_CONSENT,
        "AADSTS50072": Problem.INTERACTION,
        "AADSTS50074": Problem.INTERACTION,
        "AADSTS50076": Problem.INTERACTION,
        "AADSTS50079": Problem.INTERACTION,
        "AADSTS50158": Problem.INTERACTION,
        "AADSTS53003": Problem.INTERACTION,
        "AADSTS50020": Problem.WRONG_ACCOUNT,
        "AADSTS50034": Problem.WRONG_ACCOUNT,
        "AADSTS50105": Problem.WRONG_ACCOUNT,
        "AADSTS50011": Problem.REDIRECT,
        "redirect_uri_mismatch": Problem.REDIRECT,
        "consent_required": Problem.NO_CONSENT,
        "admin_policy_enforced": Problem.NO_CONSENT,
        "org_internal": Problem.WRONG_ACCOUNT,
        "interaction_required": Problem.INTERACTION,
        "login_required": Problem.SIGN_IN_AGAIN,
    }
    | ABOUT_THE_APP
    | {"access_denied": Problem.DENIED, "invalid_grant": Problem.SIGN_IN_AGAIN}
)
"""The same where a person signs in, whose word ends: by a new password, by an administrator, or unused for months."""


def ask(url: str, form: dict[str, str], *, signs: dict[str, str] = ABOUT_THE_APP) -> dict[str, Any]:
    """The answer, in which `access_token` is a text and `expires_in` a number of seconds. Raises MailboxError."""
    try:
        answer = requests.post(url, data=form, timeout=PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        raise MailboxError(Problem.TOKEN_SERVER, type(error).__name__) from None
    try:
        told: Any = answer.json()
        if answer.ok:
            life = min(24.0 * LIFE, max(0.0, float(told.get("expires_in", LIFE))))
            return {**told, "access_token": str(told["access_token"]), "expires_in": life}
    except (ValueError, KeyError, TypeError, AttributeError):
        told = {}
    words = said_in(told) if isinstance(told, dict) else ""
    problem = problem_in(words, signs)
    theirs = parsedate_tz(answer.headers.get("Date", ""))
    # What is signed by a person's word does not depend on our clock.
    is_timed = problem not in {Problem.TOKEN_SERVER, Problem.SIGN_IN_AGAIN, Problem.INTERACTION}
    if is_timed and theirs and abs(mktime_tz(theirs) - time.time()) > MOST_SKEW:
        problem = Problem.CLOCK
    raise MailboxError(problem, words or f"HTTP {answer.status_code}")


def said_in(told: dict[str, Any]) -> str:
    """The words of a refusal (RFC 6749, sections 4.1.2.1 and 5.2)."""
    return " ".join(str(told[part]) for part in ("error", "suberror", "error_description") if told.get(part))


def problem_in(words: str, signs: dict[str, str]) -> str:
    return next((problem for sign, problem in signs.items() if sign in words), Problem.TOKEN_SERVER)
