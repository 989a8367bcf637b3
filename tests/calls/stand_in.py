"""A stand-in for the provider's REST API on a real socket: it answers when a test lets it, and counts connections."""

import itertools
import json
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from urllib.parse import parse_qs

Answer = tuple[int, dict]
ANSWER_TIME = 0.4
"""Seconds that the provider takes for a request on an ordinary day."""


@dataclass
class StandIn:
    """What it was asked, and by how many connections. `behave` says how it answers one request."""

    url: str = ""
    behave: Callable[[str, dict[str, str]], Answer | None] = lambda _path, _form: None
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """With which token each was asked."""
    connections: int = 0
    sids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def of(self, phone: str) -> list[float]:
        """When this phone was asked for."""
        return [at for at, _path, form in self.asked if form.get("To") == phone]


@contextmanager
def provider_stand_in() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept

        def setup(self) -> None:
            super().setup()
            stand_in.connections += 1

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[-1] for name, values in parse_qs(body).items()}
            stand_in.tokens.append(b64decode(self.headers["Authorization"].split()[1]).decode().partition(":")[2])
            stand_in.asked.append((monotonic(), self.path, form))
            status, said = stand_in.behave(self.path, form) or (201, {})
            sid = f"CA{next(stand_in.sids):032x}"
            content = json.dumps({"sid": sid, "status": form.get("Status", "queued"), **said}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 (http.server's names)

        def log_message(self, *args: object) -> None:
            """A test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
