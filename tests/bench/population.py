"""Cases by the hundred thousand, in seconds: one real case is written by the services, then SQL multiplies its row.

Multiplying a row that the services wrote keeps the generator right when a column is added.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

from helpdesk.accounts.models import User
from tests import make
from tickets.models import ContactPoint, Entry, Requester, Ticket
from tickets.services import add_note

CHUNK = 10_000
ENTRIES_PER_CASE = 3
CASES_PER_REQUESTER = 4
LONG_CASE = 1
LONG_CASE_ENTRIES = 500

TICKET = {
    # of a hundred cases 88 are finished, 8 open, 2 pending, 2 new; the newest come first
    "id": "n",
    "requester_id": f"n / {CASES_PER_REQUESTER} + 1",
    "subject": "(ARRAY['Discount code','Card declined','Lost seats','Transfer','Refund','Presale'])[n % 6 + 1] || ' ' "
    "|| md5(n::text)",
    "status": "CASE WHEN n % 100 < 80 THEN 'closed' WHEN n % 100 < 88 THEN 'solved' WHEN n % 100 < 96 THEN 'open' "
    "WHEN n % 100 < 98 THEN 'pending' ELSE 'new' END",
    "channel": "(ARRAY['phone','email','web'])[n % 3 + 1]",
    "priority": "(ARRAY['normal','normal','high','low'])[n % 4 + 1]",
    "assignee_id": "CASE WHEN n % 100 < 97 THEN t.assignee_id + n % 6 END",
    "order_reference": "'LR-' || n",
    "last_words": "'I was told to write again. ' || md5(n::text)",
    "created_at": "t.created_at - n * interval '47 seconds'",
    "active_at": "t.created_at - n * interval '46 seconds'",
    "contacted_at": "t.created_at - n * interval '46 seconds'",
    "waiting_since": "CASE WHEN n % 100 >= 92 AND n % 100 <> 96 THEN t.created_at - n * interval '46 seconds' END",
    "reply_due_at": "CASE WHEN n % 100 >= 92 AND n % 100 <> 96 THEN t.created_at + n * interval '1 second' END",
    "solved_at": "CASE WHEN n % 100 < 88 THEN t.created_at - n * interval '46 seconds' END",
    "escalated_at": "CASE WHEN n % 100 = 90 THEN t.created_at - n * interval '46 seconds' END",
}
REQUESTER = {"id": "n", "name": "'Buyer ' || md5(n::text)"}
EMAIL = {"id": "2 * n", "requester_id": "n", "value": "'buyer' || n || '@mail.example'"}
PHONE = {"id": "2 * n + 1", "requester_id": "n", "kind": "'phone'", "value": "'+1500' || (2000000 + n)"}
LONG_STORY = {
    "id": "n",
    "body": "'Line ' || n || ' of a long story. ' || md5(n::text)",
    "occurred_at": "t.occurred_at - n * interval '1 hour'",
}
ENTRY = {
    "id": f"{LONG_CASE_ENTRIES} + n",
    "ticket_id": f"n / {ENTRIES_PER_CASE} + 1",
    "body": "'On the phone: the code was refused again. ' || md5(n::text)",
    "kind": "(ARRAY['message','reply','note'])[n % 3 + 1]",
    "source_key": "NULL",
    "occurred_at": "t.occurred_at - n * interval '15 seconds'",
}


def staff() -> list[User]:
    """A manager, whose lists hold every case, and six agents in a row of keys."""
    return [make.manager(email="manager@bench.test"), *(make.agent(name=f"Agent {n}") for n in range(6))]


class Population:
    """Grows from one case to as many as are asked for."""

    def __init__(self) -> None:
        self.manager, *self.agents = staff()
        first = self.agents[0]
        case = make.ticket(at=timezone.now() - timedelta(minutes=1), assignee=first, event=make.event())
        note = add_note(case, body="A note.", by=first)
        point = ContactPoint.objects.filter(requester=case.requester, kind=ContactPoint.Kind.EMAIL).get()
        self.templates = {Ticket: case.pk, Entry: note.pk, Requester: case.requester_id, ContactPoint: point.pk}
        self.size = 1
        multiply(Entry, note.pk, note.pk + 1, LONG_CASE_ENTRIES, LONG_STORY)
        settle(Requester, ContactPoint, Ticket, Entry)

    def grow(self, size: int, tell: Callable[[int, int], None]) -> None:
        """Have `size` cases, their requesters and entries; `tell` hears how far it has come."""
        for first in range(self.size + 1, size + 1, CHUNK):
            last = min(first + CHUNK - 1, size)
            self._grow_chunk(first, last)
            tell(last, size)
        self.size = max(self.size, size)
        settle(Requester, ContactPoint, Ticket, Entry)

    def _grow_chunk(self, first: int, last: int) -> None:
        people = (first // CASES_PER_REQUESTER + 2, last // CASES_PER_REQUESTER + 1)
        if first == 2:
            people = (2, people[1])
        multiply(Requester, self.templates[Requester], *people, REQUESTER)
        multiply(ContactPoint, self.templates[ContactPoint], *people, EMAIL)
        multiply(ContactPoint, self.templates[ContactPoint], *people, PHONE)
        multiply(Ticket, self.templates[Ticket], first, last, TICKET)
        entries = ((first - 1) * ENTRIES_PER_CASE, last * ENTRIES_PER_CASE - 1)
        multiply(Entry, self.templates[Entry], *entries, ENTRY)


def multiply(
    model: type[models.Model], template: int, first: int, last: int, changes: dict[str, str], *, where: str = "TRUE"
) -> None:
    """Insert one row for each n from `first` to `last`: the template's, with `changes` as SQL over n and t.

    `where`, SQL over n, says which n are left out.
    """
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    values = ", ".join(changes.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        # Without the audit's triggers and the checks of foreign keys, which the generator's arithmetic keeps.
        cursor.execute("SET session_replication_role = replica")
        # Numbers of our own, and a % in `values` that a placeholder's reader would take for one.
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM generate_series({first}, {last}) AS n, '
            f'"{table}" AS t WHERE t.id = {template} AND ({where}) ON CONFLICT DO NOTHING'
        )
        cursor.execute("SET session_replication_role = origin")


def settle(*grown: type[models.Model]) -> None:
    """Continue the keys after the rows that were multiplied, and do what autovacuum would have done by then."""
    with connection.cursor() as cursor:
        for model in grown:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))")
            cursor.execute(f'VACUUM ANALYZE "{table}"')
