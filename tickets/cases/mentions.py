"""Mentions in notes: who is named after an @, who can be, and who has read it."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce_to
from helpdesk.lib.text.folding import STARTS_ANYWHERE, is_letter
from tickets.models import Entry, Mention, Ticket
from tickets.models.plain import starts_a_word

AT = re.compile(r"(?<![\w@./+-])@(?=[^\s@])")
"""The sign before a name; not the one inside an address."""
WORD = re.compile(r"[\w'\u2019-]+")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bb\u02bc\u00b4`"), "'")
"""Phones write O'Brien with a curved one, and nobody sees the difference."""
SUGGESTED = 8
LETTER = 4
"""Characters in which a letter with its accents may be written, before they are put together."""


class MentionError(ConflictError):
    """Somebody is named who cannot read the note, or nobody knows which of several is meant."""


def people_named_in(text: str, *, on: Ticket) -> list[User]:
    """Those whose whole name, or only whose first name, stands after an @, each once, in the order of the text.

    An @ before a word that is nobody's name is plain text. Raises MentionError.
    """
    places = [match.end() for match in AT.finditer(text)]
    if not places:
        return []
    people = [
        (person, _folded(person.name), _folded(person.get_short_name()))
        for person in User.objects.filter(is_active=True)
        if person.name
    ]
    reach = LETTER * max((len(name) for _person, name, _short in people), default=0) + LETTER
    named = [person for place in places if (person := _person_at(text[place : place + reach], people))]
    once = list(dict.fromkeys(named))
    may_see = set(readers_of(on).filter(pk__in=[person.pk for person in once]).values_list("pk", flat=True))
    for person in once:
        if person.pk not in may_see:
            raise MentionError(
                _("%(person)s cannot see %(case)s, which is of the team %(team)s. Take the name out, or ask a manager.")
                % {"person": person, "case": on, "team": on.team}
            )
    return once


def _person_at(text: str, people: Iterable[tuple[User, str, str]]) -> User | None:
    folded = _folded(text)
    # Most of what stands after an @ begins nobody's name: asked first, for a text may have thousands of them.
    people = [row for row in people if folded.startswith(row[1:])]
    whole = [person for person, name, _short in people if _begins(folded, name)]
    if whole:
        longest = max(len(person.name) for person in whole)
        return _only([person for person in whole if len(person.name) == longest])
    # What stands inside names (O'Brien, Jean-Luc) goes on with a first name too.
    short = [
        person
        for person, _name, name in people
        if _begins(folded, name) and (STARTS_ANYWHERE.match(name[-1:]) or not WORD.match(folded[len(name) :]))
    ]
    longest = max((len(person.get_short_name()) for person in short), default=0)
    return _only([person for person in short if len(person.get_short_name()) == longest])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().translate(APOSTROPHES)


def _begins(text: str, name: str) -> bool:
    """Whether `text` begins with the name, and not with a longer word."""
    after = text[len(name) : len(name) + 1]
    # Chinese has no spaces: whatever follows, the name is over.
    ends = not after or not is_letter(after) or bool(STARTS_ANYWHERE.match(name[-1:]))
    return bool(name) and text.startswith(name) and ends


def _only(found: list[User]) -> User | None:
    if len(found) > 1:
        names = ", ".join(f"{person.name} ({person.email})" for person in found)
        raise MentionError(
            _("“@%(name)s” can be several people: %(people)s. Write the whole name.")
            % {"name": found[0].get_short_name(), "people": names}
        )
    return found[0] if found else None


def readers_of(ticket: Ticket) -> QuerySet[User]:
    """Who may see the case, whoever works on it among them."""
    may_see = ticket.people_who_may_see().order_by().values("pk")
    return User.objects.filter(Q(pk__in=may_see) | Q(pk=ticket.assignee_id), is_active=True).order_by("name", "pk")


def suggest_people(ticket: Ticket, *, typed: str, asked_by: User) -> QuerySet[User]:
    """Those whose name, or any part of it, begins like that."""
    return readers_of(ticket).filter(starts_a_word("name", typed)).exclude(pk=asked_by.pk)[:SUGGESTED]


def mention_people(entry: Entry, *, people: Iterable[User], by: User) -> None:
    """Put the case into the list "Mentions" of each, and tell their open pages. Nobody calls upon oneself."""
    called = [person for person in people if person != by]
    if not called:
        return
    Mention.objects.bulk_create([Mention(entry=entry, user=person) for person in called], ignore_conflicts=True)
    announce_to([person.pk for person in called], LiveChannel.MENTIONS)


def mark_mentions_seen(ticket: Ticket, *, by: User, at: datetime | None = None) -> int:
    """They have read what was written to them on this case; answers how many notes that were."""
    unseen = Mention.objects.unseen_by(by).filter(entry__ticket=ticket)
    seen = unseen.update(seen_at=at or timezone.now())
    if seen:
        announce_to([by.pk], LiveChannel.MENTIONS)
    return seen
