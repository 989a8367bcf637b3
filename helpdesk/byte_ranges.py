"""Which part of a file a player asks for (RFC 9110, section 14)."""

import re
from typing import BinaryIO

from django.http import HttpRequest

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def asked_part(request: HttpRequest) -> str:
    """The one range that a request asks for, which is answered 206 also when it is the whole file.

    "" is answered with the whole file: several ranges, what is no range, any method but GET (14.2), and a range with a
    condition (If-Range), for we hand out no validator, so none can still be right.
    """
    header = request.headers.get("Range", "")
    asked = RANGE.fullmatch(header.strip())
    is_range = asked and (asked[1] or asked[2])
    return header if is_range and request.method == "GET" and "If-Range" not in request.headers else ""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; the whole file for no range or several of them; None when impossible."""
    asked = RANGE.fullmatch(header.strip())
    if asked is None or asked[1] == asked[2] == "":
        return 0, size - 1
    if asked[1] == "":
        first, last = max(size - int(asked[2]), 0), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
    return (first, last) if first <= last and first < size else None


class PartOfFile:
    """The bytes of an open file from the first to the last one asked for, to be read once."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        self.file, self.left = file, last - first + 1
        file.seek(first)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()
