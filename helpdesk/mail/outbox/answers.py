"""What an answer of a mail server means: the class of each 4yz and 5yz (RFC 5321, 4.2; RFC 3463; the register of RFC
5248), and how long a mail waits after one."""

import re
from datetime import timedelta

from helpdesk.mail.kinds.phrases import has_any, plain
from helpdesk.mail.kinds.statuses import ENHANCED
from helpdesk.mail.kinds.words_of_notices import UNKNOWN
from helpdesk.mail.models import OutboundMessage

Trouble = OutboundMessage.Trouble

GIVE_UP_AFTER = timedelta(days=5)
"""After the first answer of the recipient's side that asked us to come again (RFC 5321, 4.5.4.1: at least 4 to 5 days).
What our own server keeps waiting is not counted, and never given up."""
PAUSES: dict[str, tuple[float, ...]] = {
    Trouble.BUSY: (0.5, 1, 2, 5, 15, 30, 60, 120, 240),
    Trouble.FAULT: (0.5, 1, 2, 5, 15, 30, 60, 120, 240),
    # Most let a mail in after five minutes, some after hours (RFC 6647, section 5).
    Trouble.GREYLISTED: (5, 10, 20, 40, 60, 120, 240),
    Trouble.MAILBOX_FULL: (60, 120, 240, 360),
    # Of all mails to the domain, and longer each time: whoever hurries is held longer.
    Trouble.RATE_LIMITED: (5, 10, 20, 40, 60, 120),
    # Of all mails through this server. Short: only an administrator waits for it to be noticed.
    Trouble.OWN_SERVER: (0.5, 1, 2, 5),
}
"""Minutes after each failure; the last pause is repeated. A class that is not here is final."""
OF_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
"""Nobody has it, or nobody reads it any more. 5.1.10: its domain takes no mail (RFC 7505)."""
UNSIGNED = re.compile(r"5\.7\.(?:2[0-7]|509|515)")
"""SPF, DKIM, DMARC or the name of our server's address did not pass (RFC 7372; 509 and 515: Microsoft)."""
SIGN_IN = {"530", "534", "535", "538"}
"""Our own server does not know us (RFC 4954, section 6)."""
GREYLISTS = re.compile(r"gr[ae]y[ -]?list", re.IGNORECASE)
RATES = re.compile(r"rate[ -]?limit|too many|too fast|throttl|unusual rate|exceeded.{0,30}\brate", re.IGNORECASE)
REPUTATION = re.compile(
    r"block(?:ed|list|\b)|black[ -]?list|deny ?list|spamhaus|barracuda|\bspam\b|\b[dr]n?s?bl\b|reputation|banned",
    re.IGNORECASE,
)
FULL = re.compile(r"\bfull\b|quota|over ?storage|exceeded.{0,20}storage", re.IGNORECASE)
RELAY = re.compile(r"\brelay", re.IGNORECASE)


def is_final(trouble: str) -> bool:
    return trouble not in PAUSES


def pause_after(trouble: str, failures: int) -> timedelta:
    """How long to wait after so many of them, one at least."""
    pauses = PAUSES[trouble]
    return timedelta(minutes=pauses[min(failures, len(pauses)) - 1])


def trouble_at_recipient(reply: str) -> str:
    """The class of a refusal, such as "450 4.2.2 mailbox full", of a recipient or of the text."""
    found = ENHANCED.search(reply)
    code, status = reply[:3], found[1] if found and found[1][0] == reply[0] else ""
    if code.startswith("4"):
        if GREYLISTS.search(reply):
            return Trouble.GREYLISTED
        if status == "4.2.2" or (code == "452" and FULL.search(reply)):
            return Trouble.MAILBOX_FULL
        if code == "421" or status == "4.7.28" or status.startswith("4.4.") or RATES.search(reply):
            return Trouble.RATE_LIMITED
        return Trouble.GREYLISTED if status.startswith("4.7.") else Trouble.BUSY
    if UNSIGNED.fullmatch(status):
        return Trouble.UNSIGNED
    if status.startswith("5.7."):
        return Trouble.REPUTATION if REPUTATION.search(reply) else Trouble.POLICY
    if status == "5.2.2" or (code == "552" and FULL.search(reply)):
        return Trouble.MAILBOX_FULL_FOR_GOOD
    if status in {"5.3.4", "5.2.3"} or (code == "552" and not status):
        return Trouble.TOO_LARGE
    if status in OF_ADDRESS or (not status and has_any(plain(reply), UNKNOWN)):
        return Trouble.NO_ADDRESS
    if REPUTATION.search(reply):
        return Trouble.REPUTATION
    return Trouble.POLICY if RELAY.search(reply) else Trouble.REFUSED


def trouble_at_sender(reply: str) -> str:
    """Of a refusal of our server before it heard of a recipient: none of it is about one."""
    if reply.startswith("4") or reply[:3] in SIGN_IN:
        return Trouble.OWN_SERVER
    trouble = trouble_at_recipient(reply)
    return trouble if trouble in {Trouble.UNSIGNED, Trouble.REPUTATION, Trouble.TOO_LARGE} else Trouble.POLICY
