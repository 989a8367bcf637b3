"""Mails as programs, and those who mean harm, write them, each with what is to come of it.

`*.txt` holds many in one, with an archive for each sort of fault. A mail begins at "=== name" and what it needs besides
UTF-8 text: `as=` the charset of its bytes, `bytes` when \\x00 in it is a byte, `env=` and `to=` for its envelope,
`after=` the mail that comes before it, `same` (and `received`) when it is that mail once more, `backlog` when it lay in
a mailbox before that was ours. @CASE@, @SENT@ and others stand for what only a run of the desk knows.

`expected.tsv` says for each: the faults of other desks that it stands for, where it goes, and what is to be seen there.
"…" at an end of a cell is any text, "\\n" in it a line end. An empty cell is nothing, or nothing to be said about it.

- case: new; joins (the case of the one who writes); note, line (on that case, for the desk alone); offered (a new case,
  to which that case is shown); aside; unreadable (a new case that says so)
- answered: whether an acknowledgement goes to who sent it
- folded: what is below what was written, as the timeline folds it
- never: what neither the desk nor the kept bytes may hold

The letters beside this folder are for kinds of mail alone; their table says where they go.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
LETTERS = HERE.parent / "letters"
BEGINS = "\n=== "
BYTE = re.compile(rb"\\x([0-9a-f]{2})")
HEAD = "From: Zed <zed@bombs.example>\nTo: support@reply.desk.test\nDate: Tue, 1 Dec 2026 09:30:00 +0000\n"


class Arrival(NamedTuple):
    """One mail of an archive; `options` as its first line gives them."""

    name: str
    raw: str
    options: dict[str, str]

    def written(self, known: Mapping[str, str]) -> bytes:
        """Its bytes, with what the run of the desk knows."""
        raw = filled(self.raw, known).encode(self.options.get("as", "utf-8"))
        return BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), raw) if "bytes" in self.options else raw


def filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"@{name}@", value)
    return text


def archives() -> dict[str, dict[str, Arrival]]:
    """The mails by the names of the archives, and by their own."""
    found = {path.stem: {mail.name: mail for mail in _read(path)} for path in sorted(HERE.glob("*.txt"))}
    return found | {"bombs": {name: Arrival(name, raw, {}) for name, raw in bombs().items()}}


def expected() -> dict[str, dict[str, str]]:
    return _table(HERE / "expected.tsv", "name")


def expected_letters() -> dict[str, dict[str, str]]:
    return _table(LETTERS / "expected.tsv", "file")


def letters() -> Iterator[tuple[str, bytes]]:
    yield from ((name, (LETTERS / name).read_bytes()) for name in expected_letters())


def mails() -> Iterator[tuple[str, bytes]]:
    """Those of the archives, as they are without a desk."""
    yield from ((mail.name, mail.written({})) for archive in archives().values() for mail in archive.values())


def _read(path: Path) -> Iterator[Arrival]:
    _before, *mails = ("\n" + path.read_text(encoding="utf-8")).split(BEGINS)
    for mail in mails:
        head, _newline, raw = mail.partition("\n")
        name, *words = head.split()
        options = {option: value for option, _equals, value in (word.partition("=") for word in words)}
        yield Arrival(name, raw, options)


def _table(path: Path, key: str) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[key]: {name: cell.replace("\\n", "\n") for name, cell in row.items()} for row in rows}


def bombs() -> dict[str, str]:
    """Mails that are made to be too much for whoever reads them. Too large for a folder."""
    html = "Content-Type: text/html; charset=utf-8\n\n"
    deepest = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(60))
    forwards = "Content-Type: message/rfc822\n\nSubject: inner\n" * 300
    parts = "--p\nContent-Type: text/plain\n\nx\n" * 300
    files = "".join(f"--p\nContent-Disposition: attachment; filename={n}.txt\n\nx\n" for n in range(80))
    mixed = "Content-Type: multipart/mixed; boundary=p\n\n--p\nContent-Type: text/plain\n\nMany.\n"
    people = ",\n ".join(f"p{n}@crowd.example" for n in range(5_000))
    bodies = {
        "headers-without-end": "X-Filler: x\n" * 1_500 + "\nWords.",
        "parts-without-end": f"{mixed}{parts}--p--\n",
        "parts-within-parts": deepest,
        "forwards-within-forwards": f"{forwards}\nWords.",
        "tags-without-end": f"{html}{'<b>x</b>' * 100_001}",
        "divs-within-divs": f"{html}{'<div>' * 20_000}Deep inside.{'</div>' * 20_000}",
        "quotations-within-quotations": f"{html}Above.{'<blockquote>' * 5_000}Deep inside.",
        "tables-within-tables": f"{html}{'<table><tr><td>' * 3_000}Deep inside.",
        "text-without-end": "\n" + "All work and no play.\n" * 150_000,
        "line-without-end": "\n" + "x" * 1_000_000,
        "files-without-end": f"{mixed}{files}--p--\n",
        "words-without-end": "X: " + "=?utf-8?q?=C3=A4?=\n " * 10_000 + "x\n\nWords.",
        "receivers-without-end": f"Cc: {people}\n\nWords.",
        "references-without-end": "References: " + "\n ".join(f"<r{n}@x.example>" for n in range(5_000)) + "\n\nWords.",
        "angles-without-end": "\nYes.\n\n" + ">" * 100_000 + " no",
    }
    return {
        name: f"{HEAD}Subject: Too much\nMessage-ID: <{name}@bombs.example>\nMIME-Version: 1.0\n{body}\n"
        for name, body in bodies.items()
    }
