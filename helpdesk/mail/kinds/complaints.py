"""Complaints: a reader called our mail spam, and their provider tells us (ARF, RFC 5965)."""

from helpdesk.mail.kinds.reports import Report, blocks_of, message_id_of, only_recipient, own_parts, returned_mail
from helpdesk.mail.reading.mail_headers import header, raw_header
from helpdesk.mail.reading.senders import read_person
from helpdesk.mail.reading.source import Part

NO_COMPLAINTS = ("not-spam", "auth-failure", "dmarc")
"""Types of feedback that say something else: it is no spam after all, or a signature failed (RFC 6591)."""
RECIPIENT_FIELDS = ("original-rcpt-to", "removal-recipient", "x-original-to")
HOTMAIL, HOTMAIL_SUBJECT = "staff@hotmail.com", "complaint about message from "
HOTMAIL_RECIPIENT = "x-hmxmroriginalrecipient"
"""Microsoft's programme sends no report, only the mail itself, with who complained in a header of it."""


def complaint_of(mail: Part) -> Report | None:
    """The complaint that a mail is, or None."""
    returned = returned_mail(mail)
    report = feedback_in(mail)
    if report is not None:
        blocks = blocks_of(report)
        kind = next((header(block, "feedback-type") for block in blocks if header(block, "feedback-type")), "")
        if kind.lower().startswith(NO_COMPLAINTS):
            return None
        named = [read_person(raw_header(block, field)).address for field in RECIPIENT_FIELDS for block in blocks]
        recipient = next(filter(None, named), "") or only_recipient(returned)
        return Report(recipient, message_id_of(returned), is_complaint=True)
    recipient = read_person(raw_header(returned, HOTMAIL_RECIPIENT)).address if returned is not None else ""
    if recipient and (
        read_person(raw_header(mail, "from")).address == HOTMAIL
        or header(mail, "subject").lower().startswith(HOTMAIL_SUBJECT)
    ):
        return Report(recipient, message_id_of(returned), is_complaint=True)
    return None


def feedback_in(mail: Part) -> Part | None:
    """The part with the fields of a complaint."""
    return next((part for part in own_parts(mail) if part.get_content_type() == "message/feedback-report"), None)
