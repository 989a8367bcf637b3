"""How a mailbox stands, in words: on its page, in the list, and above every page when somebody must look."""

from datetime import datetime
from typing import TypedDict

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from helpdesk.mail.models import Mailbox
from helpdesk.mail.models.mailboxes import STALE, WARNED_BEFORE
from helpdesk.mail.servers.problems import ADVICE


class Trouble(TypedDict):
    """What is wrong with a mailbox, since when (None: not yet), and what to do about it."""

    mailbox: Mailbox
    what: str
    since: datetime | None
    advice: str | Promise


def troubled_mailboxes() -> list[Trouble]:
    """All about which people should know."""
    troubles = [trouble_of(mailbox) for mailbox in Mailbox.objects.troubled(at=timezone.now())]
    return [trouble for trouble in troubles if trouble]


def trouble_of(mailbox: Mailbox) -> Trouble | None:
    """None while it is in order, or switched off."""
    now = timezone.now()
    looked_at = max(mailbox.last_success_at or mailbox.watched_since, mailbox.watched_since)
    if not mailbox.is_active:
        return None
    if mailbox.failing_since:
        what, advice = mailbox.get_problem_display(), ADVICE[mailbox.problem]
        return Trouble(mailbox=mailbox, what=what, since=mailbox.failing_since, advice=advice)
    if looked_at < now - STALE:
        advice = _("The service that fetches email (fetch_mail) is not running, or cannot keep up: restart it.")
        return Trouble(mailbox=mailbox, what=_("Nobody fetches its email"), since=looked_at, advice=advice)
    if mailbox.secret_expires_on and mailbox.secret_expires_on <= (now + WARNED_BEFORE).date():
        what = _("Its client secret expires on %(day)s") % {"day": mailbox.secret_expires_on.isoformat()}
        return Trouble(mailbox=mailbox, what=what, since=None, advice=ADVICE[Mailbox.Problem.SECRET_EXPIRED])
    return None
