"""Call upon people in a note, and note that they have read it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.live import announce_to
from tickets.models import Entry, Mention, Ticket


def mention_people(entry: Entry, *, people: Iterable[User], by: User) -> None:
    """Put the case into the list "Mentions" of each, and tell their open pages. Nobody calls upon oneself."""
    called = [person for person in people if person != by]
    if not called:
        return
    Mention.objects.bulk_create([Mention(entry=entry, user=person) for person in called], ignore_conflicts=True)
    announce_to([person.pk for person in called], "mentions")


def mark_mentions_seen(ticket: Ticket, *, by: User, at: datetime | None = None) -> int:
    """They have read what was written to them on this case; answers how many notes that were."""
    unseen = Mention.objects.unseen_by(by).filter(entry__ticket=ticket)
    seen = unseen.update(seen_at=at or timezone.now())
    if seen:
        announce_to([by.pk], "mentions")
    return seen
