"""Who a visitor is, asked before anything is given to them; and what keeps a crowd from asking the database.

Only a few threads ask, whatever comes: a burst of made-up sessions is refused on the event loop, and costs nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from typing import TypeVar

from django.db import close_old_connections, connections

from helpdesk.serving.refusals import RefusedError
from helpdesk.serving.threads import in_every_thread

Result = TypeVar("Result")
Value = TypeVar("Value")

MOST_WAITING = 200
"""Requests of one process whose visitor is not known yet."""
MOST_WAITING_OF_NETWORK = 40
"""The same from one address: an office whose pages come back together after an upgrade asks again a moment later."""
UNKNOWN, UNKNOWN_OF_NETWORK = (60.0, 240.0), (10.0, 80.0)
"""Sessions that this process has not met yet and looks up, a second and at once: each costs a few milliseconds."""
LONG_WEBHOOKS_OF_NETWORK = (0.5, 10.0)
"""Webhooks longer than any that the provider sends, a second and at once: each takes a while to check."""
FILES_OF_NETWORK = (0.1, 20.0)
"""Bodies with files that strangers send to a help page, a second and at once: a picture of what went wrong."""
MOST_KEPT = 10_000
"""Sessions and networks that are remembered."""


class Bucket:
    """So many a second, and so many at once."""

    def __init__(self, rate: float, most: float) -> None:
        self.rate, self.most, self.level, self.at = rate, most, most, 0.0

    def take(self, at: float) -> bool:
        self.level = min(self.level + (at - self.at) * self.rate, self.most)
        self.at = at
        if self.level < 1:
            return False
        self.level -= 1
        return True


class Door:
    """The few threads that look visitors up, and how many may wait for them."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.executor = ThreadPoolExecutor(count, thread_name_prefix="door")
        self.waiting: Counter[str] = Counter()
        self.unknown = Bucket(*UNKNOWN)
        self.unknown_of: dict[str, Bucket] = {}
        self.long_webhooks_of: dict[str, Bucket] = {}
        self.files_of: dict[str, Bucket] = {}
        self.known: dict[str, None] = {}

    @contextmanager
    def admit(self, network: str, session: str) -> Iterator[None]:
        """Let somebody wait for an answer, or refuse when too many do, or too many strangers came before."""
        if self.waiting.total() >= MOST_WAITING:
            raise RefusedError(503)
        if self.waiting[network] >= MOST_WAITING_OF_NETWORK:
            raise RefusedError(429)
        if session not in self.known:
            at = asyncio.get_running_loop().time()
            if not _kept(self.unknown_of, network, Bucket(*UNKNOWN_OF_NETWORK)).take(at):
                raise RefusedError(429)
            if not self.unknown.take(at):
                raise RefusedError(503)
        self.waiting[network] += 1
        try:
            yield
        finally:
            self.waiting[network] -= 1
            if not self.waiting[network]:
                del self.waiting[network]
            self._let_go()

    def admit_long_webhook(self, network: str) -> None:
        """Let a webhook that is longer than any be read and checked, or refuse when too many came from there."""
        bucket = _kept(self.long_webhooks_of, network, Bucket(*LONG_WEBHOOKS_OF_NETWORK))
        if not bucket.take(asyncio.get_running_loop().time()):
            raise RefusedError(429)

    def admit_files(self, network: str) -> None:
        """Let a stranger send files, or refuse when too many came from there."""
        if not _kept(self.files_of, network, Bucket(*FILES_OF_NETWORK)).take(asyncio.get_running_loop().time()):
            raise RefusedError(429)

    def remember(self, session: str) -> None:
        """This session was somebody's: it is let in again whatever strangers do meanwhile."""
        _kept(self.known, session, None)

    def forget(self, session: str) -> None:
        self.known.pop(session, None)

    async def ask(self, question: Callable[..., Result], *arguments: object) -> Result:
        """The answer of the database, found in one of the threads."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self.executor, self.tidy(question), *arguments)
        finally:
            self._let_go()

    def tidy(self, question: Callable[..., Result]) -> Callable[..., Result]:
        """What is asked in these threads begins with a connection that still works."""

        @wraps(question)
        def asked(*arguments: object) -> Result:
            close_old_connections()
            return question(*arguments)

        return asked

    def _let_go(self) -> None:
        """While nobody waits, none of the threads keeps its connection to PostgreSQL."""
        if not self.waiting:
            in_every_thread(self.executor, self.count, connections.close_all)


def _kept(shelf: dict[str, Value], name: str, new: Value) -> Value:
    """What is kept under `name`, put last; what was not asked for longest makes room."""
    shelf[name] = shelf.pop(name, new)
    if len(shelf) > MOST_KEPT:
        del shelf[next(iter(shelf))]
    return shelf[name]
