"""Watchers: who has a case open just now, as the open pages of the others show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib import presence
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import Ticket

DOINGS = ("", "note", "reply")
"""What somebody at a case does, besides looking: in the order in which it matters to the others."""
MOST_ROWS = 100
"""A page shows fewer; whoever asks for more gets the first."""


@dataclass(frozen=True)
class Watcher:
    """Somebody else at a case."""

    user: User
    doing: str

    @property
    def words(self) -> str:
        names = {"name": self.user.get_short_name()}
        if self.doing == "reply":
            return _("%(name)s is replying") % names
        if self.doing == "note":
            return _("%(name)s is writing a note") % names
        return _("%(name)s is looking") % names


def place_of(pk: int) -> str:
    """Where people are who look at this case."""
    return f"watchers-{pk}"


def watchers_of(cases: Iterable[int], *, seen_by: User, at: datetime) -> dict[int, list[Watcher]]:
    """The others at each of these cases that `seen_by` may see: one round trip to Redis and two queries at the most.

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
        pk: [Watcher(users[user_id], doing) for user_id, doing in people.items() if pk in allowed and user_id in users]
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
