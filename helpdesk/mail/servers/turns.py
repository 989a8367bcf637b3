"""Turns at our own database, for the many threads that wait for mail servers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

DATABASE = threading.BoundedSemaphore(8)
"""So many mailboxes are written about at once; each waits for its server without a connection to ours."""


@contextmanager
def at_the_database() -> Iterator[None]:
    """A turn of the thread of one mailbox, which gives its connection back afterwards.

    Who has a connection already, such as a worker or a page, goes on with that.
    """
    if connection.connection is not None or threading.current_thread() is threading.main_thread():
        yield
        return
    with DATABASE:
        try:
            yield
        finally:
            connection.close()
