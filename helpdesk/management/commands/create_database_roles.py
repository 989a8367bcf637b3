"""The roles of PostgreSQL as which the desk works, and the triggers that keep what was written down."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.utils import ProgrammingError
from environ import Env
from psycopg2.extensions import encrypt_password
from psycopg2.sql import SQL, Identifier, Literal

from helpdesk.lib.append_only import keep_what_was_written

ROLES = {"web": 100, "callers": 60, "workers": 30}
"""How many connections each may hold at most. The owner, who migrates, and a superuser need the rest of 200."""

WORK = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # What later migrations make, too: the previous version works on while they run.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    # Which migrations ran is the owner's to write.
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)
"""All that the desk does with its rows. Not TRUNCATE, nor anything that changes a table or takes a trigger away."""


class Command(BaseCommand):
    help = (
        "Creates the roles that WEB_DATABASE_URL, CALLERS_DATABASE_URL and WORKERS_DATABASE_URL name, or brings them "
        "up to date; a variable that is empty is left out. None of them owns a table, and each has connections of its "
        "own. History and logs get the triggers that keep them as they were written. Run it as the owner of the tables "
        "after each migration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, limit in ROLES.items():
            words = f"connections that the role for {name} may hold"
            parser.add_argument(f"--{name}", type=int, default=limit, metavar="N", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with connection.cursor() as cursor:
                # One table after the other: several locks at once could wait for the desk, and the desk for them.
                keep_what_was_written(cursor)
            with transaction.atomic(), connection.cursor() as cursor:
                for name in ROLES:
                    if url := os.environ.get(f"{name.upper()}_DATABASE_URL", ""):
                        self._prepare(cursor, name, url, limit=options[name])
        except ProgrammingError as error:
            raise CommandError(f"The role of DATABASE_URL may not do this: {error}".strip()) from error

    def _prepare(self, cursor: CursorWrapper, name: str, url: str, *, limit: int) -> None:
        told = Env.db_url_config(url)
        role, password = told["USER"], told["PASSWORD"]
        if not role or role == connection.settings_dict["USER"]:
            raise CommandError(f"{name.upper()}_DATABASE_URL must name a role of its own, not the owner of the tables.")
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        verb = SQL("ALTER" if cursor.rowcount else "CREATE")
        # The server gets a digest, so that no log of its statements holds the password.
        digest = encrypt_password(password, role, connection.connection, "scram-sha-256") if password else None
        traits = (
            "{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT {limit} PASSWORD {digest}"
        )
        words = {"role": Identifier(role), "limit": Literal(limit), "digest": Literal(digest)}
        cursor.execute(SQL(traits).format(verb=verb, **words))
        for statement in WORK:
            cursor.execute(SQL(statement).format(role=Identifier(role)))
        self.stdout.write(f"{role} works for {name}, with at most {limit} connections")
