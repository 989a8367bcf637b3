"""Child processes that end when their parent does, even when it is killed."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

Child = subprocess.Popen[bytes]
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def spawn(command: list[str], *, log: Path, with_parent: signal.Signals = signal.SIGTERM, **options: Any) -> Child:
    """Start `command` in its own process group, logging to `log`; on Linux it gets `with_parent` when we die."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def follow_parent() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(with_parent))
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

    log.touch(mode=0o600)
    with log.open("ab") as output:
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
        return subprocess.Popen(command, **streams | options, start_new_session=True, preexec_fn=follow_parent)


def stop(child: Child, how: signal.Signals = signal.SIGTERM, *, patience: float = 10) -> None:
    """Ask `child` to end, then insist on it and on everything it left in its group."""
    if child.poll() is None:
        child.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tail(log: Path, lines: int = 20) -> str:
    """Return the last `lines` of `log`."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
