"""manage.py write_fallback_documents: what callers hear, and whom they reach, when the desk is away altogether."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calls.ringing.fallback_documents import beyond_ten
from calls.twiml.fallback import fallback_document
from escalation.lines import fallback_people
from escalation.models import Line
from helpdesk.lib.phones import normalize_phone


class Command(BaseCommand):
    help = "Write the static TwiML document of each line, to be hosted elsewhere and set as the line's fallback URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--line", default="", help="only the line with this number, such as +15005550100")
        parser.add_argument("--output", type=Path, help="a directory for fallback-<number>.xml; else standard output")

    def handle(self, *args: Any, line: str, output: Path | None, **options: Any) -> None:
        lines = Line.objects.filter(is_active=True).select_related("ring_group", "notice")
        if line:
            lines = lines.filter(number=normalize_phone(line))
        if not lines:
            raise CommandError(f"No line in use has the number {line}." if line else "No line is in use.")
        if output is None and len(lines) > 1:
            raise CommandError("Several lines: choose one with --line, or give a directory with --output.")
        for one in lines:
            people = fallback_people(one)
            if not people:
                raise CommandError(f"{one} rings nobody first: add a person to {one.ring_group}.")
            if left_out := beyond_ten(people):
                self.stderr.write(f"{one}: {left_out}")
            document = fallback_document(one)
            if output is None:
                self.stdout.write(document)
                continue
            output.mkdir(parents=True, exist_ok=True)
            path = output / f"fallback-{one.number.lstrip('+')}.xml"
            path.write_text(document, encoding="utf-8")
            self.stdout.write(f"{one}: {path}")
