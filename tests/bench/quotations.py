"""How well the desk tells what somebody wrote from what their mail program put below it, beside libraries for that."""

import json
from collections import Counter
from itertools import compress

from helpdesk.devservices import state_directory
from helpdesk.lib.text.quotations import split_quoted
from tests.bench.rival.server import environment_of, run
from tests.quotations import HERE, LEFT, LOST, RIGHT, Labelled, labelled, verdict

PACKAGES = [
    "mail-parser-reply==1.36",
    "email-reply-parser==0.5.12",
    "quotequail==0.5.4",
    "email-reply-extractor==1.1.1",
]
RUNNER = HERE.parent / "bench/rival/fold.py"


def measure(*, beside: bool) -> None:
    """Print how many mails of the set each of them folds as they are labelled."""
    mails = labelled()
    verdicts = {"Press 4": [verdict(mail, ours(mail)) for mail in mails]}
    if beside:
        verdicts |= of_libraries(mails)
    print(f"{len(mails)} mails\n{'':24}{RIGHT:>12}{LOST:>8}{LEFT:>8}{'mended':>14}{'held out':>14}{'top answers':>14}")
    for name, given in verdicts.items():
        counts = Counter(given)
        chosen = [("part", "mended"), ("part", "held_out"), ("kind", "top")]
        parts = "".join(
            f"{share(given, [getattr(mail, what) == value for mail in mails]):>14}" for what, value in chosen
        )
        print(f"{name:24}{counts[RIGHT]:7}{counts[RIGHT] / len(mails):5.0%}{counts[LOST]:8}{counts[LEFT]:8}{parts}")
    for what in ("program", "language", "kind"):
        print(f"\n{what:36}" + "".join(f"{name:>24}" for name in verdicts))
        values = [getattr(mail, what) for mail in mails]
        for value in dict.fromkeys(values):
            is_meant = [one == value for one in values]
            print(f"{value:36}" + "".join(f"{share(given, is_meant):>24}" for given in verdicts.values()))


def ours(mail: Labelled) -> str:
    return split_quoted(mail.text, mail.subject)[0]


def of_libraries(mails: list[Labelled]) -> dict[str, list[str]]:
    """The verdicts on each library, which gets the text that we get."""
    python = environment_of(state_directory("bench"), *PACKAGES)
    told = run([str(python), str(RUNNER)], input=json.dumps([mail.text for mail in mails]))
    return {
        name: [verdict(mail, seen) for mail, seen in zip(mails, texts, strict=True)]
        for name, texts in json.loads(told).items()
    }


def share(given: list[str], is_meant: list[bool]) -> str:
    """How many of those that are meant were right, of how many."""
    meant = list(compress(given, is_meant))
    return f"{meant.count(RIGHT)} of {len(meant)}"
