"""The demonstration as `make demo` runs it, on ports of its own."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from helpdesk.devservices import state_directory
from helpdesk.devservices.processes import free_port
from tests import services

ROOT = Path(__file__).resolve().parents[2]
OPEN_WITHIN = 180  # seconds, on a machine that runs a whole test suite beside it


@dataclass(frozen=True)
class Demo:
    """Where the running demonstration is."""

    desk: str
    town: str
    accounts: list[dict[str, str]]

    def account(self, role: str) -> dict[str, str]:
        return next(account for account in self.accounts if account["role"] == role)


@contextmanager
def running_demo() -> Iterator[Demo]:
    """Start it with a fresh world, wait until it says that it is open, and end it as Ctrl-C would."""
    port = port_with_neighbours()
    environment = services.shell_environment() | {"PORT": str(port)}
    command = [sys.executable, "-m", "scripts.demo"]
    subprocess.run([*command, "--reset"], cwd=ROOT, env=environment, check=True, capture_output=True)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_until_open(process)
        accounts = json.loads((state_directory(f"demo-{port}") / "accounts.json").read_text())["accounts"]
        yield Demo(desk=f"http://localhost:{port}", town=f"http://localhost:{port + 1000}", accounts=accounts)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        subprocess.run([*command, "--reset"], cwd=ROOT, env=environment, check=True, capture_output=True)


def wait_until_open(process: subprocess.Popen[str]) -> None:
    said = []
    watchdog = threading.Timer(OPEN_WITHIN, process.kill)
    watchdog.start()
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                return
    finally:
        watchdog.cancel()
    raise AssertionError("The demonstration did not open:\n" + "".join(said))


def port_with_neighbours() -> int:
    """A port that is free together with the two that the demonstration takes beside it."""
    while True:
        port = free_port()
        if port + 2000 < 65536 and all(is_free(port + offset) for offset in (0, 1000, 2000)):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
