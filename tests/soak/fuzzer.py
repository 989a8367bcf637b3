"""Read mutated mails, guided by coverage, until something raises: `python -m tests.soak.fuzzer [libFuzzer's options]`.

Needs atheris, which PyPI has ready for Linux on x86-64 alone: hence it stands in no requirements*.in.
`test_fuzzed_mails` runs this in a process of its own, within limits of memory and of time for each mail.
"""

import os
import sys

import atheris
import django

INSTRUMENTED = ["helpdesk.mail.reading", "helpdesk.mail.kinds", "helpdesk.mail.inbox", "helpdesk.lib.charsets", "email"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    # Modules are instrumented while they are imported, and the setting-up imports most of them.
    with atheris.instrument_imports(include=INSTRUMENTED):
        django.setup()
        from helpdesk.mail.inbox.cards import without_cards
        from helpdesk.mail.inbox.reading import read
        from helpdesk.mail.reading.errors import UnreadableError

    def file(raw: bytes) -> None:
        """What is done to each mail before the database is asked anything."""
        try:
            read(without_cards(raw), envelope_from="vera@buyer.example")
        except UnreadableError:  # said in words, on a case
            return

    atheris.Setup(sys.argv, file)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
