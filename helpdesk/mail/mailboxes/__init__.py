"""Mailboxes elsewhere (IMAP): how they are set up and tried, and how their mail is fetched, once each."""

from helpdesk.mail.mailboxes.setting_up import configure_mailbox, delete_mailbox
from helpdesk.mail.mailboxes.standing import trouble_of, troubled_mailboxes
from helpdesk.mail.mailboxes.trying import try_mailbox
from helpdesk.mail.servers.problems import ADVICE, MailboxError

__all__ = [
    "ADVICE",
    "MailboxError",
    "configure_mailbox",
    "delete_mailbox",
    "trouble_of",
    "troubled_mailboxes",
    "try_mailbox",
]
