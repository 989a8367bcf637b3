"""The demonstration as a person has it: it opens, it ends with everything that it started, it opens again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from threading import Timer

import psutil
import pytest

from helpdesk.devservices.processes import free_port
from helpdesk.devservices.state import CHECKOUT
from tests import services

PATIENCE = 300  # seconds; a loaded machine plays the world's six weeks slowly


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A person's shell, with ports and a state directory for this test alone."""
    ports = {name: str(free_port()) for name in ("PORT", "SIMULATOR_PORT", "SMTP_PORT")}
    with TemporaryDirectory(prefix="p4-", ignore_cleanup_errors=True) as state:
        yield {**services.shell_environment(), **ports, "PRESS4_STATE_DIR": state}


@contextmanager
def demo(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the demonstration and yield it with what it printed until it was open."""
    runner = subprocess.Popen(
        [sys.executable, "-m", "scripts.demo"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = Timer(PATIENCE, runner.kill)
    watchdog.start()
    try:
        said = ""
        for line in runner.stdout:
            said += line
            if "Ctrl-C ends everything" in line:
                break
        yield runner, said
    finally:
        watchdog.cancel()
        runner.terminate()
        runner.communicate()


def status(port: str, path: str) -> int:
    connection = HTTPConnection("localhost", int(port), timeout=30)
    connection.request("GET", path)
    return connection.getresponse().status


def everything_ended(processes: list[psutil.Process]) -> bool:
    _gone, alive = psutil.wait_procs(processes, timeout=30)
    return not [process for process in alive if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_the_demonstration_opens_and_however_it_ends_nothing_is_left_running(environment):
    with demo(environment) as (runner, said):
        assert "Press 4 is open after" in said, said
        assert "manager" in said
        assert status(environment["PORT"], "/readyz") == 200
        assert status(environment["SIMULATOR_PORT"], "/phones") == 200
        started = psutil.Process(runner.pid).children(recursive=True)
        assert len(started) > 4
        runner.send_signal(signal.SIGINT)
        assert runner.wait(60) == 0
        assert everything_ended(started)

    with demo(environment) as (runner, said):
        assert "Press 4 is open after" in said, said
        assert "Hiring" not in said, "the world was made a second time"
        started = psutil.Process(runner.pid).children(recursive=True)
        runner.kill()
        runner.wait()
        assert sys.platform != "linux" or everything_ended(started)
