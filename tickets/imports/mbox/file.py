"""Split a mailbox file into mails (RFC 4155, and the kinds that other programs write)."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 4096
"""Bytes of a line that are looked at; what is longer separates nothing."""
LOOKED_AHEAD = 40
"""Lines behind a possible separator in which headers are looked for."""
DATED = re.compile(rb"^From (?:\S.{0,400}\s)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,40}\d\d?:\d\d.{0,40}$")
HEADER = re.compile(rb"^>?[A-Za-z][A-Za-z0-9-]{0,60}[ \t]{0,9}:")
USUAL = re.compile(rb"^(?:From|To|Date|Subject|Received|Return-Path|Message-ID|Delivered-To|X-[A-Za-z0-9-]{1,40}|"
                   rb"MIME-Version|Content-Type|Reply-To|Sender|DKIM-Signature|Status)[ \t]{0,9}:", re.I)  # fmt: skip
CONTENT_LENGTH = re.compile(rb"^Content-Length[ \t]{0,9}:[ \t]{0,9}(\d{1,12})[ \t\r]*$", re.I)
ESCAPED = re.compile(rb"^>(>*From )", re.M)


@dataclass(frozen=True)
class Slice:
    """One mail of the file: `begin` is behind its separator, which says `envelope`."""

    begin: int
    end: int
    envelope: bytes


def is_mailbox(beginning: bytes) -> bool:
    """Whether a file that begins so is a mailbox, or a single mail."""
    lines = beginning.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").splitlines()[:LOOKED_AHEAD]
    if not lines:
        return False
    if lines[0].startswith(b"From "):
        return bool(DATED.match(lines[0])) or _is_head(lines[1:], needed=1)
    return _is_head(lines, needed=3)


def slices(path: Path) -> Iterator[Slice]:
    """Each mail of the file, in order. A line "From …" inside a text ends no mail."""
    with path.open("rb") as file:
        begin, envelope = _first(file)
        while begin >= 0:
            file.seek(begin)
            end, following, next_envelope = _end(file)
            yield Slice(begin, end, envelope)
            begin, envelope = following, next_envelope


def unescaped(raw: bytes) -> bytes:
    """A mail as it was before it was put into the mailbox: ">From " at the beginning of a line is "From ".

    A mailbox of the kind mboxcl2 escapes nothing, and shows it by a "From " that has stayed.
    """
    body = raw.find(b"\n\n") if b"\r\n\r\n" not in raw else raw.find(b"\r\n\r\n")
    if body < 0 or b"\nFrom " in raw[body:]:
        return raw
    return raw[:body] + ESCAPED.sub(rb"\1", raw[body:])


def _first(file: BinaryIO) -> tuple[int, bytes]:
    """Where the first mail begins; a single mail has no separator."""
    while line := file.readline(LONGEST_LINE):
        bare = line.removeprefix(b"\xef\xbb\xbf")
        if bare.strip():
            if bare.startswith(b"From "):
                return file.tell(), bare.strip()
            begin = file.tell() - len(bare)
            file.seek(begin)
            return (begin, b"") if _is_head(_following(file), needed=2) else (-1, b"")
    return -1, b""


def _end(file: BinaryIO) -> tuple[int, int, bytes]:
    """Where the mail that begins here ends, where the next one begins (-1: nowhere), and its separator."""
    # What the header Content-Length says, when a separator or the end of the file really stands there.
    begin, length = file.tell(), None
    for _count in range(2000):
        line = file.readline(LONGEST_LINE)
        if not line.strip():
            break
        if match := CONTENT_LENGTH.match(line.rstrip(b"\n")):
            length = int(match[1])
    end = file.tell() + (length or 0)
    if length is not None:
        file.seek(end)
        line = file.readline(LONGEST_LINE)
        while line and not line.strip():
            line = file.readline(LONGEST_LINE)
        if not line and file.tell() <= end + LONGEST_LINE and os.fstat(file.fileno()).st_size >= end:
            return end, -1, b""
        if line.startswith(b"From ") and _separates(line, file, is_after_blank=True):
            return end, file.tell(), line.strip()
    file.seek(begin)
    end, is_blank = begin, False
    while line := file.readline(LONGEST_LINE):
        if line.startswith(b"From ") and _separates(line, file, is_after_blank=is_blank):
            return end, file.tell(), line.strip()
        end, is_blank = file.tell(), not line.strip()
    return end, -1, b""


def _separates(line: bytes, file: BinaryIO, *, is_after_blank: bool) -> bool:
    """Whether a line "From …" is a separator: headers follow, and it has a date or many headers do."""
    if len(line) >= LONGEST_LINE:
        return False
    here = file.tell()
    following = _following(file)
    file.seek(here)
    if DATED.match(line.strip()):
        return _is_head(following, needed=1 if is_after_blank else 2)
    return is_after_blank and _is_head(following, needed=2)


def _following(file: BinaryIO) -> list[bytes]:
    return [file.readline(LONGEST_LINE) for _count in range(LOOKED_AHEAD)]


def _is_head(lines: list[bytes], *, needed: int) -> bool:
    """Whether these lines begin with headers, `needed` of them such as mails have."""
    usual = 0
    for place, line in enumerate(lines):
        if USUAL.match(line):
            usual += 1
        elif not (HEADER.match(line) or (place and line[:1] in {b" ", b"\t"} and line.strip())):
            break
    return usual >= needed
