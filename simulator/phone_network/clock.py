"""Two clocks: one that jumps from event to event, and one that people live by."""

import datetime as dt
import time
from typing import Protocol

DEFAULT_START = dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC)


class Clock(Protocol):
    """Seconds since the network came up, and the moment of the world that they stand for."""

    start: dt.datetime

    def now(self) -> float: ...

    def moment(self) -> dt.datetime: ...


class VirtualClock:
    """Stands still until it is moved: a call of ten minutes takes no time at all."""

    def __init__(self, start: dt.datetime = DEFAULT_START) -> None:
        self.start = start
        self._now = 0.0

    def now(self) -> float:
        return self._now

    def moment(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=self._now)

    def move_to(self, now: float) -> None:
        self._now = max(self._now, now)


class RealClock:
    """The clock on the wall, never stepping back."""

    def __init__(self) -> None:
        self.start = dt.datetime.now(dt.UTC)
        self._zero = time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._zero

    def moment(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=self.now())
