"""One buyer at a time: the lock that an order and a recovery mail to the same address both take.

Order of locks, everywhere: cart rows by id, then buyers by key, then steps and mails. Whoever keeps to it cannot
deadlock.
"""

import zlib
from collections.abc import Iterable

from django.db import connection

from helpdesk.addresses import normal_email

BUYERS = 4_000_021
"""Our class of PostgreSQL's advisory locks."""


def lock_buyers(emails: Iterable[str]) -> None:
    """Hold the buyers with these addresses until the transaction ends.

    A lock on the cart's row is not enough: the order may come from another cart of the same buyer, and so may the
    other mail of the same day.
    """
    keys = sorted({zlib.crc32(normal_email(email).encode()) - 2**31 for email in emails if email})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT unnest(%s::int[]) AS key ORDER BY 1) AS keys",
                [BUYERS, keys],
            )
