"""The heap of things to come, and small processes that wait for them: the motor under every call and every person."""

import heapq
import itertools
import threading
from collections.abc import Callable, Generator
from typing import Any

from .clock import Clock

TIMED_OUT = object()

Body = Generator["Wait", Any, Any]


class Interrupt(Exception):  # noqa: N818 (a signal, not an error)
    """Something from outside that a process must deal with now, thrown in at the point where it waits."""


class Handle:
    """A place in the heap that can be given up. A daemon does not keep `run()` going by itself."""

    def __init__(self, heap: "EventHeap", function: Callable[..., object], args: tuple, daemon: bool) -> None:
        self.heap, self.function, self.args, self.daemon = heap, function, args, daemon
        self.pending = True
        heap.busy += not daemon

    def cancel(self) -> None:
        if self.pending:
            self.pending = False
            self.heap.busy -= not self.daemon


class Wait:
    """One thing that processes wait for; fires once, and later firings are ignored."""

    def __init__(self, alarm: Handle | None = None) -> None:
        self.alarm = alarm
        self.fired = False
        self.value: Any = None
        self._listeners: list[Callable[[], object]] = []

    def fire(self, value: Any = None) -> None:
        if self.fired:
            return
        self.fired, self.value = True, value
        self.drop_alarm()
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], object]) -> None:
        """Two telephones wait for the end of one bridge, so each of them is told."""
        if self.fired:
            listener()
        else:
            self._listeners.append(listener)

    def drop_alarm(self) -> None:
        if self.alarm:
            self.alarm.cancel()


class EventHeap:
    """What will happen and when: first by time, then in the order in which it was asked for."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.busy = 0
        self._entries: list[tuple[float, int, Handle]] = []
        self._order = itertools.count()

    def after(self, seconds: float, function: Callable[..., object], *args: Any, daemon: bool = False) -> Handle:
        with self.changed:
            handle = Handle(self, function, args, daemon)
            moment = self.clock.now() + max(seconds, 0.0)
            heapq.heappush(self._entries, (moment, next(self._order), handle))
            self.changed.notify()
            return handle

    def soon(self, function: Callable[..., object], *args: Any) -> Handle:
        return self.after(0.0, function, *args)

    def next_moment(self) -> float | None:
        while self._entries and not self._entries[0][2].pending:
            heapq.heappop(self._entries)
        return self._entries[0][0] if self._entries else None

    def pop(self) -> Handle:
        """Take the first entry; the caller has seen with next_moment() that there is one."""
        _, _, handle = heapq.heappop(self._entries)
        handle.cancel()
        return handle

    def wait(self, seconds: float) -> Wait:
        """A wait that fires TIMED_OUT when nothing else fired it within these seconds; by itself, a sleep."""
        wait = Wait()
        wait.alarm = self.after(seconds, wait.fire, TIMED_OUT)
        return wait


class Process:
    """A generator that yields waits. It is resumed and interrupted only from the heap, so it never re-enters itself."""

    def __init__(self, heap: EventHeap, body: Body) -> None:
        self.heap = heap
        self.body = body
        self.alive = True
        self._waiting: Wait | None = None
        heap.soon(self._advance, body.__next__)

    def interrupt(self, reason: Interrupt) -> None:
        if self.alive:
            self.heap.soon(self._throw, reason)

    def throw(self, reason: Interrupt, *, only_if: Callable[[], bool]) -> None:
        """Interrupt it soon, unless by then it has gone on to something that the reason does not concern."""
        self.heap.soon(lambda: self._throw(reason) if only_if() else None)

    def _throw(self, reason: Interrupt) -> None:
        if not self.alive:
            return
        if self._waiting:
            self._waiting.drop_alarm()
            self._waiting = None
        self._advance(lambda: self.body.throw(reason))

    def _resume(self, wait: Wait) -> None:
        if self.alive and self._waiting is wait:
            self._waiting = None
            self._advance(lambda: self.body.send(wait.value))

    def _advance(self, step: Callable[[], Wait]) -> None:
        try:
            wait = step()
        except (StopIteration, Interrupt):
            self.alive = False
            return
        except BaseException:
            self.alive = False
            raise
        self._waiting = wait
        wait.listen(lambda: self.heap.soon(self._resume, wait))
