"""The suppression list: addresses that get no recovery mail, and those that no mail reaches."""

from helpdesk.mail.suppression.listing import release_address, suppress_address, undeliverable

__all__ = ["release_address", "suppress_address", "undeliverable"]
