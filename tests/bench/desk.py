"""A desk of its own for the measurements: servers out of the wheels, a web process as in production."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from helpdesk.devservices import DevServiceError, claimed, development_services, state_directory
from helpdesk.devservices.processes import Child, free_port, spawn, stop, tail
from helpdesk.devservices.state import CHECKOUT

PATIENCE = 60
HOST = "127.0.0.1"


@contextmanager
def own_servers() -> Iterator[Path]:
    """PostgreSQL (with fsync, as in production) and Valkey, their addresses and all secrets in os.environ."""
    # Never the servers that the shell names: the measurements fill the database with a hundred thousand cases.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    directory = state_directory("bench")
    with ExitStack() as stack:
        if not stack.enter_context(claimed(directory)):
            raise DevServiceError("Another measurement is under way on this machine; two would spoil each other.")
        os.environ.update(stack.enter_context(development_services(directory, durable=True)))
        port = free_port()
        os.environ.update(
            {
                "ALLOWED_HOSTS": HOST,
                "DEBUG": "false",
                "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
                "EMAIL_URL": f"smtp://{HOST}:9",
                "INBOUND_MAIL_DOMAIN": "mail.bench",
                "LOG_LEVEL": "WARNING",
                "MEDIA_ROOT": str(directory / "media"),
                "MFA_REQUIRED": "false",
                "PORT": str(port),
                "PUBLIC_BASE_URL": f"http://{HOST}:{port}",
                "SECRET_KEY": secrets.token_urlsafe(50),
                "STATIC_ROOT": str(directory / "static"),
                "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
                "TWILIO_API_BASE_URL": f"http://{HOST}:9",
                "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            }
        )
        yield directory


@contextmanager
def web_server(directory: Path, *, workers: int) -> Iterator[int]:
    """Gunicorn with the production configuration; yields its port."""
    log = directory / "web.log"
    log.unlink(missing_ok=True)
    port = int(os.environ["PORT"])
    options = ["--config", "deploy/gunicorn.conf.py", "--bind", f"{HOST}:{port}", "--workers", str(workers)]
    command = [sys.executable, "-m", "gunicorn", *options, "helpdesk.asgi:application"]
    child = spawn(command, log=log, cwd=CHECKOUT, env=dict(os.environ))
    try:
        wait_until_open(child, port, log)
        yield port
    finally:
        stop(child)


def wait_until_open(child: Child, port: int, log: Path, *, path: str = "/readyz") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise DevServiceError(f"The web process does not answer:\n{tail(log)}")


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0]
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "cores": os.cpu_count() or 0,
        "load_at_start": round(os.getloadavg()[0], 2),
        "python": sys.version.split()[0],
        "postgresql": postgresql,
        "revision": revision or "unknown",
    }
