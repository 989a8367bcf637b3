"""Time: jumping from event to event for tests, or passing by in a thread for people."""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .clock import Clock, RealClock, VirtualClock
from .events import Body, EventHeap, Process, Wait
from .webhooks import Failure

logger = logging.getLogger(__name__)


class Engine:
    """Runs what is due. With the virtual clock nothing happens but inside run() and advance()."""

    def __init__(self, clock: Clock | None, on_advance: Callable[[dt.datetime], None] | None) -> None:
        self.clock = clock or VirtualClock()
        self.heap = EventHeap(self.clock)
        self.lock = self.heap.lock
        self.on_advance = on_advance
        self._threads: ThreadPoolExecutor | None = None
        self._stopped = threading.Event()

    def process(self, body: Body) -> Process:
        return Process(self.heap, body)

    def after(self, seconds: float, function: Callable[..., None], *args: Any) -> None:
        """Do this later, in the network's time."""
        self.heap.after(seconds, function, *args)

    def every(self, seconds: float, function: Callable[[], None]) -> None:
        """Do this again and again, such as the desk's sweeps. It does not keep run() going by itself."""

        def again() -> None:
            self.heap.after(seconds, again, daemon=True)
            function()

        self.heap.after(seconds, again, daemon=True)

    # Virtual clock

    def run(self, *, limit: float = 86400.0) -> None:
        """Go on until nothing is left to happen, for at most `limit` seconds of the town's time."""
        end = self.clock.now() + limit
        while self.heap.busy and (moment := self.heap.next_moment()) is not None and moment <= end:
            self._step(moment)

    def advance(self, seconds: float) -> None:
        """Let exactly so much time pass."""
        end = self.clock.now() + seconds
        while (moment := self.heap.next_moment()) is not None and moment <= end:
            self._step(moment)
        self._move_to(end)

    def _step(self, moment: float) -> None:
        self._move_to(moment)
        handle = self.heap.pop()
        handle.function(*handle.args)

    def _move_to(self, moment: float) -> None:
        if not isinstance(self.clock, VirtualClock):
            raise TypeError("run() and advance() move a virtual clock only; with a real one use start()")
        if moment > self.clock.now():
            self.clock.move_to(moment)
            if self.on_advance:
                self.on_advance(self.clock.moment())

    # Real clock

    def start(self) -> None:
        """Live in a thread of its own until stop()."""
        self._threads = ThreadPoolExecutor(max_workers=24, thread_name_prefix="to-the-desk")
        threading.Thread(target=self._live, name="phone-network", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()
        with self.heap.changed:
            self.heap.changed.notify_all()
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _live(self) -> None:
        with self.heap.changed:
            while not self._stopped.is_set():
                moment, now = self.heap.next_moment(), self.clock.now()
                if moment is None or moment > now:
                    self.heap.changed.wait(None if moment is None else moment - now)
                    continue
                handle = self.heap.pop()
                try:
                    handle.function(*handle.args)
                except Exception:
                    logger.exception("The phone network stumbled over one event and goes on")

    # Requests

    def run_outside(self, exchange: Callable[[], Any], *, latency: float, patience: float) -> Wait:
        """Do one HTTP exchange; the wait fires with its result, after its travel or when patience ends."""
        wait = Wait()
        begun = self.clock.now()

        def done(result: Any) -> None:
            late = isinstance(result, Failure) and result.late
            left = begun + (patience if late else 0.0) - self.clock.now()
            self.heap.after(max(left, 0.0), wait.fire, result)

        if isinstance(self.clock, RealClock):
            assert self._threads is not None, "start() comes before the first request"
            self._threads.submit(lambda: done(exchange()))
        else:
            self.heap.after(latency, done, exchange())
        return wait
