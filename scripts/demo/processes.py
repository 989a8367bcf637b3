"""The demonstration's children: started with a log each, watched, and ended together."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self, cast

from helpdesk.devservices.processes import Child, spawn, stop, tail
from helpdesk.devservices.state import CHECKOUT

from . import DemoError

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_tidily() -> None:
    """Let the first Ctrl-C or SIGTERM unwind the stack, and no second one break the tidying up."""

    def unwind(_number: int, _frame: FrameType | None) -> None:
        ignore_endings()
        raise KeyboardInterrupt

    for ending in ENDINGS:
        signal.signal(ending, unwind)


def ignore_endings() -> None:
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)


class Children:
    """A context: whoever was started in it is stopped at its end."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, Child] = {}

    def __enter__(self) -> Self:
        self.logs.mkdir(mode=0o700, exist_ok=True)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        ignore_endings()
        for child in self.running.values():  # ask all of them first, so that they end side by side
            if child.poll() is None:
                child.terminate()
        for child in self.running.values():
            stop(child, patience=5)

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        log = self.logs / f"{name}.log"
        log.unlink(missing_ok=True)
        self.running[name] = spawn(command, log=log, cwd=CHECKOUT, env=environment)

    def run_to_end(
        self, name: str, command: list[str], environment: Mapping[str, str], *, tell: Callable[[str], None]
    ) -> None:
        """Run `command`, telling each line of its output; its errors go to its log."""
        log = self.logs / f"{name}.log"
        log.unlink(missing_ok=True)
        child = spawn(command, log=log, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE)
        self.running[name] = child
        with cast("IO[bytes]", child.stdout) as lines:  # it was asked for
            for line in lines:
                tell(line.decode(errors="replace").rstrip())
        if child.wait() != 0:
            raise DemoError(self.obituary(name))
        del self.running[name]

    def check(self) -> None:
        """Raise DemoError when one of them has ended."""
        for name, child in self.running.items():
            if child.poll() is not None:
                raise DemoError(self.obituary(name))

    def watch(self) -> None:
        """Wait until a child dies or a signal interrupts us."""
        while True:
            self.check()
            time.sleep(0.5)

    def obituary(self, name: str) -> str:
        log = self.logs / f"{name}.log"
        code = self.running[name].returncode
        return f"The {name} process ended unexpectedly (exit code {code}). The end of {log}:\n{tail(log, 30)}"
