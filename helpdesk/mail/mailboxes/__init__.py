"""Mailboxes elsewhere (IMAP): how they are set up and tried, and how their mail is fetched, once each."""

from helpdesk.mail.mailboxes.setting_up import configure_mailbox, delete_mailbox
from helpdesk.mail.mailboxes.signing_in import (
    SECRET_IS_FOR,
    begin_sign_in,
    complete_sign_in,
    forget_grant,
    take_sign_in,
)
from helpdesk.mail.mailboxes.standing import trouble_of, troubled_mailboxes
from helpdesk.mail.mailboxes.trying import try_mailbox
from helpdesk.mail.servers.problems import ADVICE, MailboxError

__all__ = [
    "ADVICE",
    "SECRET_IS_FOR",
    "MailboxError",
    "begin_sign_in",
    "complete_sign_in",
    "configure_mailbox",
    "delete_mailbox",
    "forget_grant",
    "take_sign_in",
    "trouble_of",
    "troubled_mailboxes",
    "try_mailbox",
]
