"""What the bell has, and what nobody sees otherwise, by email: the first notice soon, what follows it together.

The notices themselves are the rows: entries, promises, mailboxes. Nothing is queued for a person before the moment at
which it is mailed, so what was read meanwhile, or is not theirs to see any more, is never written down for them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import User
from helpdesk.accounts.services import words_for
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import say_moment
from helpdesk.lib.text.visibility import one_line
from helpdesk.mail import outbox
from helpdesk.mail.mailboxes import troubled_mailboxes
from helpdesk.mail.models import MailDomain
from tickets.cases.case_mails import note_address
from tickets.cases.notices import MOST_MAILED, notices_of
from tickets.models import Entry, Mention, NoticeEmail, NoticeKind, NoticeSettings, Promise, Silence, Ticket
from tickets.models.notices import every_kind
from tickets.models.promises import PromiseQuerySet

logger = structlog.get_logger(__name__)

SOON = timedelta(minutes=1)
"""Time to read it in the browser, after which it is not mailed any more."""
TOGETHER = timedelta(minutes=15)
"""What comes so soon after a mail waits, for one mail."""
LISTED = 25
"""In one mail; the bell has the others."""
EXCERPT = 400
DUE_SOON = timedelta(minutes=30)
MAILBOX_HOLD = timedelta(minutes=10)
"""A restart of the service that fetches is over by then."""
SILENCE_HOLD = timedelta(days=7)
"""Whoever becomes an admin later hears nothing of what has been silent, or is heard again, for so long."""
LATE = timedelta(minutes=10)
"""A row may be committed so long after the moment that it names."""
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""RFC 3834: an absence note must not answer it."""


def mail_notices(*, at: datetime | None = None) -> None:
    """Write the mails that are due. One person's trouble keeps no other waiting."""
    at = at or timezone.now()
    for user in User.objects.filter(_concerned(at), is_active=True):
        try:
            with words_for(user):
                _mail_notices_of(user, at=at)
        except Exception:
            logger.exception("notices_not_mailed", user=user.pk)


def _concerned(at: datetime) -> Q:
    """People to whom something may have happened that they are not mailed yet."""
    settings_of = NoticeSettings.objects.filter(user=OuterRef("pk"), emails__overlap=every_kind())
    until = OuterRef("emailed_until")
    mine = Ticket.objects.unfinished().filter(assignee=OuterRef("user"), active_at__gt=until)
    escalated = Ticket.objects.escalated().filter(escalated_at__gt=until)
    mentions = Mention.objects.filter(user=OuterRef("user"), seen_at=None)
    is_escalated = Q(emails__contains=[NoticeKind.MANAGER]) & Exists(escalated)
    happened = settings_of.filter(Q(emailed_until=None) | Exists(mine) | is_escalated | Exists(mentions))
    due = _due_soon(at)
    concerned = Q(Exists(happened)) | Q(pk__in=due.exclude(kind=Promise.Kind.CALLBACK).values("ticket__assignee"))
    if due.filter(kind=Promise.Kind.CALLBACK).exists():
        wanted = NoticeSettings.objects.filter(user=OuterRef("pk"), emails__contains=[NoticeKind.CALLBACK])
        concerned |= Q(Exists(wanted))
    is_admin = Q(role=User.Role.ADMIN)
    if troubled_mailboxes():
        return concerned | is_admin
    domains = MailDomain.objects.exclude(trouble="")
    return concerned | is_admin & (Q(Exists(_silences(at))) | Q(Exists(domains)))


@transaction.atomic
def _mail_notices_of(user: User, *, at: datetime) -> None:
    """All in one commit: what they were told of, the mail, and when the next one may leave."""
    known, _is_new = NoticeSettings.objects.get_or_create(user=user)
    known = locked(known)
    if known.is_silent(at) or (known.emailed_at and at < known.emailed_at + TOGETHER):
        return
    found = [notice for notice in _notices(user, known, at=at) if notice["kind"] in known.emails]
    told = NoticeEmail.objects.filter(user=user, key__in=[notice["key"] for notice in found])
    told_keys = set(told.values_list("key", flat=True))
    news = [notice for notice in found if notice["key"] not in told_keys]
    if not any(notice["since"] <= at - SOON for notice in news):
        NoticeSettings.objects.filter(pk=known.pk).update(emailed_until=at - LATE)
        return
    rows = NoticeEmail.objects.bulk_create([NoticeEmail(user=user, key=notice["key"]) for notice in news])
    message = outbox.queue_mail(_mail_of(user, news), key=f"notices:{rows[0].pk}", is_private=True, at=at)
    NoticeEmail.objects.filter(pk__in=[row.pk for row in rows]).update(message=message)
    NoticeSettings.objects.filter(pk=known.pk).update(emailed_at=at, emailed_until=at - LATE)


