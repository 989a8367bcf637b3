"""Mails as mail programs write them, each with the place where its fold begins, and how a folder did.

A file for each common program. A line of a mail says its language, what is hard about it, "html" when only HTML
came, and its subject when that matters; the scissors stand where the fold begins, and without them all is to be seen.
The files of `mended/` were looked at while the folder was mended; those of `held_out/` were only counted.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from helpdesk.mail.reading.html_text import html_to_text

HERE = Path(__file__).parent
BEGINS, SCISSORS = "=== ", "✂"
RIGHT, LOST, LEFT = "right", "lost", "left"
"""Lost: something that is to be seen was folded. Left: nothing was, but history or a signature is still in sight."""


class Labelled(NamedTuple):
    """One mail of the set, as the desk reads it."""

    name: str
    part: str
    """mended, or held_out."""
    program: str
    language: str
    kind: str
    subject: str
    text: str
    visible: str


def labelled() -> list[Labelled]:
    """The whole set, always in the same order."""
    return [mail for path in sorted(HERE.glob("*/*.txt")) for mail in _read(path)]


def _read(path: Path) -> Iterator[Labelled]:
    _before, *mails = ("\n" + path.read_text()).split("\n" + BEGINS)
    for number, mail in enumerate(mails, 1):
        head, _newline, body = mail.partition("\n")
        words, _subject, subject = head.partition(" subject=")
        language, kind, *form = words.split()
        visible, whole = body.split(SCISSORS)[0], body.replace(SCISSORS, "")
        if form == ["html"]:
            visible, whole = html_to_text(visible), html_to_text(whole)
        name = f"{path.parent.name}/{path.stem} {number}"
        yield Labelled(name, path.parent.name, path.stem, language, kind, subject, whole.strip(), visible.strip())


def verdict(mail: Labelled, seen: str) -> str:
    """How `seen`, what a folder leaves in sight of the mail, compares with what is to be seen; spaces do not count."""
    seen, wanted = "".join(seen.split()), "".join(mail.visible.split())
    if seen == wanted:
        return RIGHT
    return LEFT if wanted in seen else LOST


def score(mails: list[Labelled], fold: Callable[[Labelled], str]) -> Counter[str]:
    """How many mails were right, lost and left."""
    return Counter(verdict(mail, fold(mail)) for mail in mails)
