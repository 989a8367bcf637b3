"""A migrated template database, cloned for each test worker in a fraction of a second."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected

from helpdesk.lib.append_only import keep_what_was_written

ROOT = Path(__file__).resolve().parent.parent
KEPT = {"auth_permission", "django_content_type"}
"""What the migrations filled and no test changes."""
ATTEMPTS = 5
BUILDING = 4_000_004  # the advisory lock that the builder of a template holds


def clone_template(worker: str) -> str:
    """Create a fresh database for `worker` from the template, building that first when migrations changed."""
    base = settings.DATABASES["default"]["NAME"]
    template, name = f"{base}_template_{migrations_hash()}", f"{base}_test_{worker}"
    with connection._nodb_cursor() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{base}_template_"])
        existing = {row[0] for row in server.fetchall()}
        if template not in existing:
            for outdated in existing:
                drop(server, outdated)
            build(server, template)
        server.execute("SELECT pg_advisory_unlock(%s)", [BUILDING])
        drop(server, name)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    use(name)
    return name


@contextmanager
def without_tables() -> Iterator[None]:
    """Work on an empty database for a while. Whatever becomes of its tables, those of the other tests stay."""
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as server:
        drop(server, empty := f"{name}_empty")
        server.execute(f'CREATE DATABASE "{empty}"')
    use(empty)
    try:
        yield
    finally:
        use(name)
        with connection._nodb_cursor() as server:
            drop(server, empty)


def build(server, template: str) -> None:
    """Migrate into a draft and rename it, so that an interrupted build leaves no template behind."""
    draft = f"{template}_draft"
    server.execute(f'CREATE DATABASE "{draft}"')
    use(draft)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        keep_what_was_written(cursor)
    connection.close()
    server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')


def empty(_case: object = None) -> None:
    """Take back what a test committed, as Django's flush does, but touch only the tables that hold something.

    A flush truncates all of them: new files for a hundred tables and their indexes, where a test wrote a dozen rows.
    A page that was closed a moment ago may still be answered. It and this can wait for each other; then again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                delete_rows(cursor)
        except OperationalError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return


def delete_rows(cursor) -> None:
    """Delete every row of every table, after those who are still writing."""
    tables = [table for table in connection.introspection.django_table_names(only_existing=True) if table not in KEPT]
    # Without triggers: history and logs refuse to be emptied, and rows that others refer to go before these.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("LOCK TABLE {} IN SHARE MODE".format(", ".join(f'"{table}"' for table in tables)))
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables))
    if filled := [table for (table,) in cursor.fetchall()]:
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in filled))


def drop(server, name: str) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def use(name: str) -> None:
    """Point Django's connection at another database, the way its own test runner does."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def address() -> str:
    """DATABASE_URL of the database that this test writes to, for another process."""
    server, question, options = os.environ["DATABASE_URL"].partition("?")
    # Only the last part of the path is its name: before it may stand the folder of a Unix socket.
    return f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}{question}{options}"


def migrations_hash() -> str:
    """Hash everything that a template depends on: our migrations, models and triggers, and the packages' versions."""
    digest = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes())
    digest.update((ROOT / "helpdesk/lib/append_only.py").read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(app.path)
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            for pattern in ("migrations/*.py", "models.py", "models/*.py"):
                for source in sorted(folder.glob(pattern)):
                    digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return digest.hexdigest()[:16]
