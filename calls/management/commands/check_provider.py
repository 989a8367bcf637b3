"""Ask the provider now whether our account, its token and its numbers are as they must be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from calls.twilio.account_check import RECENT, check_provider
from calls.twilio.findings import in_words
from calls.twilio.live_check import live_questions


class Command(BaseCommand):
    help = (
        "Compare the account and its numbers at the voice provider with what this desk needs. It reads only: nothing "
        "rings and nothing is charged. With --live: the questions that only calls on a live account answer, what to "
        "dial for each, and what the calls of the last day have told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--live", action="store_true", help="the live check list; it rings nobody by itself")

    def handle(self, *args: Any, live: bool, **options: Any) -> None:
        check = check_provider()
        if live:
            since = timezone.now() - RECENT
            for number, (question, how, told) in enumerate(live_questions(since=since), start=1):
                self.stdout.write(f"{number}. {question}\n   To do: {how}\n   Told: {told}\n")
        wrong = [in_words(finding) for finding in check.findings]
        for sentence in wrong:
            self.stdout.write(f"- {sentence}")
        if wrong:
            raise CommandError(f"{len(wrong)} to set right.")
        self.stdout.write(f"{check.account_type} account, {check.account_status}; {check.numbers} numbers are right.")
