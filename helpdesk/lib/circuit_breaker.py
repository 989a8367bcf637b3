"""Remember for a moment that a server is away, so that not everyone waits for its time-out in turn."""

import time


class CircuitBreaker:
    """Open for `seconds` after `trip()`; threads may share it, for a lost race only asks once more."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self._until = 0.0

    def trip(self) -> None:
        self._until = time.monotonic() + self.seconds

    def is_open(self) -> bool:
        return time.monotonic() < self._until
