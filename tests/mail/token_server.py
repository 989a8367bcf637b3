"""A sign-in service on this machine that gives out access tokens, and that can be told to misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from helpdesk.mail.servers import tokens


class TokenServer(ThreadingHTTPServer):
    """What was asked of it, which tokens are good for which mailbox, and what it answers instead of one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.good: dict[str, str] = {}
        self.user = "one"
        self.refusal: tuple[int, object] | None = None
        self.seconds, self.clock_is_off_by, self.pause = 3600, 0, 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append((self.path, {name: value[0] for name, value in form.items()}))
        time.sleep(self.server.pause)
        if self.server.refusal:
            self.say(*self.server.refusal)
            return
        token = f"token-{len(self.server.asked)}"
        self.server.good[token] = self.server.user
        self.say(200, {"token_type": "Bearer", "access_token": token, "expires_in": self.server.seconds})

    def do_GET(self) -> None:
        """Whose token is it? Asked by the IMAP server."""
        token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        user = self.server.good.get(token)
        self.say(200, {"active": "true", "user": user} if user else {"active": "false"})

    def say(self, status: int, told: object) -> None:
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(time.time() + self.server.clock_is_off_by, usegmt=True))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing: a test reads what was asked."""


@contextmanager
def token_server(monkeypatch) -> Iterator[TokenServer]:
    """Both providers are this one, for as long as it runs."""
    server = TokenServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(tokens, "MICROSOFT", server.url)
    monkeypatch.setattr(tokens, "GOOGLE", server.url)
    tokens._kept.clear()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
