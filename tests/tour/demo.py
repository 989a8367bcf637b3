"""The demonstration as `make demo` runs it, on ports and in a place of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from helpdesk.devservices.processes import free_port
from helpdesk.devservices.state import CHECKOUT
from tests import services

PATIENCE = 300  # seconds; a loaded machine plays the world's six weeks slowly


@dataclass(frozen=True)
class Demo:
    """Where the running demonstration is."""

    desk: str
    town: str
    accounts: list[dict[str, str]]

    def account(self, role: str) -> dict[str, str]:
        return next(account for account in self.accounts if account["role"] == role)


@contextmanager
def somebodys_shell() -> Iterator[dict[str, str]]:
    """A person's environment, with free ports and a state directory that is gone afterwards."""
    ports = {name: str(free_port()) for name in ("PORT", "SIMULATOR_PORT", "SMTP_PORT", "INBOUND_SMTP_PORT")}
    with TemporaryDirectory(prefix="p4-", ignore_cleanup_errors=True) as state:
        yield {**services.shell_environment(), **ports, "PRESS4_STATE_DIR": state}


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the demonstration and yield it with what it printed until it was open."""
    runner = subprocess.Popen(
        [sys.executable, "-m", "scripts.demo"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = printed_until_open(runner)
        assert "Press 4 is open after" in said, said
        yield runner, said
    finally:
        runner.terminate()
        runner.communicate()


def printed_until_open(runner: subprocess.Popen[str]) -> str:
    watchdog = Timer(PATIENCE, runner.kill)
    watchdog.start()
    said = ""
    try:
        for line in runner.stdout:
            said += line
            if "Ctrl-C ends everything" in line:
                break
    finally:
        watchdog.cancel()
    return said


@contextmanager
def running_demo(environment: dict[str, str]) -> Iterator[Demo]:
    """Open it, and end it as Ctrl-C would."""
    with opened(environment) as (runner, _said):
        accounts = next(Path(environment["PRESS4_STATE_DIR"]).rglob("accounts.json"))
        yield Demo(
            desk=f"http://localhost:{environment['PORT']}",
            town=f"http://localhost:{environment['SIMULATOR_PORT']}",
            accounts=json.loads(accounts.read_text())["accounts"],
        )
        runner.send_signal(signal.SIGINT)
        assert runner.wait(60) == 0
