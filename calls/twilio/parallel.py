"""Ask the provider for several things at once, so that none of them waits for another's answer."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import Any, TypeVar

import structlog

logger = structlog.get_logger(__name__)

MOST = 20
"""Requests at the same moment: more than any round has phones."""

T = TypeVar("T")
Outcome = Callable[[], T]
"""Answers what the request answered, or raises what it raised."""


class ParallelRequests:
    """Requests run in threads of their own, and what comes of each is written down in ours as soon as it is there.

    So no thread needs a connection to the database, and each row is claimed before and committed after its request.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="ask-provider")
        self._asked: dict[Future, Callable[[Outcome], Any]] = {}
        self._trouble: Exception | None = None
        self.noted: list[Any] = []
        """What each `then` answered."""

    def __enter__(self) -> "ParallelRequests":
        return self

    def __exit__(self, *error: object) -> None:
        """Wait until all is noted, unless something broke here: then the rows stay as their requests left them."""
        try:
            if error == (None, None, None):
                self.settle()
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)
        if self._trouble and error == (None, None, None):
            raise self._trouble

    @property
    def is_waiting(self) -> bool:
        return bool(self._asked)

    def ask(self, request: Callable[[], T], then: Callable[[Outcome], Any]) -> None:
        """Begin a request; `then` is told how it went, by `settle`."""
        self._asked[self._threads.submit(request)] = then

    def settle(self, *, within: float | None = None) -> None:
        """Note what has come, until everything has, or for so many seconds.

        A row that cannot be written keeps no other from being written; what it raised is raised in the end.
        """
        end = None if within is None else monotonic() + within
        while self._asked and (end is None or monotonic() < end):
            patience = None if end is None else max(end - monotonic(), 0.0)
            for answered in wait(self._asked, patience, FIRST_COMPLETED).done:
                try:
                    self.noted.append(self._asked.pop(answered)(answered.result))
                except Exception as error:
                    logger.exception("answer_not_noted")
                    self._trouble = self._trouble or error
