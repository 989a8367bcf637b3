"""django-helpdesk from PyPI in a virtual environment of its own, behind as many gunicorn workers as our desk."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from helpdesk.devservices import DevServiceError
from helpdesk.devservices.processes import free_port, spawn, stop
from tests.bench.desk import HOST, wait_until_open

VERSION = "2.6.1"
PACKAGES = [f"django-helpdesk=={VERSION}", "gunicorn", "psycopg2-binary"]
PROJECT = Path(__file__).parent / "project"
THREADS = 4
SLOWEST = 600
"""Seconds that an answer may take before gunicorn gives its worker up."""


def environment_of(directory: Path, *packages: str) -> Path:
    """Python with these packages, installed when they are missing; the first names the environment."""
    home = directory / packages[0].replace("==", "-")
    python = home / "bin/python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        print(f"Installing {', '.join(packages)} into an environment of its own …", flush=True)
        run([sys.executable, "-m", "venv", str(home)])
        run([str(python), "-m", "pip", "install", "--quiet", *packages])
        (home / "complete").touch()
    return python


def variables() -> dict[str, str]:
    """What its settings read; nothing of ours is on its path, since both have a package named helpdesk."""
    database = connection.settings_dict
    ours = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "rival_settings",
        "RIVAL_DATABASE": database["NAME"],
        "RIVAL_HOST": database["HOST"],
    }


def prepare(python: Path, *, queues: int, agents: int) -> str:
    """Its tables, queues and people; the key of a session of its staff."""
    command = [str(python), "prepare.py", str(queues), str(agents)]
    return run(command, cwd=PROJECT, env=variables()).split()[-1]


def run(command: list[str], **how: Any) -> str:
    """What it printed; its errors only when it fails."""
    done = subprocess.run(command, **how, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DevServiceError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def rival_server(directory: Path, python: Path, *, workers: int) -> Iterator[int]:
    """Its web server; yields the port."""
    port, log = free_port(), directory / "rival.log"
    log.unlink(missing_ok=True)
    options = ["--bind", f"{HOST}:{port}", "--workers", str(workers), "--threads", str(THREADS)]
    command = [str(python), "-m", "gunicorn", *options, "--timeout", str(SLOWEST), "--preload"]
    child = spawn([*command, "django.core.wsgi:get_wsgi_application()"], log=log, cwd=PROJECT, env=variables())
    try:
        wait_until_open(child, port, log, path="/helpdesk/login/")
        yield port
    finally:
        stop(child)
