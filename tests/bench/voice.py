"""Many callers press 4 at once, and everyone they ring picks up: the voice webhooks, signed as the provider signs."""

import itertools
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from twilio.request_validator import RequestValidator

from calls.models import Call, Leg
from escalation.models import Line
from tests import make
from tests.bench.load import Caller, Times, expect, side_by_side

BUDGET_MS = 100
CALLS_EACH = 3
PAUSE = (0.2, 1.2)
"""Seconds between two webhooks of one call: each of them is the answer to a person, a phone or a tune."""
FORM = "application/x-www-form-urlencoded"
HOOKS = ["voice", "menu", "wait", "whisper", "accept", "leg-status", "status"]

TRANSACTION_CONTROL = re.compile(r"^(SELECT set_config.*; )?(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)")

Post = Callable[[str, dict[str, str]], tuple[float, int, bytes]]
_numbers = itertools.count(1)
_numbering = Lock()


class Switchboard:
    """Plays the provider for one caller after another; `posted` hears of each webhook and its answer."""

    def __init__(self, post: Post, posted: Callable[[str, float], None]) -> None:
        self.post, self.posted = post, posted

    def call(self) -> None:
        """Main line, 4, one tune of waiting, six phones that ring, one that presses 1, the end."""
        with _numbering:
            number = next(_numbers)
        sid = f"CA{number:032x}"
        self.hook("voice", "/twilio/voice", sid, CallStatus="ringing", number=number)
        self.hook("menu", "/twilio/menu", sid, Digits="4", number=number)
        call = Call.objects.select_related("problem_call").get(sid=sid)
        self.hook("wait", f"/twilio/wait/{call.problem_call.pk}", sid, QueuePosition="1", number=number)
        for place, leg in enumerate(Leg.objects.filter(call=call).order_by("pk")):
            self.ring(leg, f"CA{number * 100 + place + 2**64:032x}", answers=place == 2)
        self.hook("status", "/twilio/status", sid, CallStatus="completed", SequenceNumber="3", number=number)
        connection.close()

    def ring(self, leg: Leg, sid: str, *, answers: bool) -> None:
        """One phone; `answers`: the person presses 1, else nobody picks up."""
        if answers:
            self.hook("whisper", f"/twilio/whisper/{leg.pk}", sid, CallStatus="in-progress")
            self.hook("accept", f"/twilio/accept/{leg.pk}", sid, Digits="1")
        else:
            self.hook("leg-status", f"/twilio/leg-status/{leg.pk}", sid, CallStatus="no-answer", SequenceNumber="2")

    def hook(self, name: str, path: str, sid: str, *, number: int = 0, **parameters: str) -> None:
        parameters = {
            "AccountSid": os.environ["TWILIO_ACCOUNT_SID"],
            "ApiVersion": "2010-04-01",
            "CallSid": sid,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "From": f"+1500{3_000_000 + number}",
            "To": make.MAIN_LINE,
        } | parameters
        took, status, content = self.post(path, parameters)
        expect(status if status != 204 else 200, 200, path=path, content=content)
        self.posted(name, took)


def sign(path: str, parameters: dict[str, str]) -> str:
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    return validator.compute_signature(os.environ["PUBLIC_BASE_URL"] + path, parameters)


def over_http(port: int) -> Post:
    caller = Caller(port)

    def post(path: str, parameters: dict[str, str]) -> tuple[float, int, bytes]:
        headers = {"Content-Type": FORM, "X-Twilio-Signature": sign(path, parameters)}
        return caller.ask("POST", path, body=urlencode(parameters).encode(), headers=headers)

    return post


def measure(port: int, *, callers: int) -> list[Times]:
    """`callers` at once, at the pace at which people press keys and pick up phones: times and queries of every hook."""
    make.line(Line.Kind.MAIN)
    times = {name: Times(f"webhook {name}", budget_ms=BUDGET_MS) for name in HOOKS}
    for name, queries in count_queries().items():
        times[name].queries = queries

    def keep_calling(_caller: int) -> list[float]:
        def posted(name: str, took: float) -> None:
            times[name].samples.append(took)
            time.sleep(random.uniform(*PAUSE))

        for _call in range(CALLS_EACH):
            time.sleep(random.uniform(*PAUSE))
            Switchboard(over_http(port), posted).call()
        return []

    side_by_side(keep_calling, workers=callers)
    every = Times(f"webhooks, all, {callers} calls at once", budget_ms=BUDGET_MS)
    every.queries = max(row.queries or 0 for row in times.values())
    every.samples = [sample for row in times.values() for sample in row.samples]
    return [*times.values(), every]


def measure_capacity(port: int, *, callers: int) -> float:
    """Webhooks answered per second when nobody pauses, which no telephone network does."""
    answered: list[float] = []

    def keep_calling(_caller: int) -> list[float]:
        for _call in range(CALLS_EACH):
            Switchboard(over_http(port), lambda _name, took: answered.append(took)).call()
        return []

    began = time.perf_counter()
    side_by_side(keep_calling, workers=callers)
    return len(answered) / (time.perf_counter() - began)


def count_queries() -> dict[str, int]:
    """The same call within this process, where the queries can be seen; the most that any webhook of a name needed."""
    client, most = Client(headers={"host": os.environ["ALLOWED_HOSTS"]}), defaultdict(int)
    counted: list[int] = []

    def post(path: str, parameters: dict[str, str]) -> tuple[float, int, bytes]:
        with CaptureQueriesContext(connection) as queries:
            signature = {"X-Twilio-Signature": sign(path, parameters)}
            answer = client.post(path, urlencode(parameters), content_type=FORM, headers=signature)
        counted.append(len(real_queries(queries)))
        return 0, answer.status_code, answer.content

    Switchboard(post, lambda name, _took: most.update({name: max(most[name], counted[-1])})).call()
    return dict(most)


def real_queries(captured: CaptureQueriesContext) -> list[str]:
    """Without SAVEPOINT and its like, which ask for no data."""
    return [query["sql"] for query in captured if not TRANSACTION_CONTROL.search(query["sql"])]
