"""Split entries off into a case of their own."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.redaction import redact_cards
from tickets.cases import clocks
from tickets.cases.links import link_tickets, say_related
from tickets.cases.once import once_per_source_key
from tickets.cases.participants import copy_participants
from tickets.cases.timeline import ABOUT_ONE_PROBLEM
from tickets.merging.merge_fields import CONTACTS
from tickets.models import Attachment, Entry, Ticket

Kind = Entry.Kind


def splittable(entry: Entry, *, and_following: bool) -> QuerySet[Entry]:
    """The entry, or with it what came after it."""
    entries = Entry.objects.filter(ticket=entry.ticket_id, kind__in=ABOUT_ONE_PROBLEM)
    if not and_following:
        return entries.filter(pk=entry.pk)
    later = Q(occurred_at__gt=entry.occurred_at) | Q(occurred_at=entry.occurred_at, pk__gte=entry.pk)
    return entries.filter(later)


@once_per_source_key
def split_ticket(
    entry: Entry, *, subject: str, and_following: bool, by: User, source_key: str, at: datetime | None = None
) -> Ticket:
    """The new case that `entry`, or it and what followed, goes to. The two are linked.

    What nobody answered yet waits there from when it was said. A form that is sent twice, known by its `source_key`,
    makes one case. Raises ConflictError when the entry is not of a kind that can go, or nothing would stay.
    """
    at = at or timezone.now()
    old = Ticket.objects.select_for_update(of=("self",)).select_related("event").get(entries=entry)
    going = list(splittable(entry, and_following=and_following))
    if not going:
        raise ConflictError(_("This entry belongs to %(case)s and cannot go to another one.") % {"case": old})
    contacts = [one for one in going if one.kind in CONTACTS and one.is_public and one.actor_id is None]
    if not old.entries.filter(kind__in=ABOUT_ONE_PROBLEM).exclude(pk__in=[one.pk for one in going]).exists():
        raise ConflictError(_("Nothing would be left of %(case)s. Write another subject instead.") % {"case": old})
    new = Ticket.objects.create(subject=redact_cards(subject)[:200], **_as(old, contacts, at=at))
    Entry.objects.filter(pk__in=[one.pk for one in going]).update(ticket=new, came_from=old)
    Attachment.objects.filter(entry__in=going).update(ticket=new)
    copy_participants(old, new)
    _leave(old, contacts, at=at)
    Entry.objects.create(
        ticket=new,
        kind=Kind.RELATED,
        actor=by,
        body=_("Split off from"),
        other_ticket=old,
        source_key=source_key,
        occurred_at=at,
    )
    say_related(old, new, _("Split off into"), by=by, at=at)
    link_tickets(old, to=new, by=by, at=at)
    announce(LiveChannel.TICKET.of(old.pk), LiveChannel.INBOX)
    return new


def _as(old: Ticket, contacts: list[Entry], *, at: datetime) -> dict[str, object]:
    """What the new case has of the old one, and what waits in it."""
    waits = [one.occurred_at for one in contacts if old.waiting_since and one.occurred_at >= old.waiting_since]
    fields = clocks.started(old.priority, event=old.event, at=min(waits, default=at))
    if not waits:
        fields |= clocks.ANSWERED
    same = ("requester", "event", "team", "assignee", "priority", "channel", "order_reference")
    return {
        **{name: getattr(old, name) for name in same},
        **fields,
        "status": Ticket.Status.OPEN if old.assignee_id else Ticket.Status.NEW,
        "version": len(contacts) + 1,
        "calls_count": _calls(contacts),
        "messages_count": len(contacts) - _calls(contacts),
        "last_words": _last_words(contacts),
        "created_at": at,
        "active_at": at,
        "contacted_at": max((one.occurred_at for one in contacts), default=None),
        "first_replied_at": None if waits else old.first_replied_at,
    }


def _leave(old: Ticket, contacts: list[Entry], *, at: datetime) -> None:
    """What the old case says without them."""
    stays = old.entries.filter(kind__in=CONTACTS, is_public=True, actor=None).order_by("occurred_at", "pk")
    fields: dict[str, object] = {
        "version": old.version + 1,
        "calls_count": max(old.calls_count - _calls(contacts), 0),
        "messages_count": max(old.messages_count - len(contacts) + _calls(contacts), 0),
    }
    if contacts and (last := stays.last()):
        fields |= {"last_words": _last_words([last]), "contacted_at": last.occurred_at}
    if old.waiting_since and contacts:
        first = stays.filter(occurred_at__gte=old.waiting_since).first()
        old.waiting_since = None
        fields |= clocks.waiting(old, at=first.occurred_at) if first else clocks.ANSWERED
    Ticket.objects.filter(pk=old.pk).update(**fields)


def _calls(contacts: list[Entry]) -> int:
    return sum(one.kind == Kind.CALL for one in contacts)


def _last_words(contacts: list[Entry]) -> str:
    words = [" ".join(one.said.split())[:300] for one in sorted(contacts, key=lambda one: one.occurred_at) if one.said]
    return words[-1] if words else ""
