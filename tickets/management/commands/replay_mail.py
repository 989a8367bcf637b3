"""Read the mails that came in again, and show what would be read otherwise today."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.mail.models import InboundMessage
from tickets.inbound.replaying import differences

SHOWN = 70


class Command(BaseCommand):
    help = "Reads received mails again with the parser of today and shows what differs. Changes and sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mails", nargs="*", type=int, help="their numbers, as in the address of their page")
        parser.add_argument("--last", type=int, default=1000, help="how many of the newest, when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = InboundMessage.objects.order_by("-pk")
        keys = options["mails"] or list(rows.values_list("pk", flat=True)[: options["last"]])
        changed = 0
        for pk in sorted(keys):
            message = InboundMessage.objects.filter(pk=pk).first()
            if message is None:
                self.stderr.write(f"There is no received mail {pk}.")
                continue
            found = differences(message)
            changed += bool(found)
            for name, (was, now) in found.items():
                self.stdout.write(f"{pk} {name}: {was[:SHOWN]!r} → {now[:SHOWN]!r}")
        self.stdout.write(f"{len(keys)} mails read again, {changed} of them otherwise. Nothing was changed.")
