"""What a mail that came in means for a case: whose it is, where it goes, what it is answered with."""

from tickets.inbound.deliveries import note_due_deliveries
from tickets.inbound.filing import file_due_messages, file_message, open_case_for, read_again

__all__ = ["file_due_messages", "file_message", "note_due_deliveries", "open_case_for", "read_again"]