def _notices(user: User, known: NoticeSettings, *, at: datetime) -> Iterator[dict[str, Any]]:
    """`key`, `kind`, `since`, `words`, `subject`, `link`, the `ticket` (or None), and the `text` of the customer."""
    if {*known.emails} & {*every_kind()}:
        found = notices_of(user, read_until=known.read_until, at=at, limit=MOST_MAILED)
        acted = Entry.objects.filter(actor=user, ticket__in={notice.entry.ticket_id for notice in found}).order_by()
        acts = dict(acted.values_list("ticket").annotate(Max("occurred_at")))
        for notice in found:
            entry = notice.entry
            acted_at = acts.get(entry.ticket_id)
            # Who did something on the case since has seen it there.
            if notice.is_unread and (acted_at is None or acted_at < entry.occurred_at):
                # What is written for the desk alone is read at the desk.
                text = one_line(entry.written_and_quoted[0], EXCERPT) if entry.is_public else ""
                told = {"key": notice.key, "kind": notice.kind, "since": entry.occurred_at, "words": notice.words}
                yield told | _about(entry.ticket) | {"text": text}
    callbacks = Q(kind=Promise.Kind.CALLBACK)
    theirs = ~callbacks & Q(ticket__assignee=user) | (callbacks if user.is_manager else Q(pk__in=[]))
    may_see = Ticket.objects.visible_to(user)
    for promise in _due_soon(at).filter(theirs, ticket__in=may_see).select_related("ticket"):
        kind, words = NoticeKind.FOLLOW_UP, _("A follow-up is due %(when)s: %(what)s")
        if promise.is_callback:
            kind, words = NoticeKind.CALLBACK, _("A callback is due %(when)s: %(what)s")
        said = words % {"when": say_moment(promise.due_at), "what": promise.what}
        # Who has just promised something for soon is reminded after half of the time.
        since = promise.due_at - min(DUE_SOON, (promise.due_at - promise.created_at) / 2)
        if since <= at:
            told = {"key": f"{kind}:{promise.pk}", "kind": kind, "since": since, "words": said}
            yield told | _about(promise.ticket)
    if user.is_admin:
        yield from _notices_of_mailboxes(at)
        yield from _notices_of_silences(user, at)


def _notices_of_mailboxes(at: datetime) -> Iterator[dict[str, Any]]:
    for trouble in troubled_mailboxes():
        mailbox, since = trouble["mailbox"], trouble["since"] or at - MAILBOX_HOLD
        if since <= at - MAILBOX_HOLD:
            words = _("Mailbox %(name)s: %(what)s") % {"name": mailbox, "what": trouble["what"]}
            day = trouble["since"] or mailbox.secret_expires_on
            yield {
                # Of one that fails again and again on one day they hear once.
                "key": f"mailbox:{mailbox.pk}:{mailbox.problem}:{day:%Y-%m-%d}",
                "kind": NoticeKind.MAILBOX,
                "since": since,
                "words": words,
                "subject": str(trouble["advice"]),
                "link": settings.PUBLIC_BASE_URL + reverse("configuration:mailbox", args=[mailbox.pk]),
                "ticket": None,
            }
    for domain in MailDomain.objects.exclude(trouble=""):
        yield {
            "key": f"domain:{domain.pk}:{domain.trouble}:{domain.trouble_since:%Y-%m-%d}",
            "kind": NoticeKind.MAILBOX,
            "since": domain.trouble_since,
            "words": _("Emails from %(name)s") % {"name": domain},
            "subject": domain.get_trouble_display(),
            "link": settings.PUBLIC_BASE_URL + reverse("configuration:mail_domains"),
            "ticket": None,
        }


def _notices_of_silences(user: User, at: datetime) -> Iterator[dict[str, Any]]:
    told = set(NoticeEmail.objects.filter(user=user, key__startswith="silence:").values_list("key", flat=True))
    for silence in _silences(at):
        key, words = f"silence:{silence.pk}", _("%(what)s, %(name)s: silent since %(when)s")
        since, subject = silence.noticed_at, _("That is longer than usual for it.")
        if silence.ended_at:
            # Who heard nothing of the silence need not hear that it is over.
            if key not in told:
                continue
            key, words = f"{key}:over", _("%(what)s, %(name)s: heard again")
            since, subject = silence.ended_at, _("What is missing may have to be sent again.")
        said = {"what": silence.get_kind_display(), "name": silence.name, "when": say_moment(silence.since)}
        yield {
            "key": key,
            "kind": NoticeKind.SILENCE,
            "since": since,
            "words": words % said,
            "subject": subject,
            "link": settings.PUBLIC_BASE_URL + silence.page_url,
            "ticket": None,
        }


def _silences(at: datetime) -> QuerySet[Silence]:
    return Silence.objects.filter(
        Q(ended_at=None, noticed_at__gt=at - SILENCE_HOLD) | Q(ended_at__gt=at - SILENCE_HOLD)
    )


def _due_soon(at: datetime) -> PromiseQuerySet:
    """Owed calls and follow-ups; what is late for a day has been escalated long since."""
    owed = Promise.objects.owed().filter(due_at__gt=at - timedelta(days=1), due_at__lte=at + DUE_SOON)
    return owed.filter(ticket__status__in=Ticket.UNFINISHED)


def _about(ticket: Ticket) -> dict[str, Any]:
    link = settings.PUBLIC_BASE_URL + ticket.get_absolute_url()
    return {"subject": ticket.subject, "link": link, "ticket": ticket, "text": ""}


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
