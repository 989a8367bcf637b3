"""The timeline of a case, page by page."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Max, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.keyset import Keyset
from tickets.models import Entry, Ticket

PART_SIZE = 20
"""Several screens; the older ones come when somebody asks for them."""
SPEAKER = "came_from__requester__contact_points"
"""Of a line that a merge took here: it may be of another person than the case is. Asks nothing where there is none."""
LAST_CONTACTS = 5
CASES_LOOKED_THROUGH = 50
Kind = Entry.Kind
NEWEST = Keyset("occurred_at")

SAID = (Kind.MESSAGE, Kind.REPLY, Kind.CALL)
"""By the requester and us, to each other."""
FILTERS = {
    "": (_("All"), tuple(Kind)),
    "conversation": (_("Conversation"), SAID),
    "notes": (_("Notes"), (Kind.NOTE, Kind.FORWARD)),
    "calls": (_("Calls"), (Kind.CALL, Kind.CALLBACK)),
    "carts": (_("Carts"), (Kind.CART,)),
    "outcome": (
        _("Outcomes and follow-ups"),
        (Kind.REMEDY, Kind.REFUSAL, Kind.PROMISE, Kind.ESCALATION, Kind.CALLBACK),
    ),
}

ABOUT_ONE_PROBLEM = (Kind.MESSAGE, Kind.REPLY, Kind.NOTE, Kind.CALL, Kind.CART, Kind.REMEDY, Kind.REFUSAL)
"""What may go to another case; what was promised or owed stays where it is kept."""

LOOKS: dict[str, tuple[str, str, bool]] = {
    # How each kind looks: its class in the design system, its icon, and whether one line is enough.
    Kind.MESSAGE: ("entry-in", "message", False),
    Kind.REPLY: ("entry-out", "arrow-back-up", False),
    Kind.NOTE: ("entry-note", "lock", False),
    Kind.FORWARD: ("entry-note", "arrow-forward-up", False),
    Kind.CALL: ("entry-call", "phone", False),
    Kind.CART: ("entry-cart", "shopping-cart", False),
    Kind.REMEDY: ("entry-call", "heart-handshake", False),
    Kind.REFUSAL: ("entry-trouble", "hand-stop", False),
    Kind.STATUS: ("", "circle-check", True),
    Kind.ASSIGNMENT: ("", "user-check", True),
    Kind.PROMISE: ("entry-promise", "clock", True),
    Kind.ESCALATION: ("entry-trouble", "flame", True),
    Kind.CALLBACK: ("entry-promise", "phone-outgoing", True),
    Kind.TAGS: ("", "tag", True),
    Kind.SNOOZE: ("", "moon", True),
    Kind.FIELDS: ("", "adjustments", True),
    Kind.RELATED: ("", "git-merge", True),
}


SMALL = {Kind.STATUS, Kind.ASSIGNMENT, Kind.TAGS, Kind.SNOOZE, Kind.FIELDS, Kind.RELATED}
"""What was done with the case itself: several in a row are one line until somebody wants to know."""


@dataclass(frozen=True)
class Part:
    """Some entries in the order in which they happened. `older` is the key to ask before, or None at the beginning;
    `newest` the key to ask after, or None when this part does not reach the end. `is_rearranged`: entries came here
    or went elsewhere since, among them old ones, so that what is shown does not hold any more."""

    entries: list[Entry]
    older: int | None
    newest: int | None
    is_rearranged: bool = False

    @property
    def groups(self) -> list[tuple[bool, list[Entry]]]:
        """The entries as they are shown: whether they are folded into one line, and which they are."""
        runs = [(small, list(run)) for small, run in groupby(self.entries, key=attrgetter("is_small"))]
        return [(small and len(run) > 1, run) for small, run in runs]


def read_part(ticket: Ticket, *, show: str = "", before: int | None = None, after: int | None = None) -> Part:
    """The newest entries, or those before (older than) or after (written since) the entry with that key."""
    if show not in FILTERS:
        raise Http404
    everything = _with_what_they_show(ticket.entries.all())
    kinds = FILTERS[show][1]
    if after is not None:
        news = list(everything.filter(pk__gt=after).order_by("occurred_at", "pk"))
        is_rearranged = bool(ticket.merged_into_id) or any(entry.kind == Kind.RELATED for entry in news)
        shown = with_display([entry for entry in news if entry.kind in kinds])
        return Part(shown, None, max([after, *(entry.pk for entry in news)]), is_rearranged)
    entries = everything.filter(kind__in=kinds)
    cursor = None
    if before is not None:
        cursor = NEWEST.cursor_of(get_object_or_404(ticket.entries.all(), pk=before))
    found, _previous, older = NEWEST.page(entries, size=PART_SIZE, after=cursor)
    shown = found[::-1]
    newest = None if before else max((entry.pk for entry in shown), default=0)
    if show and not before:
        # Of every kind: an entry that a filter hides is no news either.
        newest = ticket.entries.aggregate(newest=Max("pk"))["newest"] or 0
    return Part(with_display(shown), older[0] if older else None, newest)


def read_entry(ticket: Ticket, pk: int) -> Entry | None:
    """One entry as the timeline shows it now."""
    return next(iter(with_display(list(_with_what_they_show(ticket.entries.filter(pk=pk))))), None)


def _with_what_they_show(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """In as many queries for all of them as for one; the bytes of mails stay where they are."""
    shown = entries.select_related("actor", "message", "received")
    shown = shown.defer("message__raw", "message__text", "received__raw")
    return shown.prefetch_related("attachments", SPEAKER)


def last_contacts(ticket: Ticket, *, user: User) -> list[Entry]:
    """What the requester and we last said to each other, on any channel and in any case that `user` may see."""
    theirs = Ticket.objects.visible_to(user).filter(requester=ticket.requester_id).order_by("-active_at", "-pk")
    newest = theirs.values("pk")[:CASES_LOOKED_THROUGH]
    contacts = Entry.objects.filter(kind__in=SAID, is_public=True, ticket__in=newest)
    related = contacts.select_related("actor", "ticket").prefetch_related(SPEAKER)
    found = list(related.order_by("-occurred_at", "-pk")[:LAST_CONTACTS])
    for entry in found:
        entry.ticket.requester = ticket.requester  # whose addresses are read already
    return with_display(found)


def with_display(entries: list[Entry]) -> list[Entry]:
    for entry in entries:
        entry.css, entry.icon, entry.is_line = LOOKS[entry.kind]
        entry.can_split = entry.kind in ABOUT_ONE_PROBLEM
        entry.is_small = entry.kind in SMALL and not entry.panel and not entry.message_id
    return entries
