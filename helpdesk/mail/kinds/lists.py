"""Mails of lists: discussion lists, groups, newsletters, other bulk mail (RFC 2919, RFC 2369)."""

from helpdesk.mail.reading.mail_headers import header, raw_header
from helpdesk.mail.reading.source import Part

OF_LISTS = (
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-post", "list-help", "list-subscribe", "list-owner",
    "mailing-list", "x-mailing-list", "x-beenthere", "x-mailman-version", "x-campaign", "x-campaignid",
    "x-campaign-id", "x-mc-user", "x-csa-complaints", "x-listserver", "x-ml-name",
)  # fmt: skip
"""Headers that only lists and newsletters write. A link in the words to unsubscribe is none: signatures have it too."""
PRECEDENCES = frozenset({"list", "bulk"})


def is_of_list(mail: Part) -> bool:
    """Whether it came through a list, whoever wrote it."""
    return _names_list(mail) or precedence(mail) in PRECEDENCES


def is_bulk_alone(mail: Part) -> bool:
    """Whether nothing but "Precedence: bulk" is as lists write: old answering machines write it, too."""
    return precedence(mail) == "bulk" and not _names_list(mail)


def _names_list(mail: Part) -> bool:
    return any(raw_header(mail, name).strip() for name in OF_LISTS)


def precedence(mail: Part) -> str:
    """How urgent it says that it is, in small letters: "bulk", "list", "junk", "auto_reply", "first-class" …"""
    return header(mail, "precedence").lower() or header(mail, "x-precedence").lower()
