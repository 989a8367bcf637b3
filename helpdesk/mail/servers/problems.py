"""What can be wrong with a mailbox, and what to do about it: every error of the way has a class, and each its words."""

import imaplib
import smtplib
import ssl

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError, UnexpectedCommandStatusError

from helpdesk.lib.text.visibility import one_line
from helpdesk.mail.models import Mailbox

Problem = Mailbox.Problem
LONGEST_DETAIL = 300
TOO_MANY = ("[unavailable]", "[inuse]", "[limit]", "[throttled]", "too many", "temporar", "try again", "not connected")
"""RFC 5530 and what servers say in its place: it is no fault of the password."""

ADVICE: dict[str, str | Promise] = {
    Problem.NO_HOST: _("Check the name of the server for typing mistakes."),
    Problem.PRIVATE_HOST: _(
        "The server's administrator must add it to ALLOWED_PRIVATE_HOSTS, the list of private servers that may be "
        "asked."
    ),
    Problem.UNREACHABLE: _("Check server and port (993 with TLS, 143 with STARTTLS), and your firewall."),
    Problem.TIME_OUT: _("Check server and port, and your firewall. The desk keeps trying."),
    Problem.TLS: _(
        "Check that port and security fit (993 is TLS, 143 is STARTTLS), and that the server's certificate is valid "
        "for this name."
    ),
    Problem.BROKEN: _("The desk tries again automatically. If this goes on, ask the administrator of the mail server."),
    Problem.SIGN_IN: _(
        "Enter the user name and password again. Many providers ask for an app password, and for IMAP to be switched "
        "on."
    ),
    Problem.SECRET_EXPIRED: _(
        "Create a new client secret for the app in Microsoft Entra, and enter its value and its new expiry date here."
    ),
    Problem.SECRET_WRONG: _(
        "Enter the secret again: for Microsoft the secret's Value (not its Secret ID), for Google the whole JSON file."
    ),
    Problem.SECRET_LOST: _("The key of this server (SECRET_KEY) has changed. Enter the password or secret again."),
    Problem.NOT_ALLOWED: _(
        "Give the app, or the person who signed in, access to this mailbox: the last steps of “What to do at the "
        "provider”. It may take an hour to work."
    ),
    Problem.NO_CONSENT: _("Give the permission, and admin consent to it: step 3 of “What to do at the provider”."),
    Problem.NO_TENANT: _("Copy tenant ID and client ID again from the overview page of the app."),
    Problem.CLOCK: _("The server's administrator must set its clock (NTP): sign-in is refused while it is wrong."),
    Problem.TOKEN_SERVER: _("The desk tries again automatically. Check that this server can reach the internet."),
    Problem.NO_FOLDER: _("Write the folder as the mail program shows it, with its parents, such as INBOX/Tickets."),
    Problem.BUSY: _("The desk tries again automatically. Close other programs that are connected to this mailbox."),
    Problem.REFUSED: _("Read the server's answer, and test the mailbox again. Other emails are fetched all the same."),
    Problem.SENDING: _("Check the server for sending and its port (587), and that the app may send for this mailbox."),
    Problem.SIGN_IN_AGAIN: _(
        "Press “Sign in” on the page of the mailbox. A sign-in ends with a new password, by an administrator, or when "
        "it is unused for months; at Google after 7 days while the app is in Testing."
    ),
    Problem.INTERACTION: _(
        "Sign in again and do what the provider asks for, such as a second step. Where a rule of your organization "
        "(Conditional Access) keeps the desk out, an administrator must make an exception."
    ),
    Problem.DENIED: _("Sign in again and agree to everything. If you may not, ask an administrator to give consent."),
    Problem.WRONG_ACCOUNT: _(
        "Sign in with an account of the organization that the app belongs to. At Microsoft, Enterprise applications, "
        "Users and groups says who may use it."
    ),
    Problem.NO_REFRESH: _(
        "Sign in again. If this goes on, remove the app under “Third-party apps” of the Google account, or see that "
        "offline_access is among the permissions at Microsoft."
    ),
    Problem.REDIRECT: _(
        "Copy the redirect address from “What to do at the provider” into the app exactly as it stands."
    ),
    Problem.LATE: _(
        "Press “Sign in” again, in the browser in which you are signed in to the desk, and finish within ten minutes."
    ),
}


class MailboxError(Exception):
    """Something is wrong with a mailbox: its class, and in the server's own words what it said (no secret of ours)."""

    def __init__(self, problem: str, detail: object = "") -> None:
        self.problem, self.detail = problem, one_line(str(detail), LONGEST_DETAIL)
        super().__init__(f"{problem}: {self.detail}")


def as_mailbox_error(error: Exception) -> MailboxError:
    """The class of whatever the network, the library or the server raised."""
    match error:
        case MailboxError():
            return error
        case MailboxLoginError():
            return MailboxError(Problem.SIGN_IN, said_by(error))
        case MailboxFolderSelectError():
            return MailboxError(Problem.NO_FOLDER, said_by(error))
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            problem = Problem.BROKEN
        case ssl.SSLError():
            problem = Problem.TLS
        case TimeoutError():
            problem = Problem.TIME_OUT
        case ConnectionRefusedError():
            problem = Problem.UNREACHABLE
        case smtplib.SMTPException():
            problem = Problem.SENDING
        case OSError() | imaplib.IMAP4.abort():
            problem = Problem.BROKEN
        case imaplib.IMAP4.error() | ImapToolsError():
            problem = Problem.REFUSED
        case _:
            problem = Problem.REFUSED
    said = said_by(error)
    return MailboxError(Problem.BUSY if is_busy(said) else problem, said)


def is_busy(said: str) -> bool:
    return any(sign in said.lower() for sign in TOO_MANY)


def said_by(error: Exception) -> str:
    """The server's words, without the library's."""
    answer = error.command_result[1] if isinstance(error, UnexpectedCommandStatusError) else error.args
    parts = answer if isinstance(answer, list | tuple) else [answer]
    return " ".join(part.decode(errors="replace") if isinstance(part, bytes) else str(part) for part in parts if part)
