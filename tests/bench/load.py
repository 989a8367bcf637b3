"""Asking the web process, one after another or many at once, and writing down how long each answer took."""

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median

from tests.bench.desk import HOST

LONGEST = 600
"""Seconds that we wait for an answer."""


class Caller:
    """One connection that is kept open, as a browser's and a provider's are."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=LONGEST)

    def ask(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[float, int, bytes]:
        """Milliseconds, status and body of the answer."""
        began = time.perf_counter()
        self.connection.request(method, path, body=body or None, headers=headers or {})
        answer = self.connection.getresponse()
        content = answer.read()
        return (time.perf_counter() - began) * 1000, answer.status, content


@dataclass
class Times:
    """The milliseconds of many answers to one question."""

    name: str
    size: int | None = None
    """How many rows there were, when the same is asked at several sizes."""
    budget_ms: float | None = None
    """For the 95th percentile."""
    queries: int | None = None
    samples: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.samples)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    @property
    def p50(self) -> float:
        return median(self.samples)

    def is_within_budget(self) -> bool | None:
        return None if self.budget_ms is None else self.percentile(0.95) <= self.budget_ms


def expect(status: int, wanted: int, *, path: str, content: bytes) -> None:
    """A fast refusal is no answer."""
    if status != wanted:
        raise RuntimeError(f"{path} answered {status} instead of {wanted}: {content[:400].decode(errors='replace')}")


def get_often(
    port: int, path: str, *, times: int, headers: dict[str, str] | None = None, patience: float = math.inf
) -> list[float]:
    """One request after another, the first few thrown away: they fill caches that stay filled.

    After `patience` seconds no further one is sent, and none is thrown away any more.
    """
    caller, samples, began = Caller(port), [], time.monotonic()
    for number in range(times + 5):
        took, status, content = caller.ask("GET", path, headers=headers)
        expect(status, 200, path=path, content=content)
        is_late = time.monotonic() - began > patience
        if number >= 5 or is_late:
            samples.append(took)
        if is_late:
            break
    return samples


def side_by_side(work: Callable[[int], Iterable[float]], *, workers: int) -> list[float]:
    """Run `work(number)` in as many threads at once; all their samples together."""
    with ThreadPoolExecutor(workers) as pool:
        return [sample for samples in pool.map(work, range(workers)) for sample in samples]
