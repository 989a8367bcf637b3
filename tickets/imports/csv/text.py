"""The dialect of a CSV file: charset, delimiter, and whether it is a table at all."""

import csv
import json
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from helpdesk.lib.charsets.decoding import BOMS, read_bytes
from helpdesk.lib.charsets.wide import wide_charset_of
from helpdesk.mail.reading.errors import UnreadableError

DELIMITERS = ",;\t|"
LOOKED_AT = 256 * 1024
"""Bytes at the beginning from which the separator is told."""
MOST_SAMPLED = 500
"""Lines beyond ASCII by which a charset is told that nobody declares."""
LONGEST_LINE = 64 * 1024
OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"!BDN", "an Outlook data file (PST)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<rss", b"<workbook")


def refuse_other_kinds(path: Path) -> None:
    """Name what the file is when it is no table. Raises UnreadableError."""
    with path.open("rb") as file:
        beginning = file.read(LOOKED_AT)
    kind = next((kind for mark, kind in OTHER_KINDS if beginning.startswith(mark)), "")
    bare = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not kind and bare[:20].lower().startswith(MARKUP):
        kind = "a web page or XML"
    if not kind and bare[:1] in {b"[", b"{"} and _is_json(bare):
        kind = "JSON"
    if kind:
        raise UnreadableError(
            _("The file is no table but %(kind)s. Open it in a spreadsheet, and save it as CSV (UTF-8).")
            % {"kind": kind}
        )


def charset_of(path: Path) -> str:
    """What the file is written in: its mark, UTF-8 when it is that, else the likeliest by the lines that tell."""
    with path.open("rb") as file:
        beginning = file.read(LOOKED_AT)
    marked = next((charset for mark, charset in BOMS if beginning.startswith(mark)), "")
    wide = marked or wide_charset_of(beginning)
    if wide:
        return wide
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while file.read(1 << 20):
                pass
        return "iso2022_jp_ext" if b"\x1b$" in beginning else "utf-8-sig"
    except UnicodeDecodeError:  # then the lines beyond ASCII tell
        pass
    with path.open("rb") as file:
        lines = iter(partial(file.readline, LONGEST_LINE), b"")
        sample = b"".join(islice((line for line in lines if not line.isascii()), MOST_SAMPLED))
    _text, charset, _spoiled = read_bytes(sample)
    return "utf-8-sig" if charset == "utf-8" else charset


def opened(path: Path, charset: str) -> TextIO:
    """The table as text. What does not fit the charset is a lone surrogate in it, so that its row can be named."""
    codec = "utf-8-sig" if charset == "utf-8" else charset
    errors = "replace" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=codec, errors=errors, newline="")


def delimiter_of(text: str) -> tuple[str, int]:
    """The separator, and how many characters of a line that names it ("sep=;") come before the table."""
    first, _newline, _rest = text[:20].partition("\n")
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) <= 5:
        return (first.strip().strip('"')[4:5] or "\t"), len(first) + 1
    sample = text[:LOOKED_AT]
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign)), 0


def _evenness(sample: str, sign: str) -> tuple[float, int]:
    """How evenly a separator divides the rows: one inside words makes another number of cells in each."""
    try:
        rows = list(islice(csv.reader(sample.splitlines(keepends=True), delimiter=sign, skipinitialspace=True), 60))
    except csv.Error:
        return (0.0, 0)
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    widest = max(widths, default=1)
    if widest < 2:
        return (0.0, 0)
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)


def _is_json(beginning: bytes) -> bool:
    try:
        json.JSONDecoder().raw_decode(beginning.decode("utf-8", "replace"))
    except RecursionError:
        return True
    except ValueError:
        # A long file is cut in the middle: its first object or string shows what it is.
        return (
            beginning[:1] == b"{" or beginning[1:].lstrip()[:2] in {b'{"', b'["'} or beginning[1:].lstrip()[:1] == b"{"
        )
    return True
