"""What the head of a fetched mail says of its way, and what is kept in place of one that is too large."""

import re

from django.utils.translation import gettext as _

from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail.inbox import LARGEST, is_ours

LONGEST_HEAD = 256 * 1024
FOLD = re.compile(rb"\r?\n[ \t]+")
RETURN_PATH = re.compile(rb"^return-path:[ \t]*<?([^<>\r\n]*?)>?[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
DELIVERED = re.compile(
    rb"^(?:delivered-to|x-original-to|envelope-to):[ \t]*<?([^<>\r\n]+?)>?[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
KEPT = re.compile(
    rb"(?:return-path|from|sender|reply-to|to|cc|date|subject|message-id|in-reply-to|references|auto-submitted|"
    rb"precedence|list-id|list-unsubscribe|x-auto-response-suppress):",
    re.IGNORECASE,
)
MOST_RECIPIENTS = 10
MB = 1024 * 1024


def head_of(raw: bytes) -> bytes:
    """Its headers, each on one line."""
    head = re.split(rb"\r?\n\r?\n", raw[:LONGEST_HEAD], maxsplit=1)[0]
    return FOLD.sub(b" ", head)


def envelope_sender(raw: bytes) -> str:
    """From Return-Path, which the last server writes (RFC 5321, section 4.4): "<>" of a bounce, "" without one."""
    found = RETURN_PATH.search(head_of(raw))
    return (found[1].decode("utf-8", "replace").strip() or "<>") if found else ""


def delivered_to(raw: bytes) -> list[str]:
    """The addresses of ours that servers on the way delivered it to: more than To tells of a blind copy."""
    found = [
        address.decode("utf-8", "replace").strip() for address in DELIVERED.findall(head_of(raw))[:MOST_RECIPIENTS]
    ]
    return [address for address in dict.fromkeys(found) if is_ours(address)]


def stub_of(head: bytes, *, size: int, mailbox: str) -> bytes:
    """A mail of the same people, with our words in place of its own: it was not fetched, and where it is."""
    lines = [line.strip() for line in head_of(head).splitlines() if KEPT.match(line)]
    lines += [b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit"]
    with words_of_the_desk():
        words = _(
            "This email has %(size)d MB. The desk takes emails of up to %(most)d MB, so it was not fetched: read it in "
            "the mailbox “%(mailbox)s”, where it still is."
        ) % {"size": -(-size // MB), "most": LARGEST // MB, "mailbox": mailbox}
    return b"\r\n".join([*lines, b"", words.encode(), b""])
