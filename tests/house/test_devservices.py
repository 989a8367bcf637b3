"""The development servers start, come back after a kill, and end with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
import redis

from helpdesk.devservices import DevServiceError, claimed, development_services, state_directory
from helpdesk.devservices.state import CHECKOUT, private_directory

PATIENCE = 60  # seconds that a server may take to notice its parent's death


@pytest.fixture
def no_servers(monkeypatch):
    """An environment that names no server, and a place of its own with a path short enough for a socket."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@pytest.fixture
def place(no_servers):
    directory = state_directory(f"house-{os.getpid()}")
    yield directory
    subprocess.run(["rm", "-rf", str(directory)], check=True)


@contextmanager
def connected(url: str):
    folder, _slash, database = url.removeprefix("postgres://postgres@/").rpartition("/")
    connection = psycopg2.connect(host=folder, dbname=database, user="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def postmaster(directory: Path) -> int:
    return int((directory / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def is_gone(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def test_both_servers_start_with_the_extensions_that_the_desk_needs(place):
    with development_services(place, durable=False) as urls:
        with connected(urls["DATABASE_URL"]) as cursor:
            for extension in ("pg_trgm", "unaccent", "btree_gin"):
                cursor.execute(f"CREATE EXTENSION {extension}")
            cursor.execute("SELECT lower(unaccent('CAFÉ')), current_setting('fsync')")
            assert cursor.fetchone() == ("cafe", "off")
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()


def test_what_a_demo_stored_is_there_after_the_next_start_and_survives_power_cuts(place):
    with development_services(place, durable=True) as urls, connected(urls["DATABASE_URL"]) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 4 AS number")
    with development_services(place, durable=True) as urls, connected(urls["DATABASE_URL"]) as cursor:
        cursor.execute("SELECT number, current_setting('fsync') FROM kept")
        assert cursor.fetchone() == (4, "on")


def test_a_server_that_was_killed_starts_again_with_its_data(place):
    with development_services(place, durable=True) as urls:
        with connected(urls["DATABASE_URL"]) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 4 AS number")
        os.kill(postmaster(place), signal.SIGKILL)
    with development_services(place, durable=True) as urls, connected(urls["DATABASE_URL"]) as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchone() == (4,)


def test_a_stale_pid_file_that_names_a_stranger_neither_stops_the_start_nor_hurts_the_stranger(place):
    with development_services(place, durable=False):
        lines = (place / "postgres/data/postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        pid_file = place / "postgres/data/postmaster.pid"
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with development_services(place, durable=False) as urls, connected(urls["DATABASE_URL"]) as cursor:
            cursor.execute("SELECT 1")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_killing_the_starter_ends_both_servers(place):
    script = (
        "import sys, time; from pathlib import Path; from helpdesk.devservices import development_services\n"
        "with development_services(Path(sys.argv[1]), durable=False) as urls:\n"
        "    print('started', flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(place)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout.readline() == "started\n"
        server = postmaster(place)
        starter.kill()
    deadline = time.monotonic() + PATIENCE
    while not is_gone(server):
        assert time.monotonic() < deadline, "PostgreSQL outlived its starter"
        os.sched_yield()
    with development_services(place, durable=False) as urls, connected(urls["DATABASE_URL"]) as cursor:
        cursor.execute("SELECT 1")


def test_servers_that_the_environment_names_are_used_as_they_are(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere/4")
    with development_services(place, durable=False) as urls:
        assert urls == {"DATABASE_URL": "postgres://somewhere/else", "REDIS_URL": "redis://somewhere/4"}
    assert list(place.iterdir()) == []


def test_a_directory_is_claimed_by_one_process_at_a_time(place):
    with claimed(place) as first, claimed(place) as second:
        assert (first, second) == (True, False)
    with claimed(place) as again:
        assert again


def test_a_state_directory_with_a_space_is_refused_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PRESS4_STATE_DIR", str(tmp_path / "my files"))
    with pytest.raises(DevServiceError, match="PRESS4_STATE_DIR"):
        state_directory("demo-8000")


def test_a_state_directory_is_nobody_elses_to_read(place):
    assert place.stat().st_mode & 0o066 == 0


def test_a_state_directory_behind_a_symbolic_link_is_refused(place):
    (place / "trap").symlink_to(place)
    with pytest.raises(DevServiceError, match="somebody else"):
        private_directory(place / "trap")
