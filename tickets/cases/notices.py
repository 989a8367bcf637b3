"""The bell: what happened lately that concerns one person, read off the timelines of cases."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce_to
from tickets.models import Entry, Mention, NoticeEmail, NoticeKind, NoticePush, NoticeSettings, Ticket

SHOWN = 20
MOST_MAILED = 200
LOOKS_BACK = timedelta(days=7)
CHOSEN = ["sounds", "desktop", "emails", "pushes", "silent_from", "silent_until"]
ON_MY_CASE = [NoticeKind.MESSAGE, NoticeKind.ASSIGNMENT, NoticeKind.ESCALATION]
"""Kinds of entries, by the same names."""


class Notice:
    """An entry, and why it stands in the bell."""

    def __init__(self, entry: Entry, kind: NoticeKind, *, is_unread: bool) -> None:
        self.entry, self.kind, self.is_unread = entry, kind, is_unread

    @property
    def key(self) -> str:
        """By which `NoticeEmail` knows it."""
        return f"{self.kind}:{self.entry.pk}"

    @property
    def words(self) -> str:
        ticket, who = self.entry.ticket, self.entry.actor or self.entry.requester
        if self.kind == NoticeKind.MENTION:
            return _("%(who)s mentions you in %(case)s") % {"who": who, "case": ticket}
        if self.kind == NoticeKind.MESSAGE:
            return _("%(who)s wrote to you in %(case)s") % {"who": who, "case": ticket}
        if self.kind == NoticeKind.ASSIGNMENT:
            return _("%(case)s is assigned to you") % {"case": ticket}
        if self.kind == NoticeKind.ESCALATION:
            return _("%(case)s is escalated") % {"case": ticket}
        return _("%(case)s is escalated to managers") % {"case": ticket}


def notice_settings_of(user: User) -> NoticeSettings:
    """The row of this person; until they choose an unsaved one, which tells of everything."""
    return NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)


def notices_of(
    user: User, *, read_until: datetime | None, at: datetime | None = None, limit: int = SHOWN
) -> list[Notice]:
    """The newest first: what others wrote and did on the open cases of this person, notes that mention them, and for a
    manager the cases that were escalated.

    Of several messages on one case the last is shown. What was answered, and a mention that was seen on its case, is
    read without a press on the bell.
    """
    since = (at or timezone.now()) - LOOKS_BACK
    mine = Ticket.objects.filter(assignee=user).unfinished()
    unseen = Mention.objects.unseen_by(user).filter(entry=OuterRef("pk"))
    # What lay in a mailbox before it was set up here is history.
    news = Entry.objects.filter(kind__in=ON_MY_CASE).exclude(received__is_backlog=True)
    on_mine = _newest(news.filter(ticket__in=mine), user, since, limit)
    mentioning = Entry.objects.filter(mentions__user=user).annotate(  # type: ignore[no-redef]  # declared for the reader
        is_unseen=Exists(unseen)
    )
    called = _newest(mentioning, user, since, limit)
    found = [
        (entry, NoticeKind(entry.kind), entry.kind != Entry.Kind.MESSAGE or bool(entry.ticket.waiting_since))
        for entry in on_mine
    ]
    found += [(entry, NoticeKind.MENTION, entry.is_unseen) for entry in called]
    if user.is_manager:
        # What began the escalation of cases that are others': a case and its entry are marked at one moment.
        cases = Ticket.objects.escalated().exclude(assignee=user)
        began = Entry.objects.filter(
            kind=Entry.Kind.ESCALATION, ticket__in=cases, occurred_at=F("ticket__escalated_at")
        )
        found += [(entry, NoticeKind.MANAGER, True) for entry in _newest(began, user, since, limit)]
    found.sort(key=lambda notice: (notice[0].occurred_at, notice[0].pk), reverse=True)
    newest: dict[tuple[int, NoticeKind], tuple[Entry, NoticeKind, bool]] = {}
    for entry, kind, is_open in found:
        newest.setdefault((entry.ticket_id, kind), (entry, kind, is_open))
    return [
        Notice(entry, kind, is_unread=is_open and (read_until is None or entry.occurred_at > read_until))
        for entry, kind, is_open in list(newest.values())[:limit]
    ]


def _newest(entries: QuerySet[Entry], user: User, since: datetime, limit: int) -> QuerySet[Entry]:
    may_see = Ticket.objects.reachable_by(user)
    theirs = entries.filter(occurred_at__gt=since, ticket__in=may_see).exclude(actor=user)
    related = ("actor", "ticket__requester", "came_from__requester")
    return theirs.select_related(*related).order_by("-occurred_at", "-pk")[:limit]


def tell_assignee(entry: Entry) -> None:
    """The bell of the person whose case it is hears of what concerns them."""
    assignee_id = entry.ticket.assignee_id
    is_history = entry.received is not None and entry.received.is_backlog
    if assignee_id and assignee_id != entry.actor_id and entry.kind in ON_MY_CASE and not is_history:
        announce_to([assignee_id], LiveChannel.NOTICES)


@transaction.atomic
def mark_notices_read(user: User, *, until: datetime) -> None:
    """All that stood in the bell, the newest of it at `until`; what came since it was shown stays unread.

    Other pages of this person learn of it, and one that shows an older bell does not take it back.
    """
    settings, _created = NoticeSettings.objects.get_or_create(user=user)
    until = min(until, timezone.now())
    later = Greatest(Coalesce("read_until", Value(until)), Value(until))
    NoticeSettings.objects.filter(pk=settings.pk).update(read_until=later)
    announce_to([user.pk], LiveChannel.NOTICES)


@transaction.atomic
def change_notice_settings(settings: NoticeSettings) -> None:
    """What a person wants to be told of; their open pages follow at once.

    A kind that is mailed or pushed from now on begins with what happens from now on: what stands in the bell is known.
    """
    user, chosen = settings.user, {name: getattr(settings, name) for name in CHOSEN}
    row, _created = NoticeSettings.objects.get_or_create(user=user)
    known = notices_of(user, read_until=row.read_until, limit=MOST_MAILED)
    news = [NoticeEmail(user=user, key=notice.key) for notice in known if notice.kind not in row.emails]
    NoticeEmail.objects.bulk_create(news, ignore_conflicts=True)
    mark_not_pushed(user, [notice for notice in known if notice.kind not in row.pushes])
    # Not all of it: what was read or mailed since the form was loaded stands.
    NoticeSettings.objects.filter(pk=row.pk).update(**chosen)
    announce_to([user.pk], LiveChannel.NOTICES)


def mark_not_pushed(user: User, notices: list[Notice]) -> None:
    """No push tells of them: they are known."""
    news = [NoticePush(user=user, key=notice.key) for notice in notices]
    NoticePush.objects.bulk_create(news, ignore_conflicts=True)
