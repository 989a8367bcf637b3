"""The fields of a posted form, as bytes: Django's parser would decode a mail, and refuses fields of more than 2 MiB."""

import re
from urllib.parse import unquote_to_bytes

BOUNDARY = re.compile(r"boundary=(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
NAME = re.compile(rb"[;\s]name=(?:\"([^\"\r\n]{0,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
MOST_FIELDS = 1_000
AT_ONCE = 64 * 1024
"""Bytes that are decoded together: the library makes a list of each sign that is escaped, and of a mail of nothing but
such signs one of gigabytes."""


def fields_of(body: bytes, *, content_type: str) -> dict[str, bytes]:
    """Each field by its name, the last one where a name comes twice; none when it is no form (WHATWG URL, section 5.1,
    and RFC 7578)."""
    if content_type.lower().startswith("application/x-www-form-urlencoded"):
        pairs = [pair.partition(b"=") for pair in body.split(b"&", MOST_FIELDS)]
        return {_plain(name).decode("utf-8", "replace"): _plain(value) for name, _equals, value in pairs}
    found = BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or not found:
        return {}
    fields = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace"), MOST_FIELDS)[
        1:
    ]:
        head, _blank, value = piece.partition(b"\r\n\r\n")
        if name := NAME.search(head):
            fields[(name[1] or name[2] or b"").decode("utf-8", "replace")] = value
    return fields


def _plain(text: bytes) -> bytes:
    pieces, start = [], 0
    while start < len(text):
        end = start + AT_ONCE
        escape = text.find(b"%", end - 2, end)  # not parted from its digits
        end = end if escape < 0 else escape
        pieces.append(unquote_to_bytes(text[start:end].replace(b"+", b" ")))
        start = end
    return b"".join(pieces)
