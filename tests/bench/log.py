"""The call log: every filter, pages at any depth, the calls of a case, its export, and a caller whom we know."""

import os
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from calls.log.listing import NEWEST, PAGE_SIZE
from calls.models import Call
from helpdesk.accounts.models import User
from helpdesk.lib.keyset import write_cursor
from tests import make
from tests.bench.call_history import CallHistory
from tests.bench.cases import count_queries, sign_in
from tests.bench.load import Caller, Times, expect, get_often
from tests.bench.population import LONG_CASE
from tests.bench.voice import over_http

DEPTH = 500
EXPORTS = 4
PAGE_MS, EXPORT_MS, WEBHOOK_MS = 150, 150, 100
CSRF = "x" * 32


def measure(port: int, *, manager: User, history: CallHistory, times: int) -> list[Times]:
    size = f"{history.size:,} calls"
    rows = []
    for user, asked in [(manager, questions(manager, history)), (history.agents[0], questions_of_agent(history))]:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(user)}"}
        for name, path in asked:
            row = Times(f"{name}, {size}", budget_ms=PAGE_MS, queries=count_queries(user, path))
            row.samples = get_often(port, path, times=times, headers=headers)
            rows.append(row)
    rows.append(Times(f"log, export starts, {size}", budget_ms=EXPORT_MS, samples=export_often(port, manager)))
    known = Times(f"webhook voice, known caller, {size}", budget_ms=WEBHOOK_MS)
    known.samples = call_often(port, history, times=times)
    return [*rows, known]


def questions(user: User, history: CallHistory) -> list[tuple[str, str]]:
    """What a manager asks for: a name and its address."""
    case = history.cases // 2
    number = Call.objects.filter(ticket=case).values_list("from_number", flat=True)[0]
    day = timezone.localdate() - timedelta(seconds=31 * history.size // 2)
    agent, line = history.agents[2].pk, history.lines["recovery"].pk
    oldest = write_cursor(NEWEST.cursor_of(Call.objects.earliest("started_at")))
    filters = {
        "answered": {"outcome": "answered"},
        "missed": {"outcome": "missed"},
        "hung up waiting": {"outcome": "abandoned"},
        "nobody answered": {"outcome": "exhausted"},
        "callbacks": {"outcome": "callback"},
        "transferred": {"outcome": "transfer"},
        "turned away": {"outcome": "blocked"},
        "outgoing": {"direction": "outbound"},
        "one line": {"line": line},
        "one taker": {"answered_by": agent},
        "one day": {"since": day, "until": day},
        "with a recording": {"recorded": "yes"},
        "without one": {"recorded": "no"},
        "answered, but no recording": {"outcome": "answered", "recorded": "no"},
        "a case": {"ticket": case},
        "number, E.164": {"number": number},
        "number, as written": {"number": f"({number[2:5]}) {number[5:8]}-{number[8:]}"},
        "last four digits": {"number": number[-4:]},
        "missed, one line, one week": {"outcome": "missed", "line": line, "since": day, "until": day + timedelta(7)},
        "nothing found": {"outcome": "missed", "recorded": "yes", "answered_by": agent},
    }
    return [
        ("log, first page", "/calls/"),
        (f"log, {deep_page()[0]}", deep_page()[1]),
        ("log, first page of all", f"/calls/?{urlencode({'after': oldest})}"),
        *((f"log, {name}", f"/calls/?{urlencode(asked)}") for name, asked in filters.items()),
        ("call page", f"/calls/{Call.objects.filter(problem_call__status='ended').latest('started_at').pk}/"),
        ("calls of a case with many", f"/calls/ticket/{LONG_CASE}/"),
        ("calls in the API", "/api/v1/calls/"),
    ]


def questions_of_agent(history: CallHistory) -> list[tuple[str, str]]:
    """An agent sees the calls of some cases only, and has missed calls."""
    own = urlencode({"answered_by": history.agents[0].pk})
    return [
        ("agent's log, first page", "/calls/"),
        ("agent's log, missed", "/calls/?outcome=missed"),
        ("agent's log, own calls", f"/calls/?{own}"),
        ("agent's missed calls", "/missed-calls/"),
    ]


def deep_page() -> tuple[str, str]:
    """The page at DEPTH, or the last whole one when there are not so many; found by OFFSET, asked for by its place."""
    newest = Call.objects.order_by("-started_at", "-pk")
    page = min(DEPTH, newest.count() // PAGE_SIZE)
    last = newest[(page - 1) * PAGE_SIZE - 1]
    return f"page {page}", f"/calls/?{urlencode({'before': write_cursor(NEWEST.cursor_of(last))})}"


def export_often(port: int, user: User) -> list[float]:
    """Milliseconds until the first call of all comes; the rest is read too, as the server writes it anyway."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={sign_in(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Origin": os.environ["PUBLIC_BASE_URL"],
        "X-CSRFToken": CSRF,
    }
    samples = []
    for _time in range(EXPORTS):
        connection = Caller(port).connection
        began = time.perf_counter()
        connection.request("POST", "/calls/export/", body=urlencode({"why": "A measurement."}), headers=headers)
        answer = connection.getresponse()
        answer.readline()  # the titles
        first = answer.readline()
        samples.append((time.perf_counter() - began) * 1000)
        expect(answer.status, 200, path="/calls/export/", content=first)
        answer.read()
        connection.close()
    return samples


def call_often(port: int, history: CallHistory, *, times: int) -> list[float]:
    """The webhook of a caller whose number is that of a requester: whom it belongs to, and which case goes on."""
    post, samples = over_http(port), []
    numbers = Call.objects.filter(ticket__isnull=False, direction="inbound").values_list("from_number", flat=True)
    for place, number in enumerate(numbers[:times]):
        parameters = {
            "AccountSid": os.environ["TWILIO_ACCOUNT_SID"],
            "ApiVersion": "2010-04-01",
            "CallSid": f"CA{2**100 + place:032x}",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "From": number,
            "To": make.MAIN_LINE,
        }
        took, status, content = post("/twilio/voice", parameters)
        expect(status, 200, path="/twilio/voice", content=content)
        samples.append(took)
    return samples
