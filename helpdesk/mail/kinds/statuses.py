"""Codes of mail servers (RFC 3463, RFC 5321): is the address dead, or was it only this mail at this moment?"""

import re

from helpdesk.mail.kinds.phrases import has_any, plain
from helpdesk.mail.kinds.words_of_notices import FULL_OR_REFUSED, UNKNOWN

ENHANCED = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\d|\.\d)")
REPLY = re.compile(r"(?<![\d.:/#-])([45][0-7]\d)(?=[ -](?!\d{3}))")
ABOUT_THIS_MAIL = re.compile(r"5\.(?:2\.[23]|3\.[14]|6\.\d{1,3}|7\.\d{1,3})")
"""Failures for good that say nothing against the address: it is full, the mail too large or of a kind that is not read
there, or we were taken for spammers. RFC 3463 itself calls a full mailbox transient."""


def status_in(text: str) -> str:
    """The code of a text as "5.1.1", or as "5" when only the three digits of SMTP are there; "" without any."""
    if found := ENHANCED.search(text):
        return found[1]
    reply = REPLY.search(text)
    return reply[1][0] if reply else ""


def is_dead_address(status: str, why: str) -> bool:
    """Whether the failure is for good, and because of the address."""
    words = plain(why)
    if status.startswith("5") and has_any(words, UNKNOWN):
        return True
    if len(status) > 1 and not status.endswith(".0.0"):
        return status.startswith("5") and not ABOUT_THIS_MAIL.fullmatch(status)
    return not status.startswith("4") and not has_any(words, FULL_OR_REFUSED)
