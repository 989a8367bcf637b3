"""A desk with as many cases as one likes, always the same: the services write one case, COPY makes the others like it.

Of a hundred cases 88 are finished and 12 are open; each has three entries; four belong to one requester; one in five
has no team. The newest has the highest number, and one comes every 47 seconds.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from helpdesk.lib.text.highlights import plain_words
from tests import make
from tests.bench.rows import Progress, copy_rows, indexes_built_after, multiply, settle, unchecked
from tests.bench.words import RARE, RARE_CASES, SUBJECTS, Writer, address_of
from tickets.cases import add_note
from tickets.models import ContactPoint, Entry, Requester, Tagging, Ticket, Word
from tickets.rules import change_tags, find_or_create_tag

CHUNK = 10_000
ENTRIES_PER_CASE = 3
CASES_PER_REQUESTER = 4
LONG_CASE = 1
LONG_CASE_ENTRIES = 500
AGENTS, TEAMS, EVENTS = 20, 4, 60
PACE = timedelta(seconds=47)

REQUESTER = ["id", "name"]
CONTACT_POINT = ["id", "requester_id", "kind", "value"]
TICKET = [
    *("id", "requester_id", "subject", "status", "channel", "priority", "assignee_id", "team_id", "event_id"),
    *("order_reference", "last_words", "created_at", "active_at", "contacted_at", "waiting_since", "reply_due_at"),
    *("solved_at", "escalated_at"),
]
TAGGING = ["id", "ticket_id", "tag_id"]
ENTRY = ["id", "ticket_id", "kind", "actor_id", "is_public", "body", "source_key", "occurred_at"]
TAGS = ["refund", "payment", "presale", "vip", "seats", "transfer", "barcode", "venue", "parcel", "organizer"]
TAG_WEIGHTS = [1 / rank for rank in range(1, len(TAGS) + 1)]
STATUS = [*["open"] * 8, *["pending"] * 2, *["new"] * 2]
LONG_STORY = {
    "id": "n",
    "body": "'Line ' || n || ' of a long story. ' || md5(n::text)",
    "occurred_at": "t.occurred_at - n * interval '1 hour'",
}


class Population:
    """Staff, events and one long case; `grow` makes the others."""

    def __init__(self) -> None:
        self.teams = [make.team(f"Team {n}") for n in range(TEAMS)]
        self.manager = make.manager(email="manager@bench.test")
        self.agents = [make.agent(name=f"Agent {n}", teams=[self.teams[n % TEAMS]]) for n in range(AGENTS)]
        self.events = [make.event() for _number in range(EVENTS)]
        first = self.agents[0]
        case = make.ticket(at=timezone.now() - timedelta(minutes=1), assignee=first, event=self.events[0])
        change_tags(case, add=[find_or_create_tag(name) for name in (*TAGS, RARE)], by=first)
        note = add_note(case, body="A note.", by=first)
        point = ContactPoint.objects.filter(requester=case.requester, kind=ContactPoint.Kind.EMAIL).get()
        tagging = case.taggings.latest("pk")
        self.tags = {tag.name: tag.pk for tag in case.tags.all()}
        self.templates = {
            Requester: case.requester_id,
            ContactPoint: point.pk,
            Ticket: case.pk,
            Tagging: tagging.pk,
            Entry: note.pk,
        }
        self.size = 1
        multiply(Entry, note.pk, note.pk + 1, LONG_CASE_ENTRIES, LONG_STORY)
        settle(*self.templates)
        self.kept = {model: model.objects.latest("pk").pk for model in self.templates}

    def grow(self, size: int, tell: Progress, tell_of_indexes: Progress) -> None:
        """Have `size` cases, their requesters and entries, older ones included; `tell` hears how far it has come."""
        if size <= self.size:
            return
        now = timezone.now()
        with indexes_built_after(tell_of_indexes, *self.templates), unchecked():
            # Anew, since all of them become older by as much as is added.
            for model, pk in self.kept.items():
                model.objects.filter(pk__gt=pk)._raw_delete("default")
            for first in range(2, size + 1, CHUNK):
                last = min(first + CHUNK - 1, size)
                Chunk(self, first, last, size=size, now=now).write()
                tell(last, size)
        # What the sweep of the vocabulary would have learnt by then, at its leisure.
        words = sorted({*Writer.words, RARE, *plain_words(" ".join(SUBJECTS))})
        known = (Word(text=word, learned_from=1) for word in words if len(word) > 3)
        Word.objects.bulk_create(known, ignore_conflicts=True)
        self.size = size
        settle(*self.templates, Word)


class Chunk:
    """The cases `first` to `last` of `size`."""

    def __init__(self, population: Population, first: int, last: int, *, size: int, now: datetime) -> None:
        self.population, self.numbers, self.size, self.now = population, range(first, last + 1), size, now
        self.writer, self.chance = Writer(first), Random(first)
        self.rare = {size * part // (RARE_CASES + 1) for part in range(1, RARE_CASES + 1)}

    def write(self) -> None:
        for model, names, rows in [
            (Requester, REQUESTER, self.requesters()),
            (ContactPoint, CONTACT_POINT, self.contact_points()),
            (Ticket, TICKET, self.tickets()),
            (Tagging, TAGGING, self.taggings()),
            (Entry, ENTRY, self.entries()),
        ]:
            copy_rows(model, self.population.templates[model], names, rows)

    def requesters(self) -> Iterator[tuple]:
        for n in self.people():
            yield n, name_of(n)

    def contact_points(self) -> Iterator[tuple]:
        for n in self.people():
            yield 2 * n, n, "email", address_of(name_of(n), n)
            yield 2 * n + 1, n, "phone", f"+1500{2_000_000 + n}"

    def people(self) -> range:
        """Those whose first case is in this chunk. The first person wrote the long case."""
        first, last = self.numbers[0], self.numbers[-1]
        return range(max(2, -(-first // CASES_PER_REQUESTER) + 1), last // CASES_PER_REQUESTER + 2)

    def tickets(self) -> Iterator[tuple]:
        chance, staff = self.chance, self.population
        for n in self.numbers:
            at = self.now - (self.size - n + 2) * PACE
            active, hundredth = at + PACE * chance.random(), n % 100
            waits = hundredth >= 92 and hundredth != 96
            subject = f"{self.writer.subject()} {RARE}" if n in self.rare else self.writer.subject()
            status = chance.choices(("closed", "solved"), (80, 8))[0] if hundredth < 88 else STATUS[hundredth - 88]
            yield (
                n,
                n // CASES_PER_REQUESTER + 1,
                subject,
                status,
                chance.choice(("phone", "email", "email", "web", "cart")),
                chance.choices(("normal", "high", "low", "urgent"), (80, 12, 5, 3))[0],
                chance.choice(staff.agents).pk if hundredth < 97 else None,
                chance.choice(staff.teams).pk if n % 5 else None,
                chance.choice(staff.events).pk,
                f"LR-{n}",
                self.writer.sentence(8),
                at,
                active,
                active,
                active if waits else None,
                active + timedelta(days=1) if waits else None,
                active if hundredth < 88 else None,
                active if hundredth == 90 else None,
            )

    def taggings(self) -> Iterator[tuple]:
        """One case in three has one of the usual tags, and few have the rare one."""
        chance, tags = Random(-self.numbers[0]), self.population.tags
        for n in self.numbers:
            if n in self.rare or n % 3 == 0:
                yield 1000 + n, n, tags[RARE if n in self.rare else chance.choices(TAGS, TAG_WEIGHTS)[0]]

    def entries(self) -> Iterator[tuple]:
        agents = [agent.pk for agent in self.population.agents]
        for n in self.numbers:
            at = self.now - (self.size - n + 2) * PACE
            for place, kind in enumerate(("message", ("reply", "note")[n % 2], "message")[:ENTRIES_PER_CASE]):
                by = None if kind == "message" else agents[n % AGENTS]
                body = self.writer.body()
                pk = 1000 + n * ENTRIES_PER_CASE + place
                yield pk, n, kind, by, kind != "note", body, None, at + timedelta(minutes=place)


def name_of(requester: int) -> str:
    return Writer(-requester).name()
