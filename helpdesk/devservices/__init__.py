"""Real PostgreSQL and Valkey out of Python wheels for the demo and the tests; never for production."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .postgres import postgres
from .state import DevServiceError, claimed, state_directory
from .valkey import valkey

__all__ = ["DevServiceError", "claimed", "development_services", "state_directory"]


@contextmanager
def development_services(directory: Path, *, durable: bool) -> Iterator[dict[str, str]]:
    """Start what DATABASE_URL and REDIS_URL leave open and yield both; `directory` must be claimed."""
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    with ExitStack() as stack:
        if "DATABASE_URL" not in urls:
            urls["DATABASE_URL"] = stack.enter_context(postgres(directory, durable=durable))
        if "REDIS_URL" not in urls:
            urls["REDIS_URL"] = stack.enter_context(valkey(directory))
        yield urls
