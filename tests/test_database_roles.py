"""Roles of PostgreSQL: each does the desk's work and nothing else, and nobody takes the callers' connections."""

import os
import secrets

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from environ import Env

from calls.models import Call
from calls.ringing import placing
from helpdesk.lib.database_roles import connect_as_callers
from tests import databases, make
from tests.desk_server import desk_server
from tests.simulator.served import eventually
from tests.test_hostile_visitors import webhook
from tests.test_serving import ask

pytestmark = pytest.mark.django_db(transaction=True)


def url_of(role: str, password: str = "a-secret") -> str:
    server = databases.address()
    return server.replace("postgres@", f"{role}:{password}@", 1)


@pytest.fixture
def roles(monkeypatch):
    """The three roles, under names that no other run uses, and their addresses."""
    if "postgres@" not in os.environ["DATABASE_URL"]:
        pytest.skip("the tests' server was given to us, and is left as it is")
    mark = secrets.token_hex(4)
    urls = {name: url_of(f"press4_{name}_{mark}") for name in ("web", "callers", "workers")}
    for name, url in urls.items():
        monkeypatch.setenv(f"{name.upper()}_DATABASE_URL", url)
    call_command("create_database_roles", web=2, callers=40, workers=3, verbosity=0)
    yield urls
    with connection.cursor() as cursor:
        for name in urls:
            cursor.execute(f"DROP OWNED BY press4_{name}_{mark}")
            cursor.execute(f"DROP ROLE press4_{name}_{mark}")


def dial(url: str):
    told = Env.db_url_config(url)
    line = psycopg2.connect(host=told["HOST"], user=told["USER"], password=told["PASSWORD"], dbname=told["NAME"])
    line.autocommit = True
    return line


def test_a_role_does_the_work_and_changes_no_table(roles):
    make.ticket()
    with dial(roles["web"]).cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_ticket")
        assert cursor.fetchone() == (1,)
        cursor.execute("UPDATE tickets_ticket SET subject = 'changed'")
        for statement in (
            "TRUNCATE tickets_entry CASCADE",
            "DROP TABLE tickets_entry",
            "ALTER TABLE tickets_ticket DISABLE TRIGGER ALL",
            "CREATE TABLE mine ()",
            "DELETE FROM django_migrations",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)


def test_it_may_be_run_again_and_gives_the_new_password_and_limit(roles, monkeypatch):
    monkeypatch.setenv("WORKERS_DATABASE_URL", roles["workers"].replace("a-secret", "another"))
    call_command("create_database_roles", workers=1, verbosity=0)
    first = dial(roles["workers"])
    with pytest.raises(psycopg2.OperationalError, match="too many connections for role"):
        dial(roles["workers"])
    first.close()


def test_tables_of_later_migrations_are_its_work_too(roles):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id serial)")
        try:
            dial(roles["callers"]).cursor().execute("INSERT INTO later DEFAULT VALUES")
        finally:
            cursor.execute("DROP TABLE later")


def test_the_owner_is_no_role_for_work(monkeypatch):
    owner = connection.settings_dict["USER"] or "postgres"
    monkeypatch.setitem(connection.settings_dict, "USER", owner)
    monkeypatch.setenv("WEB_DATABASE_URL", f"postgres://{owner}:x@localhost/press4")
    with pytest.raises(CommandError, match="a role of its own"):
        call_command("create_database_roles")


def test_a_caller_is_served_while_others_hold_every_connection_of_the_web(roles):
    with desk_server(DATABASE_URL=roles["web"], CALLERS_DATABASE_URL=roles["callers"], PAGE_THREADS="2") as url:
        assert ask(url, "/readyz").status == 200
        assert eventually(lambda: held_by(roles["web"]) == 2)
        assert held_by(roles["callers"]) == settings.CALLER_THREADS
        with pytest.raises(psycopg2.OperationalError, match="too many connections"):
            dial(roles["web"])
        assert webhook(url) < 5


def test_a_thread_that_rings_phones_works_as_callers(roles, settings, monkeypatch):
    told = Env.db_url_config(roles["callers"])
    settings.CALLERS_DATABASE = {name: told[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    found = []

    def place(call_id: int) -> float:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_user")
            found.append((call_id, cursor.fetchone()[0]))
        return 0

    monkeypatch.setattr(placing, "place_legs", place)
    placing.place_here(4)
    assert eventually(lambda: found)
    assert found == [(4, told["USER"])]
    assert eventually(lambda: held_by(roles["callers"]) == 0)


def test_without_an_address_of_their_own_callers_connect_as_everybody(settings):
    settings.CALLERS_DATABASE = {}
    before = connections["default"]
    connect_as_callers()
    assert connections["default"] is before
    assert Call.objects.count() == 0


def held_by(url: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [Env.db_url_config(url)["USER"]])
        return cursor.fetchone()[0]
