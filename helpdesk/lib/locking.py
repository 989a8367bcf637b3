"""Locks that hold until the transaction ends: of a row, of a whole table, and of what has no row (advisory locks)."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class AdvisoryLock(IntEnum):
    """The classes of PostgreSQL's advisory locks: their keys do not meet."""

    BUYER = 4_000_021
    IDEMPOTENCY_KEY = 4_000_041

    def hold(self, keys: Iterable[int]) -> None:
        """Wait for these keys of 32 bits, in their order, so that two who want the same ones wait in no ring."""
        wanted = sorted(set(keys))
        if wanted:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT unnest(%s::int[]) AS key ORDER BY 1) AS keys",
                    [self.value, wanted],
                )


def locked(row: Row, *related: str) -> Row:
    """The row as it is now, kept from other hands; what it is `related` to is read with it and not locked."""
    # type(row) of request.user would be that of the lazy object around it.
    return lock_row(row.__class__, row.pk, *related)


def lock_row(model: type[Row], pk: int | None, *related: str) -> Row:
    """The same of a row that is known by its key."""
    rows = model._base_manager.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=pk)


def lock_table(model: type[models.Model]) -> None:
    """Nobody else who asks for the same, or writes rows of `model`, goes on; readers do.

    For merges: which rows one must lock is only known once no other merge changes it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
