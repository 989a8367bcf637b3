"""A real Celery worker in a process of its own, to be killed at the worst moment."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests import databases

ROOT = Path(__file__).resolve().parent.parent


class Worker:
    """`celery worker` on the test's database, broker and mail server. It gets no chance to say goodbye."""

    def __init__(self, *, queues: str, mail_port: int, concurrency: int = 2) -> None:
        arguments = ["-A", "helpdesk", "worker", "-Q", queues, "-c", str(concurrency), "-l", "ERROR"]
        quick = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", *arguments, *quick],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": databases.address(), "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Let it finish what it is at."""
        self.process.terminate()
        self.process.wait(timeout=60)

    def kill(self) -> None:
        """kill -9 for the worker and the processes of its pool."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)
