"""The inbox: every mail is kept before anything reads it, and then read where it can do no harm."""

from helpdesk.mail.inbox.keeping import LARGEST, keep_message, write_down
from helpdesk.mail.inbox.own import addresses_in_use, is_form, is_ours, own_domain
from helpdesk.mail.inbox.reading import Reading, guarded, read_guarded

__all__ = [
    "LARGEST",
    "Reading",
    "addresses_in_use",
    "guarded",
    "is_form",
    "is_ours",
    "keep_message",
    "own_domain",
    "read_guarded",
    "write_down",
]
