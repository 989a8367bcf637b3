"""winmail.dat: what Outlook wraps words and files in for another Outlook (TNEF, Microsoft's MS-OXTNEF)."""

import mimetypes
from collections.abc import Iterator

from tnefparse import TNEF

from helpdesk.lib.charsets.decoding import read_bytes

KINDS = ("application/ms-tnef", "application/vnd.ms-tnef")


def unwrap(raw: bytes) -> tuple[str, str, list[tuple[str, bytes]]]:
    """Its words as text and as HTML, and its files by name; files of mails that are attached within it as well.

    Raises whatever the library does on what Outlook never wrote.
    """
    mail = TNEF(raw, do_checksum=False)
    return _text(mail.body), _text(mail.htmlbody), list(_files(mail))


def kind_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _files(mail: TNEF) -> Iterator[tuple[str, bytes]]:
    for attachment in mail.attachments:
        if inner := getattr(attachment, "embed", None):
            yield from _files(inner)
        elif attachment.data:
            # Not .name, which fails on the charsets of most Windows.
            name = _text(attachment.long_filename() if attachment.mapi_attrs else attachment._name)
            yield name or "unnamed", attachment.data


def _text(value: bytes | str | None) -> str:
    text = read_bytes(value)[0] if isinstance(value, bytes) else value or ""
    return text.strip("\0\r\n ")
