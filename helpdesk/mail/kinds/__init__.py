"""What kind of mail it is: a person's, or one that nobody must answer. Functions of a parsed mail, without database."""

from helpdesk.mail.kinds.automatic import says_it_answers
from helpdesk.mail.kinds.bounces import Bounce, bounce_of
from helpdesk.mail.kinds.classifying import Kind, kind_of
from helpdesk.mail.kinds.complaints import Complaint, complaint_of

__all__ = ["Bounce", "Complaint", "Kind", "bounce_of", "complaint_of", "kind_of", "says_it_answers"]
