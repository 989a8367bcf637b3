"""The pages that an agent lives on: lists at any depth, long cases, and search."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import User
from helpdesk.lib.keyset import write_cursor
from tests.bench.load import Times, get_often
from tests.bench.population import LONG_CASE, LONG_CASE_ENTRIES, TAGS, Population
from tests.bench.voice import real_queries
from tests.bench.words import COMMON, RARE
from tickets.lists.inbox import PAGE_SIZE, cases_in
from tickets.lists.listing import SORTINGS
from tickets.models import Requester, Ticket

DEPTH = 500
LIST_MS, CASE_MS, SEARCH_MS = 100, 150, 200


def measure(port: int, *, population: Population, times: int) -> list[Times]:
    rows = []
    for name, user, path, budget in questions(population):
        row = Times(name, size=population.size, budget_ms=budget, queries=count_queries(user, path))
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(user)}"}
        row.samples = get_often(port, path, times=times, headers=headers)
        rows.append(row)
    return rows


def questions(population: Population) -> Iterator[tuple[str, User, str, float]]:
    """What is asked for: a name, by whom, its address, and the milliseconds that 95 of 100 answers may take."""
    manager, agent, size = population.manager, population.agents[0], population.size
    yield "list, all open", manager, "/tickets/?view=open", LIST_MS
    yield "list, unassigned", manager, "/tickets/?view=unassigned", LIST_MS
    yield "list, solved", manager, "/tickets/?view=solved", LIST_MS
    yield f"list, solved, page {DEPTH} or the last", manager, deep_page(manager, "solved", "newest"), LIST_MS
    yield "list, all open, waiting longest first", manager, "/tickets/?view=open&sort=waiting", LIST_MS
    deep_due = deep_page(manager, "open", "due")
    yield f"list, all open, due first, page {DEPTH} or the last", manager, deep_due, LIST_MS
    yield "list, problem line", manager, "/tickets/?view=line", LIST_MS
    yield "list, due soon", manager, "/tickets/?view=due", LIST_MS
    filters = {"assignee": agent.name, "priority": "high"}
    yield "list, filtered", manager, f"/tickets/?{urlencode({'view': 'open'} | filters)}", LIST_MS
    yield "list, all cases with a common tag", manager, f"/tickets/?view=all&tag={TAGS[0]}", LIST_MS
    yield "list, all cases with a rare tag", manager, f"/tickets/?view=all&tag={RARE}", LIST_MS
    yield "list, all cases before the middle", manager, f"/tickets/?view=all&before={middle(size)}", LIST_MS
    yield "counts of all lists", manager, "/menu/?here=open", LIST_MS
    yield "list, all open, of one team's agent", agent, "/tickets/?view=open", LIST_MS
    yield "list, own cases", agent, "/tickets/?view=mine", LIST_MS
    yield f"case with {LONG_CASE_ENTRIES} entries", manager, f"/tickets/{LONG_CASE}/", CASE_MS
    yield "case with 3 entries", manager, f"/tickets/{size // 2}/", CASE_MS
    for name, asked in searches(size).items():
        yield f"search, {name}", manager, f"/tickets/search/?{urlencode({'q': asked})}", SEARCH_MS
    narrow = urlencode({"q": f'is:solved assignee:"{agent.name}" {COMMON}'})
    yield "search, a common word and operators", manager, f"/tickets/search/?{narrow}", SEARCH_MS
    yield "search, a common word, of one team's agent", agent, f"/tickets/search/?q={COMMON}", SEARCH_MS


def middle(size: int) -> str:
    """The day on which half of the cases were still."""
    return f"{Ticket.objects.get(pk=size // 2).active_at:%Y-%m-%d}"


def searches(size: int) -> dict[str, str]:
    """What people have at hand when they look for a case."""
    person = Requester.objects.get(pk=size // 8)
    first, _at, domain = person.email.partition("@")
    return {
        "case number": str(size // 2),
        "order": f"LR-{size // 2}",
        "phone in an odd format": f"(500) {str(person.phone)[5:8]}.{str(person.phone)[8:]}",
        "mail": person.email,
        "mail with a typo": f"{first[:2]}{first[3]}{first[2]}{first[4:]}@{domain}",
        "name": person.name,
        "rare word": RARE,
        "common word": COMMON,
        "two common words": f"refused {COMMON}",
        "word with a typo": "xylophnoe",
        "nothing like it": "qwrtzpsdfg",
    }


def deep_page(user: User, view: str, sort: str) -> str:
    """The page at DEPTH, or the last whole one when there are not so many; found by OFFSET, asked for by cursor."""
    cases = SORTINGS[sort].sort(cases_in(view, user))
    page = min(DEPTH, cases.count() // PAGE_SIZE)
    last = cases[(page - 1) * PAGE_SIZE - 1]
    cursor = write_cursor(SORTINGS[sort].keyset.cursor_of(last))
    return f"/tickets/?{urlencode({'view': view, 'sort': sort, 'cursor': cursor})}"


def sign_in(user: User) -> str:
    """A session as the sign-in page makes it; answers its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def count_queries(user: User, path: str) -> int:
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    client.get(path)  # what is cached for good is cached now
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(real_queries(queries))
