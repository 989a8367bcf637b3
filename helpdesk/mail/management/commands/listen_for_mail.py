"""Take mail for the desk over SMTP or LMTP, until it is told to end."""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.mail.inbox.listener import listen


class Command(BaseCommand):
    help = (
        "Takes mail for the desk over SMTP, or over LMTP behind a mail server, and keeps each mail before it says yes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.INBOUND_SMTP_HOST)
        parser.add_argument("--port", type=int, default=settings.INBOUND_SMTP_PORT)
        parser.add_argument("--lmtp", action="store_true", help="speak LMTP (RFC 2033) instead of SMTP")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._serve(**options))
        except OSError as error:
            raise CommandError(f"Cannot listen on {options['host']}:{options['port']}: {error}") from error

    async def _serve(self, *, host: str, port: int, lmtp: bool, **_options: Any) -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, ended.set)
        server = await listen(host, port, is_lmtp=lmtp)
        self.stdout.write(f"Takes mail on {host}:{port} ({'LMTP' if lmtp else 'SMTP'}).")
        await ended.wait()
        server.close()
