"""Try a mailbox while somebody waits: sign in, look into each folder, and read the head of its newest mail."""

from typing import TypedDict

from imap_tools.errors import MailboxFolderSelectError

from helpdesk.mail.inbox import Reading, read_guarded
from helpdesk.mail.mailboxes.connecting import connected
from helpdesk.mail.mailboxes.problems import MailboxError, Problem
from helpdesk.mail.mailboxes.stubs import LONGEST_HEAD
from helpdesk.mail.models import Mailbox
from helpdesk.mail.reading.errors import UnreadableError

PATIENCE = 8.0
"""Seconds for each step: a person waits, and a thread of the web server with them."""
MOST_NAMED = 30


class Trial(TypedDict):
    """What there is: emails in all folders, and the newest one of the first that has any."""

    count: int
    newest: Reading | None


def try_mailbox(mailbox: Mailbox) -> Trial:
    """Raises MailboxError. Nothing is fetched, and nothing in the mailbox changes."""
    trial = Trial(count=0, newest=None)
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
    return trial
