"""Streams of live news: how many there may be, for how long, and that each ends with the right to it.

A stream costs no thread and no connection to PostgreSQL, only while one of the few threads of the door finds out whose
it is. Bounds are checked on the event loop before that.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

import structlog

from helpdesk.accounts.sessions import SessionIdentity, identity_of, still_valid
from helpdesk.serving.hub import Ear, Hub
from helpdesk.serving.refusals import RefusedError
from helpdesk.serving.requests import Scope, disconnection, environ_of, network, session_key
from helpdesk.serving.threads import App, Threads
from helpdesk.serving.visitors import Door

logger = structlog.get_logger(__name__)

MOST = 1_000
"""Streams of one process."""
MOST_OF_NETWORK = 400
"""From one address: a floor full of agents, each with several pages."""
MOST_OF_PERSON = 24
HEARTBEAT_SECONDS = 15
"""A comment is sent this often, so that proxies keep the stream and a closed page is noticed."""
LONGEST_SECONDS = 60 * 60
RECHECK_SECONDS = 5
"""So soon a stream ends after its person signed out, was sent away, or changed role or password."""


class Streams:
    """GET /live/, from the first byte to the last; HEAD has its head, and opens none."""

    def __init__(self, app: App, door: Door) -> None:
        self.door = door
        self.threads = Threads(door.tidy(app), door.executor, door.count)
        self.hub = Hub()
        self.of_network: Counter[str] = Counter()
        self.of_person: Counter[int] = Counter()
        self.open: dict[Ear, SessionIdentity] = {}
        self.rechecking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise RefusedError(405)
        session = session_key(scope)
        if not session:
            raise RefusedError(403)
        with _counted(self.of_network, network(scope), MOST_OF_NETWORK, most=MOST, code=429):
            with self.door.admit(network(scope), session):
                answer, work = await self.threads.answer(environ_of(scope, BytesIO()), receive)
                await work
                identity = await self.door.ask(identity_of, session) if answer.channels else None
            if identity is None:
                self.door.forget(session)
                raise RefusedError(403)
            self.door.remember(session)
            headers = [pair for pair in answer.headers if pair[0] != b"content-length"]
            head = {"type": "http.response.start", "status": answer.code, "headers": headers}
            if scope["method"] == "HEAD":
                await send(head)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            with _counted(self.of_person, identity.person, MOST_OF_PERSON, most=MOST, code=429):
                await self._stream(Ear(answer.channels, answer.since), identity, head, receive, send)

    async def _stream(self, ear: Ear, identity: SessionIdentity, head: Any, receive: Any, send: Any) -> None:
        self.open[ear] = identity
        if self.rechecking is None:
            self.rechecking = asyncio.create_task(self._recheck())
        telling = asyncio.ensure_future(self._tell(ear, head, send))
        leaving = asyncio.ensure_future(disconnection(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self.open[ear]
            self.hub.leave(ear)
            for task in (telling, leaving):
                task.cancel()
            await asyncio.gather(telling, leaving, return_exceptions=True)

    async def _tell(self, ear: Ear, head: Any, send: Any) -> None:
        await self.hub.join(ear)
        await send(head)
        line, loop = b"retry: 2000\n: hello\n\n", asyncio.get_running_loop()
        until = loop.time() + LONGEST_SECONDS
        while True:
            await send({"type": "http.response.body", "body": line, "more_body": True})
            if loop.time() >= until:
                break
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    news = await ear.news.get()
            except TimeoutError:
                line = b": still here\n\n"
                continue
            if news is None:
                break
            line = b"event: changed\ndata: " + news + b"\n\n"
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _recheck(self) -> None:
        try:
            while self.open:
                await asyncio.sleep(RECHECK_SECONDS)
                before = dict(self.open)
                # With PostgreSQL away people go on listening: what they hear are names of parts, and no data.
                with suppress(Exception):
                    valid = await self.door.ask(still_valid, set(before.values()))
                    for ear in [ear for ear, as_it_was in before.items() if as_it_was not in valid]:
                        ear.end()
        finally:
            self.rechecking = None


@contextmanager
def _counted(counter: Counter[Any], name: object, bound: int, *, most: int, code: int) -> Iterator[None]:
    if counter.total() >= most:
        raise RefusedError(503)
    if counter[name] >= bound:
        raise RefusedError(code)
    counter[name] += 1
    try:
        yield
    finally:
        counter[name] -= 1
        if not counter[name]:
            del counter[name]
