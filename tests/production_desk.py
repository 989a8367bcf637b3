"""The desk as docs/operations.md starts it: gunicorn, hashed static files, the second step required."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.devservices.processes import free_port
from tests import databases
from tests.desk_server import ROOT, wait_until_it_answers


@contextmanager
def production_desk(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield its address, and the environment for its commands. Only https is left out: a certificate needs a name."""
    port = free_port()
    url = f"http://localhost:{port}"
    told = {"DEBUG": "false", "MFA_REQUIRED": "true", "PUBLIC_BASE_URL": url, "PORT": str(port), "WEB_CONCURRENCY": "2"}
    told |= {"DATABASE_URL": databases.address(), "STATIC_ROOT": str(folder / "static"), "ALLOWED_HOSTS": "localhost"}
    environment = {**os.environ, **told}
    manage(environment, "collectstatic", "--noinput")
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "helpdesk.asgi:application"]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(process, url)
        yield url, environment
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def manage(environment: dict[str, str], *command: str, **more: str) -> None:
    """Run `manage.py` as an operator does."""
    told = {**environment, **more}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=told, check=True, stdout=subprocess.DEVNULL)
