"""A toy desk behind real HTTP, and the whole town as a process of its own beside it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from helpdesk.devservices.processes import free_port
from tests.simulator.toy_desk import ACCOUNT, TOKEN, ToyDesk

PATIENCE = 30.0  # seconds; as long as a browser test waits


@dataclass
class Served:
    """A running town and what a script does with it."""

    url: str
    smtp_port: int
    desk_url: str
    process: subprocess.Popen

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=10)

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(self.url + path, timeout=10, **options)

    def act(self, number: str, action: str, **said: str) -> dict[str, Any]:
        return self.post(f"/api/phones/{number}/{action}", json=said).json()

    def phone(self, number: str) -> dict[str, Any]:
        return next(p for p in self.get("/api/phones").json()["phones"] if p["number"] == number)

    def heard(self, number: str) -> str:
        """What this telephone has heard since it rang last: the town outlives the tests of a module."""
        entries = self.phone(number)["transcript"]
        rang = max((place for place, entry in enumerate(entries) if entry["kind"] == "rings"), default=0)
        return " ".join(entry["text"] for entry in entries[rang:] if entry["kind"] == "heard")

    def api(self, path: str) -> str:
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}{path}"


def eventually(question: Callable[[], Any]) -> Any:
    """Ask until the answer is yes; for what happens in another process."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := question()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
    return answer


@contextmanager
def served_desk(desk: ToyDesk) -> Iterator[str]:
    """The toy desk's pages over real HTTP."""

    class Door(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if urlsplit(self.path).path.startswith("/api/"):
                status, headers, content = desk.take_json(self.path, dict(self.headers), body)
            else:
                form = dict(parse_qsl(body.decode(), keep_blank_values=True))
                url = f"http://{self.headers['Host']}{self.path}"
                status, headers, content = desk.transport(self.command, url, form, self.headers)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 (http.server's names)

        def log_message(self, *args: object) -> None:
            """A test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def served_town(desk_url: str, **environment: str) -> Iterator[Served]:
    """`python -m simulator`, ready; ended with SIGTERM."""
    port, smtp_port = free_port(), free_port()
    settings = {
        "SIMULATOR_PORT": str(port),
        "SMTP_PORT": str(smtp_port),
        "SIMULATOR_URL": f"http://127.0.0.1:{port}",
        "DESK_URL": desk_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SIMULATOR_TOWN": "",
    }
    process = subprocess.Popen([sys.executable, "-m", "simulator"], env={**os.environ, **settings, **environment})
    town = Served(settings["SIMULATOR_URL"], smtp_port, desk_url, process)
    try:
        eventually(lambda: process.poll() is not None or _answers(town))
        assert process.poll() is None
        yield town
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _answers(town: Served) -> bool:
    try:
        return town.get("/healthz").ok
    except requests.ConnectionError:
        return False
