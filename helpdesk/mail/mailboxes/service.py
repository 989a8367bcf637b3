"""The service that fetches: a thread for each mailbox, so that one that hangs or is broken delays no other one."""

import tempfile
import threading
import time
from pathlib import Path

import structlog
from django.db import Error, close_old_connections

from helpdesk.mail.mailboxes.connecting import Connection, connected
from helpdesk.mail.mailboxes.fetching import fetch_new
from helpdesk.mail.mailboxes.leasing import (
    LeaseLostError,
    give_back,
    lease_due,
    note_failure,
    note_success,
    renew_leases,
)
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem
from helpdesk.mail.servers.turns import at_the_database

logger = structlog.get_logger(__name__)

LOOK = 1.0
"""Seconds between two looks for mailboxes that were added, changed or given back."""
POLL = 40.0
"""Seconds after which a mailbox is looked at although its server told of nothing."""
LONGEST_SILENCE = 600.0
"""Seconds for one mail; then the connection is cut, whatever the server drips."""
GOODBYE = 20.0


ALIVE = Path(tempfile.gettempdir()) / "fetch-mail"
"""Written at each look, for the health check of the container."""


class Watcher(threading.Thread):
    """At one mailbox, for as long as its lease holds."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"mailbox-{mailbox.pk}", daemon=True)
        self.mailbox, self.stopping = mailbox, threading.Event()
        self.connection: Connection | None = None
        self.alive_at, self.was_silent = time.monotonic(), False

    def run(self) -> None:
        try:
            with connected(self.mailbox) as connection:
                self.connection = connection
                self.watch(connection)
            with at_the_database():
                give_back(self.mailbox)
        except LeaseLostError:
            logger.info("mailbox_lease_lost", mailbox=self.mailbox.name)
        except MailboxError as error:
            self.fail(error)
        except Error as error:  # our own database: the lease runs out, and the next one goes on
            logger.warning(
                "mailbox_not_kept", mailbox=self.mailbox.name, error=f"{type(error).__name__}: {error}"[:300]
            )
        except Exception as error:  # whatever it is, the others go on
            logger.exception("mailbox_broke", mailbox=self.mailbox.name)
            self.fail(MailboxError(Problem.REFUSED, f"{type(error).__name__}: {error}"))

    def watch(self, connection: Connection) -> None:
        while not self.stopping.is_set():
            fetch_new(self.mailbox, connection, is_stopped=self.goes_no_further)
            with at_the_database():
                note_success(self.mailbox)
            if len(self.mailbox.folders) > 1:
                connection.folder.set(self.mailbox.folders[0], readonly=True)  # the one whose news are told
            self.alive_at = time.monotonic()
            connection.wait_for_news(self.stopping, seconds=POLL)

    def goes_no_further(self) -> bool:
        """Asked before each mail, which shows that the one before is done."""
        self.alive_at = time.monotonic()
        return self.stopping.is_set()

    def fail(self, error: MailboxError) -> None:
        with at_the_database():
            if self.was_silent:  # we hung up ourselves
                note_failure(self.mailbox, MailboxError(Problem.TIME_OUT))
            elif self.stopping.is_set():
                give_back(self.mailbox)
            else:
                note_failure(self.mailbox, error)


class Fetcher:
    """All mailboxes, until it is told to end."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.watchers: dict[str, Watcher] = {}

    def run(self) -> None:
        while not self.stopping.wait(LOOK):
            try:
                close_old_connections()
                self.look()
                ALIVE.touch()
            except Error as error:
                logger.warning("mailboxes_not_read", error=f"{type(error).__name__}: {error}"[:300])
        for watcher in self.watchers.values():
            watcher.stopping.set()
        until = time.monotonic() + GOODBYE
        for watcher in self.watchers.values():
            watcher.join(max(until - time.monotonic(), 0))

    def look(self) -> None:
        """Begin with those that nobody is at, and end where the lease is gone or the server fell silent."""
        self.watchers = {lease: watcher for lease, watcher in self.watchers.items() if watcher.is_alive()}
        held = renew_leases(list(self.watchers))
        for lease, watcher in self.watchers.items():
            is_silent = time.monotonic() - watcher.alive_at > LONGEST_SILENCE
            if lease not in held or is_silent:
                watcher.was_silent = watcher.was_silent or is_silent
                watcher.stopping.set()
                if watcher.connection and is_silent:
                    watcher.connection.hang_up()
        for mailbox in lease_due():
            self.watchers[mailbox.leased_by] = watcher = Watcher(mailbox)
            watcher.start()
