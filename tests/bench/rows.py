"""Rows by the million: copies of one that the services wrote, with some columns changed.

Copying a row that the services wrote keeps the generators right when a column is added.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models

BLOCK = 10_000
"""Rows that are handed to the server at once."""
Progress = Callable[[int, int], None]


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def copy_rows(model: type[models.Model], template: int | None, names: list[str], rows: Iterable[tuple]) -> None:
    """COPY one row for each of `rows`, which hold the columns `names`; the other columns are those of the template.

    The texts may hold no tab, line feed or backslash: they are joined as they are. None is NULL.
    """
    table = model._meta.db_table
    others = [column for column in columns_of(model) if column not in names] if template else []
    with connection.cursor() as cursor:
        ending = _row_as_text(cursor, table, template, others) if others else ""
        columns = ", ".join(f'"{column}"' for column in [*names, *others])
        lines = ("\t".join([r"\N" if value is None else str(value) for value in row]) + ending for row in rows)
        while block := list(islice(lines, BLOCK)):
            cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', io.StringIO("\n".join(block)))


def _row_as_text(cursor: Any, table: str, template: int, columns: list[str]) -> str:
    """These columns of the template as COPY writes them, with the tab before."""
    wanted = ", ".join(f'"{column}"' for column in columns)
    text = io.StringIO()
    cursor.copy_expert(f'COPY (SELECT {wanted} FROM "{table}" WHERE id = {template}) TO STDOUT', text)
    return "\t" + text.getvalue().removesuffix("\n")


def multiply(
    model: type[models.Model], template: int, first: int, last: int, changes: dict[str, str], *, where: str = "TRUE"
) -> None:
    """Insert one row for each n from `first` to `last`: the template's, with `changes` as SQL over n and t.

    `where`, SQL over n, says which n are left out.
    """
    table, columns = model._meta.db_table, columns_of(model)
    values = ", ".join(changes.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, unchecked():
        # Numbers of our own, and a % in `values` that a placeholder's reader would take for one.
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM generate_series({first}, {last}) AS n, '
            f'"{table}" AS t WHERE t.id = {template} AND ({where}) ON CONFLICT DO NOTHING'
        )


@contextmanager
def unchecked() -> Iterator[None]:
    """Without the audit's triggers and the checks of foreign keys, which the generators' arithmetic keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


@contextmanager
def indexes_built_after(tell: Progress, *grown: type[models.Model]) -> Iterator[None]:
    """Without the indexes that are no constraint: building them once is several times faster than keeping them."""
    tables = [model._meta.db_table for model in grown]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for number, (_name, definition) in enumerate(indexes, start=1):
            cursor.execute(definition)
            tell(number, len(indexes))
        cursor.execute("RESET maintenance_work_mem")


def settle(*grown: type[models.Model]) -> None:
    """Continue the keys after the rows that were made, and do what autovacuum would have done by then."""
    with connection.cursor() as cursor:
        for model in grown:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))")
            cursor.execute(f'VACUUM ANALYZE "{table}"')
