"""The desk as a process of its own, on the database of the test: our server, real middleware, real streams."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.test import Client

from helpdesk.accounts.models import User
from helpdesk.devservices.processes import free_port
from tests import databases

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # times 0.1 s that a loaded machine may take to start it


@contextmanager
def desk_server(*, port: int = 0, **environment: str) -> Iterator[str]:
    """Yield the address of a desk that sees every row that is committed in the test's database."""
    port = port or free_port()
    url = f"http://localhost:{port}"
    told = {"DATABASE_URL": databases.address(), "PUBLIC_BASE_URL": url, "LOG_LEVEL": "WARNING", **environment}
    told["PGAPPNAME"] = url  # by which its connections to the database are told from all others
    command = [sys.executable, "-m", "helpdesk.serving", "--port", str(port), "--host", "127.0.0.1"]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told})
    try:
        wait_until_it_answers(process, url)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(process: subprocess.Popen, url: str) -> None:
    for _ in range(PATIENCE):
        try:
            with urlopen(f"{url}/livez", timeout=5):
                return
        except (URLError, OSError):
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the desk ended with {process.returncode} before it answered") from None
    raise AssertionError("the desk did not answer in time")


def session_cookie(url: str, user: User) -> dict[str, str]:
    """What the browser of `user` holds after sign-in. The cookie's name carries the port, as settings.py has it."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": f"press4_session_{urlsplit(url).port}", "value": value, "url": url}
