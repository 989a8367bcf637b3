"""Django as WSGI in a fixed number of threads, which wait for the database and for nobody else.

A thread gets a request whose body is there, and hands its answer over to the event loop: a reader who is slow, or
reads nothing, keeps no thread. An answer that is a file, or news, is only begun by a thread.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Condition
from typing import IO, Any, Protocol

from helpdesk.lib.file_responses import LoopFileResponse
from helpdesk.serving.refusals import RefusedError
from helpdesk.serving.requests import Environ, disconnection

App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

AHEAD = 8 * 1024 * 1024
"""Bytes of a list of unknown length that a thread may write before its reader takes them."""
TURN_SECONDS = 30
"""So long a request waits for a thread. Whoever asked has given up by then, or will be glad of a plain word."""


@dataclass
class Answer:
    """What a thread made of a request."""

    code: int
    headers: list[tuple[bytes, bytes]]
    pieces: "Outlet"
    file: "OpenFile | None" = None
    channels: tuple[str, ...] = ()
    """Of the news that it is the head of."""
    since: float | None = None
    """When the page was asked for that will hear them (seconds since the epoch)."""


class OpenFile(Protocol):
    """What the event loop sends, and closes afterwards."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Outlet:
    """The pieces of an answer, from a thread to the event loop, at most AHEAD bytes of them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self.is_closed = False  # nobody reads any more
        self.is_whole = False
        self.room, self.news = Condition(), asyncio.Event()

    def put(self, piece: bytes) -> None:
        """In the thread: hand over a piece; BrokenPipeError when nobody wants it."""
        with self.room:
            self.room.wait_for(lambda: self.size < AHEAD or self.is_closed)
            if self.is_closed:
                raise BrokenPipeError
            self.waiting.append(piece)
            self.size += len(piece)
        self.loop.call_soon_threadsafe(self.news.set)

    def finish(self) -> None:
        """In the thread: that was all."""
        self.is_whole = True
        self.loop.call_soon_threadsafe(self.news.set)

    async def get(self) -> bytes | None:
        """On the loop: the next piece, None after the last."""
        while True:
            self.news.clear()
            with self.room:
                if self.waiting:
                    piece = self.waiting.popleft()
                    self.size -= len(piece)
                    self.room.notify()
                    return piece
            if self.is_whole:
                return None
            await self.news.wait()

    def close(self) -> None:
        """On the loop: the reader is gone."""
        with self.room:
            self.is_closed = True
            self.waiting.clear()
            self.room.notify()


class Threads:
    """A number of threads that answer, each with one connection to PostgreSQL that lasts as long as they do."""

    def __init__(self, app: App, executor: ThreadPoolExecutor, count: int) -> None:
        self.app, self.executor, self.count = app, executor, count
        self.turns = asyncio.Semaphore(count)

    async def answer(self, environ: Environ, receive: Any) -> tuple[Answer, asyncio.Future[None]]:
        """The head of the answer, and the rest of the thread's work. Whoever is gone by their turn is not asked for."""
        body = environ["wsgi.input"]
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[Answer] = loop.create_future()
        try:
            await self._turn(receive)
        except BaseException:
            body.close()
            raise
        run = contextvars.copy_context().run
        work = loop.run_in_executor(self.executor, run, self._work, environ, Outlet(loop), begun)
        work.add_done_callback(lambda work: self._over(work, begun, body))
        return await begun, work

    async def _turn(self, receive: Any) -> None:
        if not self.turns.locked():
            await self.turns.acquire()
            return
        mine = asyncio.ensure_future(self.turns.acquire())
        gone = asyncio.ensure_future(disconnection(receive))
        await asyncio.wait({mine, gone}, timeout=TURN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        has_gone = gone.done()
        gone.cancel()
        if mine.done() and not has_gone:
            return
        if not mine.cancel():
            self.turns.release()
        raise ConnectionResetError if has_gone else RefusedError(503)

    def _over(self, work: asyncio.Future[None], begun: asyncio.Future[Answer], body: IO[bytes]) -> None:
        self.turns.release()
        body.close()
        error = work.exception() if not work.cancelled() else asyncio.CancelledError()
        if not begun.done():
            begun.set_exception(error or RuntimeError("Django began no answer"))

    def _work(self, environ: Environ, outlet: Outlet, begun: asyncio.Future[Answer]) -> None:
        """In a thread."""
        answer = Answer(500, [], outlet)

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            answer.code = int(status.split(" ", 1)[0])
            answer.headers = [
                (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
            ]

        made = self.app(environ, start_response)
        try:
            if isinstance(made, LoopFileResponse):
                answer.file = made
            answer.channels, answer.since = getattr(made, "channels", ()), getattr(made, "since", None)
            outlet.loop.call_soon_threadsafe(_begin, begun, answer)
            if answer.file is None:
                for piece in made:
                    outlet.put(piece)
        except BrokenPipeError:
            pass
        finally:
            outlet.finish()
            if answer.file is None and hasattr(made, "close"):
                made.close()

    def warm_up(self, act: Callable[[], None]) -> None:
        """Let every thread do `act`."""
        in_every_thread(self.executor, self.count, act)


def _begin(begun: asyncio.Future[Answer], answer: Answer) -> None:
    if not begun.done():
        begun.set_result(answer)


def in_every_thread(executor: ThreadPoolExecutor, count: int, act: Callable[[], None]) -> None:
    """Let each of the `count` threads do `act`, and none of them twice."""
    together = Barrier(count)

    def act_and_wait() -> None:
        act()
        together.wait()

    for _thread in range(count):
        executor.submit(act_and_wait)
