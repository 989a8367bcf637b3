"""Keep one mail from standard input, for a mail server that hands each mail to a program."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.mail.inbox import LARGEST, keep_message
from helpdesk.mail.models import InboundMessage

TEMPORARY_FAILURE, TOO_LARGE = 75, 69
"""EX_TEMPFAIL: the mail server keeps the mail and tries again. EX_UNAVAILABLE: it sends it back (sysexits.h)."""


class Command(BaseCommand):
    help = "Keeps the mail on standard input. Ends with 75 when it could not, so that the mail server tries again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("recipients", nargs="*", help="the addresses that it was brought to")
        parser.add_argument("--sender", default="", help="the envelope sender")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            self.stderr.write(f"The mail is larger than {LARGEST} bytes.")
            sys.exit(TOO_LARGE)
        try:
            message = keep_message(
                raw,
                door=InboundMessage.Door.PIPE,
                envelope_from=options["sender"],
                envelope_to=options["recipients"],
            )
        except Exception as error:  # noqa: BLE001 - after any other status the mail server sends the mail back
            self.stderr.write(f"Not kept: {error}")
            sys.exit(TEMPORARY_FAILURE)
        self.stdout.write(f"Kept as {message.pk}.")
