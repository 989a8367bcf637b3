"""The pages that an agent lives on: lists at any depth, long cases, and search."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import User
from tests.bench.load import Times, get_often
from tests.bench.population import LONG_CASE
from tests.bench.voice import real_queries
from tickets.inbox import PAGE_SIZE, cases_in, write_cursor

DEPTH = 500
LIST_MS, CASE_MS, SEARCH_MS = 100, 150, 200


def measure(port: int, *, user: User, size: int, times: int) -> list[Times]:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(user)}"}
    rows = []
    for name, path, budget in questions(user, size):
        row = Times(f"{name}, {size:,} cases", budget_ms=budget, queries=count_queries(user, path))
        row.samples = get_often(port, path, times=times, headers=headers)
        rows.append(row)
    return rows


def questions(user: User, size: int) -> list[tuple[str, str, float]]:
    """What is asked for: a name, its address, and the milliseconds that 95 of 100 answers may take."""
    searches = {
        "number": str(size // 2),
        "phone": f"(500) {2_000_000 + size // 8}",
        "e-mail": f"buyer{size // 8}@mail.example",
        "order": f"LR-{size // 2}",
        "words": "discount code",
    }
    asked = [
        ("list, all open", "/tickets/?view=open", LIST_MS),
        ("list, unassigned", "/tickets/?view=unassigned", LIST_MS),
        ("list, solved", "/tickets/?view=solved", LIST_MS),
        (f"list, solved, {deep_page(user)[0]}", deep_page(user)[1], LIST_MS),
        ("case with 500 entries", f"/tickets/{LONG_CASE}/", CASE_MS),
        ("case with 3 entries", f"/tickets/{size // 2}/", CASE_MS),
    ]
    return asked + [
        (f"search by {kind}", f"/tickets/search/?{urlencode({'q': words})}", SEARCH_MS)
        for kind, words in searches.items()
    ]


def deep_page(user: User) -> tuple[str, str]:
    """The page at DEPTH, or the last whole one when there are not so many; found by OFFSET, asked for by cursor."""
    cases = cases_in("solved", user).order_by("-active_at", "-pk")
    page = min(DEPTH, cases.count() // PAGE_SIZE)
    last = cases[(page - 1) * PAGE_SIZE - 1]
    return f"page {page}", f"/tickets/?{urlencode({'view': 'solved', 'cursor': write_cursor(last)})}"


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
