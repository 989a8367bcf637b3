"""What kind of mail it is: a person's, or one that nobody must answer. Functions of a parsed mail, without database."""

from helpdesk.mail.kinds.automatic import says_it_answers
from helpdesk.mail.kinds.classifying import Kind, classify
from helpdesk.mail.kinds.reports import Report
from helpdesk.mail.kinds.statuses import is_dead_address, status_in

__all__ = ["Kind", "Report", "classify", "is_dead_address", "says_it_answers", "status_in"]
