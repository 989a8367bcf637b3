"""What a person hears of who is not at the desk, by email or push: what the bell has, and what nobody sees otherwise.

The notices themselves are the rows: entries, promises, mailboxes. Nothing is queued for a person before the moment at
which it leaves, so what was read meanwhile, or is not theirs to see any more, is never written down for them.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.moments import say_moment
from helpdesk.lib.text.visibility import one_line
from helpdesk.mail.mailboxes import troubled_mailboxes
from helpdesk.mail.models import MailDomain
from tickets.cases.notices import MOST_MAILED, notices_of
from tickets.models import (
    Entry,
    Mention,
    NoticeEmail,
    NoticeKind,
    NoticePush,
    NoticeSettings,
    Promise,
    Silence,
    Ticket,
)
from tickets.models.notices import every_kind
from tickets.models.promises import PromiseQuerySet

EXCERPT = 400
DUE_SOON = timedelta(minutes=30)
MAILBOX_HOLD = timedelta(minutes=10)
"""A restart of the service that fetches is over by then."""
SILENCE_HOLD = timedelta(days=7)
"""Whoever becomes an admin later hears nothing of what has been silent, or is heard again, for so long."""
LATE = timedelta(minutes=10)
"""A row may be committed so long after the moment that it names."""


def people_concerned(way: Literal["emails", "pushes"], *, at: datetime) -> QuerySet[User]:
    """To whom something may have happened that they have not heard of in that way."""
    until_name = {"emails": "emailed_until", "pushes": "pushed_until"}[way]
    settings_of = NoticeSettings.objects.filter(**{f"{way}__overlap": every_kind()}, user=OuterRef("pk"))
    until = OuterRef(until_name)
    mine = Ticket.objects.unfinished().filter(assignee=OuterRef("user"), active_at__gt=until)
    escalated = Ticket.objects.escalated().filter(escalated_at__gt=until)
    mentions = Mention.objects.filter(user=OuterRef("user"), seen_at=None)
    is_escalated = Q(**{f"{way}__contains": [NoticeKind.MANAGER]}) & Exists(escalated)
    happened = settings_of.filter(Q(**{until_name: None}) | Exists(mine) | is_escalated | Exists(mentions))
    due = _due_soon(at)
    concerned = Q(Exists(happened)) | Q(pk__in=due.exclude(kind=Promise.Kind.CALLBACK).values("ticket__assignee"))
    if due.filter(kind=Promise.Kind.CALLBACK).exists():
        wanted = NoticeSettings.objects.filter(**{f"{way}__contains": [NoticeKind.CALLBACK]}, user=OuterRef("pk"))
        concerned |= Q(Exists(wanted))
    is_admin = Q(role=User.Role.ADMIN)
    if troubled_mailboxes():
        concerned |= is_admin
    else:
        domains = MailDomain.objects.exclude(trouble="")
        concerned |= is_admin & (Q(Exists(_silences(at))) | Q(Exists(domains)))
    return User.objects.filter(concerned, is_active=True)


def notices_away(
    user: User,
    known: NoticeSettings,
    *,
    kinds: Collection[str],
    told: "QuerySet[NoticeEmail] | QuerySet[NoticePush]",
    at: datetime,
) -> Iterator[dict[str, Any]]:
    """What this person has not read, of these kinds, in their language.

    `key`, `kind`, `since`, `words`, `subject`, `link`, the `ticket` (or None), and the `text` of the customer. `told`
    are the rows of what this person was told in this way.
    """
    yield from (notice for notice in _of_every_kind(user, known, kinds, told, at=at) if notice["kind"] in kinds)


def _of_every_kind(
    user: User,
    known: NoticeSettings,
    kinds: Collection[str],
    told: "QuerySet[NoticeEmail] | QuerySet[NoticePush]",
    *,
    at: datetime,
) -> Iterator[dict[str, Any]]:
    if {*kinds} & {*every_kind()}:
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
                about = _about(entry.ticket) | {"text": text, "since": entry.occurred_at}
                yield about | {"key": notice.key, "kind": notice.kind, "words": notice.words}
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
            yield {"key": f"{kind}:{promise.pk}", "kind": kind, "since": since, "words": said} | _about(promise.ticket)
    if user.is_admin:
        yield from _notices_of_mailboxes(at)
        yield from _notices_of_silences(told, at)


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


def _notices_of_silences(
    told: "QuerySet[NoticeEmail] | QuerySet[NoticePush]", at: datetime
) -> Iterator[dict[str, Any]]:
    heard_of = set(told.filter(key__startswith="silence:").values_list("key", flat=True))
    for silence in _silences(at):
        key, words = f"silence:{silence.pk}", _("%(what)s, %(name)s: silent since %(when)s")
        since, subject = silence.noticed_at, _("That is longer than usual for it.")
        if silence.ended_at:
            # Who heard nothing of the silence need not hear that it is over.
            if key not in heard_of:
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
