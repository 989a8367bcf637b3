"""How requests reach Django: what streams on the event loop, everything else in threads that keep their connection.

Under ASGI Django runs each synchronous view in a thread of its own, which opens a connection to PostgreSQL and closes
it again. Here a fixed number of threads answers instead, so each has one connection that lasts, and their number bounds
what the database must hold: (CALLER_THREADS + PAGE_THREADS) x processes x replicas.
"""

import gc
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any

from a2wsgi import WSGIMiddleware
from django.db import OperationalError, connection
from django.urls import get_resolver

Scope = dict[str, Any]
ASGIApp = Callable[[Scope, Any, Any], Awaitable[None]]

CALLER_THREADS = 8
"""For the telephone provider alone: a slow page must not keep a caller waiting."""
PAGE_THREADS = 8
CALLERS_PATH = "/twilio/"
STREAMS = re.compile(r"/live/|/calls/recordings/\d+/(play|download)/")
"""News, and the sound of calls: whoever pauses a recording must not keep one of the few threads waiting."""


class WebServer:
    """The ASGI application: picks who answers by the path."""

    def __init__(self, *, live: ASGIApp, pages: Callable[..., Any]) -> None:
        self.live = live
        self.callers = WSGIMiddleware(pages, workers=CALLER_THREADS)
        self.pages = WSGIMiddleware(pages, workers=PAGE_THREADS)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and STREAMS.fullmatch(path):
            await self.live(scope, receive, send)
            return
        answer = self.callers if path.startswith(CALLERS_PATH) else self.pages
        await answer(_without_ambiguous_headers(scope), receive, send)

    def warm_up(self) -> None:
        """Do what the first callers would wait for: load every page, and open the connection of every thread."""
        get_resolver().check()  # which imports them all
        for answer, threads in ((self.callers, CALLER_THREADS), (self.pages, PAGE_THREADS)):
            _connect_each(answer.executor, threads)
        # What is loaded now stays, so the collector need not walk through it again: that would stop a call for 0.2 s.
        gc.collect()
        gc.freeze()


def _connect_each(executor: ThreadPoolExecutor, threads: int) -> None:
    together = Barrier(threads)
    for _thread in range(threads):
        executor.submit(_connect, together)


def _connect(together: Barrier) -> None:
    # With PostgreSQL away the desk starts all the same, and asks for it again with the first request.
    with suppress(OperationalError):
        connection.ensure_connection()
    together.wait()  # so that no thread takes two of these, and another none


def _without_ambiguous_headers(scope: Scope) -> Scope:
    """WSGI cannot tell X_Forwarded_Proto from X-Forwarded-Proto, which only our proxy may say; Django drops it too."""
    headers = scope.get("headers", [])
    return {**scope, "headers": [header for header in headers if b"_" not in header[0]]}
