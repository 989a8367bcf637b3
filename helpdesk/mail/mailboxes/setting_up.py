"""Set a mailbox up, change it, take it away. Whoever fetches from it notices within seconds."""

from django.db import transaction

from helpdesk.lib.encryption import encrypt
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.settings_rows import delete_row, save_row
from helpdesk.mail.mailboxes.signing_in import SECRET_IS_FOR, forget_grant, revoke, start_anew
from helpdesk.mail.models import Mailbox, MailboxGrant
from helpdesk.mail.servers.grants import ask_again


def configure_mailbox(mailbox: Mailbox, *, secret: str) -> None:
    """Save it, with its `secret` unless that is empty: then it keeps the one that it has.

    A mail that is being fetched by what was set before is not kept, but fetched again by what is set now. What a person
    granted ends when it would be used at another server, or for another mailbox or app. Raises ValidationError when the
    name is taken, or the mailbox where a person signs in.
    """
    if secret:
        mailbox.encrypted_secret = encrypt(secret)
    start_anew(mailbox)
    with transaction.atomic():
        ended = MailboxGrant.objects.filter(mailbox=mailbox.pk).select_related("mailbox").first()
        if ended and all(getattr(ended.mailbox, name) == getattr(mailbox, name) for name in SECRET_IS_FOR):
            ended = None
        if ended:
            MailboxGrant.objects.filter(pk=ended.pk).delete()
        save_row(mailbox)
    if ended:
        revoke(ended)
    ask_again(mailbox)
    announce(LiveChannel.MAILBOXES)


def delete_mailbox(mailbox: Mailbox) -> None:
    """Cases and emails stay; nobody remembers what was fetched from it, nor the sign-in of a person."""
    forget_grant(mailbox)
    delete_row(mailbox)
    announce(LiveChannel.MAILBOXES)
