"""Fetch the mail of all mailboxes, until it is told to end."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.mail.mailboxes.service import Fetcher


class Command(BaseCommand):
    help = (
        "Fetches mail from the mailboxes that are set up under Settings, Mailboxes (IMAP), and keeps each once. Any "
        "number may run: each mailbox is leased by one of them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        fetcher = Fetcher()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_sign: fetcher.stopping.set())
        self.stdout.write("Fetches mail from the mailboxes.")
        fetcher.run()
