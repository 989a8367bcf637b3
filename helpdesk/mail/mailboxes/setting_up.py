"""Set a mailbox up, change it, take it away. Whoever fetches from it notices within seconds."""

from django.utils import timezone

from helpdesk.lib.encryption import encrypt
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.settings_rows import delete_row, save_row
from helpdesk.mail.models import Mailbox


def configure_mailbox(mailbox: Mailbox, *, secret: str) -> None:
    """Save it, with its `secret` unless that is empty: then it keeps the one that it has.

    A mail that is being fetched by what was set before is not kept, but fetched again by what is set now. Raises
    ValidationError when the name is taken.
    """
    if secret:
        mailbox.encrypted_secret = encrypt(secret)
    mailbox.leased_by, mailbox.lease_until = "", None
    mailbox.next_try_at = mailbox.watched_since = timezone.now()
    mailbox.failing_since, mailbox.failures, mailbox.problem, mailbox.problem_detail = None, 0, "", ""
    save_row(mailbox)
    announce(LiveChannel.MAILBOXES)


def delete_mailbox(mailbox: Mailbox) -> None:
    """Cases and emails stay; nobody remembers what was fetched from it."""
    delete_row(mailbox)
    announce(LiveChannel.MAILBOXES)
