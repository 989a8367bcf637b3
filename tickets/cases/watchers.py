"""Watchers: who has a case open just now, as the open pages of the others show it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib import presence
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import Ticket

DOINGS = ("", "note", "reply")
"""What somebody at a case does, besides looking: in the order in which it matters to the others."""
MOST_ROWS = 100
"""A page shows fewer; whoever asks for more gets the first."""


WORDS = {
    "": gettext_lazy("%(name)s is looking"),
    "note": gettext_lazy("%(name)s is writing a note"),
    "reply": gettext_lazy("%(name)s is replying"),
}


def place_of(pk: int) -> str:
    """Where people are who look at this case."""
    return f"watchers-{pk}"


def watchers_of(cases: Iterable[int], *, seen_by: User, at: datetime) -> dict[int, list[dict[str, Any]]]:
    """The others at each of these cases that `seen_by` may see, as a page shows them: the `user`, what they are
    `doing`, and both in `words`. One round trip to Redis and two queries at the most.

    Whoever is there was let in a few seconds ago, so that everybody named may see the case.
    """
    asked = list(dict.fromkeys(cases))[:MOST_ROWS]
    found = presence.who_is_at(map(place_of, asked), at=at)
    there = {pk: found.get(place_of(pk), {}) for pk in asked}
    wanted = {user_id for people in there.values() for user_id in people} - {seen_by.pk}
    if not wanted:
        return {pk: [] for pk in asked}
    allowed = set(Ticket.objects.visible_to(seen_by).filter(pk__in=asked).order_by().values_list("pk", flat=True))
    users = User.objects.filter(is_active=True).in_bulk(wanted)
    return {
        pk: [
            {
                "user": users[user_id],
                "doing": doing,
                "words": WORDS.get(doing, WORDS[""]) % {"name": users[user_id].get_short_name()},
            }
            for user_id, doing in people.items()
            if pk in allowed and user_id in users
        ]
        for pk, people in there.items()
    }


def watch_ticket(ticket: Ticket, *, by: User, tab: str, doing: str, at: datetime) -> None:
    """A tab of somebody's browser shows the case. The others hear of it only when that is new."""
    place = place_of(ticket.pk)
    if presence.stay(place, by.pk, doing=doing, tab=tab, at=at):
        announce(LiveChannel.WATCHERS.of(ticket.pk))


def leave_ticket(ticket: Ticket, *, by: User, tab: str, at: datetime) -> None:
    """That tab shows something else now, or is closed."""
    place = place_of(ticket.pk)
    if presence.leave(place, by.pk, tab=tab, at=at):
        announce(LiveChannel.WATCHERS.of(ticket.pk))
