"""Notices by email: the first one soon, what follows it together."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from helpdesk.accounts.models import User
from helpdesk.accounts.services import words_for
from helpdesk.lib.locking import locked
from helpdesk.mail import outbox
from tickets.cases.case_mails import note_address
from tickets.cases.notices_away import LATE, notices_away, people_concerned
from tickets.models import NoticeEmail, NoticeSettings

logger = structlog.get_logger(__name__)

SOON = timedelta(minutes=1)
"""Time to read it in the browser, after which it is not mailed any more."""
TOGETHER = timedelta(minutes=15)
"""What comes so soon after a mail waits, for one mail."""
LISTED = 25
"""In one mail; the bell has the others."""
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""RFC 3834: an absence note must not answer it."""


def mail_notices(*, at: datetime | None = None) -> None:
    """Write the mails that are due. One person's trouble keeps no other waiting."""
    at = at or timezone.now()
    for user in people_concerned("emails", at=at):
        try:
            with words_for(user):
                _mail_notices_of(user, at=at)
        except Exception:
            logger.exception("notices_not_mailed", user=user.pk)


@transaction.atomic
def _mail_notices_of(user: User, *, at: datetime) -> None:
    """All in one commit: what they were told of, the mail, and when the next one may leave."""
    known, _is_new = NoticeSettings.objects.get_or_create(user=user)
    known = locked(known)
    if known.is_silent(at) or (known.emailed_at and at < known.emailed_at + TOGETHER):
        return
    told = NoticeEmail.objects.filter(user=user)
    found = list(notices_away(user, known, kinds=known.emails, told=told, at=at))
    told_keys = set(told.filter(key__in=[notice["key"] for notice in found]).values_list("key", flat=True))
    news = [notice for notice in found if notice["key"] not in told_keys]
    if not any(notice["since"] <= at - SOON for notice in news):
        NoticeSettings.objects.filter(pk=known.pk).update(emailed_until=at - LATE)
        return
    rows = NoticeEmail.objects.bulk_create([NoticeEmail(user=user, key=notice["key"]) for notice in news])
    message = outbox.queue_mail(_mail_of(user, news), key=f"notices:{rows[0].pk}", is_private=True, at=at)
    NoticeEmail.objects.filter(pk__in=[row.pk for row in rows]).update(message=message)
    NoticeSettings.objects.filter(pk=known.pk).update(emailed_at=at, emailed_until=at - LATE)


def _mail_of(user: User, notices: list[dict[str, Any]]) -> outbox.Mail:
    """In the language that is on. One about a single case can be answered: the answer is a note on the case."""
    cases = {notice["ticket"] for notice in notices}
    (case,) = cases if len(cases) == 1 else {None}
    reply_to = note_address(case.pk, user.pk) if case else ""
    context = {
        "user": user,
        "notices": notices[:LISTED],
        "more": len(notices[LISTED:]),
        "can_answer": bool(reply_to),
        "settings_link": settings.PUBLIC_BASE_URL + reverse("tickets:notice_settings"),
    }
    many = ngettext("%(count)s notification", "%(count)s notifications", len(notices)) % {"count": len(notices)}
    first = notices[0]
    return outbox.Mail(
        to=user.email,
        subject=f"{first['words']} · {first['subject']}" if len(notices) == 1 or case else many,
        text=render_to_string("tickets/email/notices.txt", context),
        html=render_to_string("tickets/email/notices.html", context),
        headers=AUTOMATIC,
        reply_to=reply_to,
    )
