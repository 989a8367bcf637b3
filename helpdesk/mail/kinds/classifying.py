"""The one kind that a mail is of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.mail.kinds.automatic import is_answer, is_generated
from helpdesk.mail.kinds.bounces import bounce_of
from helpdesk.mail.kinds.complaints import complaint_of
from helpdesk.mail.kinds.lists import is_of_list
from helpdesk.mail.kinds.reports import Report
from helpdesk.mail.reading.source import Part


class Kind(models.TextChoices):
    """Who wrote a mail, as far as it matters for whether anybody may be answered without a person looking at it."""

    PERSONAL = "personal", _("From a person")
    AUTOMATIC = "automatic", _("Automatic reply")
    BOUNCE = "bounce", _("Not delivered")
    COMPLAINT = "complaint", _("Marked as spam")
    LIST = "list", _("Mailing list or newsletter")


def classify(mail: Part, *, envelope_from: str = "") -> tuple[Kind, Report | None]:
    """The kind, and what a mail that is a report says. Never raises, whatever was parsed.

    `envelope_from` is "<>" when the envelope has no sender, "" when unknown. An answer of a machine through a list is
    still that; a newsletter is one though a machine wrote it.
    """
    if complaint := complaint_of(mail):
        return Kind.COMPLAINT, complaint
    if bounce := bounce_of(mail, envelope_from=envelope_from):
        return Kind.BOUNCE, bounce
    if is_answer(mail):
        return Kind.AUTOMATIC, None
    if is_of_list(mail):
        return Kind.LIST, None
    return Kind.AUTOMATIC if is_generated(mail, envelope_from=envelope_from) else Kind.PERSONAL, None
