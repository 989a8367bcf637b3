"""Try a mailbox while somebody waits: sign in, look into each folder, and read the head of its newest mail."""

import smtplib
from typing import TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _
from imap_tools.errors import MailboxFolderSelectError

from helpdesk.lib.addresses import on_the_wire
from helpdesk.mail.inbox import Reading, read_guarded
from helpdesk.mail.mailboxes.connecting import connected
from helpdesk.mail.mailboxes.stubs import LONGEST_HEAD
from helpdesk.mail.models import Mailbox
from helpdesk.mail.outbox import Mail, unique_id
from helpdesk.mail.outbox.queue import compose
from helpdesk.mail.outbox.smtp import Outcome, deliver
from helpdesk.mail.outbox.through_mailboxes import MailboxBackend
from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.servers.grants import ask_again
from helpdesk.mail.servers.problems import MailboxError, Problem, as_mailbox_error

PATIENCE = 8.0
"""Seconds for each step: a person waits, and a thread of the web server with them."""
MOST_NAMED = 30


class Trial(TypedDict):
    """What there is: emails in all folders, and the newest one of the first that has any."""

    count: int
    newest: Reading | None
    sent_to: str
    """Where a test mail went; "" when the desk does not send through it."""


def try_mailbox(mailbox: Mailbox, *, to: str) -> Trial:
    """Raises MailboxError. Nothing is fetched, and nothing in the mailbox changes.

    When the desk sends through it, a mail goes `to` whoever tries it, past the outbox: it waits for nobody.
    """
    ask_again(mailbox)
    trial = Trial(count=0, newest=None, sent_to="")
    with connected(mailbox, patience=PATIENCE) as connection:
        for name in [*mailbox.folders, *([mailbox.move_to] if mailbox.move_to else [])]:
            try:
                connection.folder.set(name, readonly=True)
            except MailboxFolderSelectError:
                there = ", ".join(folder.name for folder in connection.folder.list()[:MOST_NAMED])
                raise MailboxError(Problem.NO_FOLDER, f"{name} ({there})") from None
            if name == mailbox.move_to:
                continue
            _code, told = connection.client.response("EXISTS")
            number = int(told[-1]) if told and told[-1] else 0
            trial["count"] += number
            if number and trial["newest"] is None:
                _code, parts = connection.client.fetch(str(number), f"(BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>)")
                head = next((part[1] for part in parts if isinstance(part, tuple)), b"")
                try:
                    trial["newest"] = read_guarded(head)
                except UnreadableError:
                    continue
    if mailbox.smtp_host:
        send_trial(mailbox, to=to)
        trial["sent_to"] = to
    return trial


def send_trial(mailbox: Mailbox, *, to: str) -> None:
    backend = MailboxBackend(mailbox)
    try:
        backend.open()  # by itself, for what is wrong with the sign-in has words of its own
        backend.close()
    except (OSError, smtplib.SMTPException) as error:
        raise as_mailbox_error(error) from error
    text = _("This is a test email from your problem desk. If you can read it, sending works.")
    mail = compose(
        Mail(to=to, subject=_("Test email from Press 4"), text=text), message_id=unique_id(), at=timezone.now()
    )
    mail.replace_header("From", mailbox.address)
    delivery = deliver(
        mail.as_bytes(), sender=mailbox.address, recipients=[on_the_wire(to)], before_data=lambda: None, mailbox=mailbox
    )
    if delivery.outcome != Outcome.SENT:
        raise MailboxError(Problem.SENDING, delivery.answer)
