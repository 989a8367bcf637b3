"""A push service over https: it opens each push as the browser would, by RFC 8291, and answers as it is told to."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from helpdesk.lib.web_push import decode, encode, point
from tests.mail.dovecot import make_certificate


class Browser:
    """The keys of a browser, and what it can read with them."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, secret: bytes = b"browser's secret") -> None:
        self.private, self.secret = private or ec.generate_private_key(ec.SECP256R1()), secret

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": encode(point(self.private.public_key())), "auth": encode(self.secret)}

    def open(self, body: bytes) -> bytes:
        """The text of a push: RFC 8188, section 2.1, and RFC 8291, section 3.4, from the receiver's side."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size <= 4096
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), public)
        info = b"WebPush: info\x00" + point(self.private.public_key()) + theirs
        material = HKDF(SHA256(), 32, self.secret, info).derive(shared)
        content = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(material)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(material)
        text = AESGCM(content).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert text[-1:] == b"\x02"
        return text[:-1]


class PushService(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.browser = Browser()
        self.answers: list[tuple[int, dict[str, str]]] = []
        """For the next ones; then 201."""
        self.asked: list[dict[str, Any]] = []
        self.over = threading.Event()
        self.hangs = False

    def endpoint(self, name: str = "one") -> str:
        return f"https://localhost:{self.server_port}/push/{name}?token=a%2fb"

    @property
    def shown(self) -> list[dict[str, str]]:
        return [one["said"] for one in self.asked]


class _Door(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        scheme, _space, parts = self.headers["Authorization"].partition(" ")
        signed, key = (part.strip()[2:] for part in parts.split(","))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
        origin = f"https://localhost:{self.server.server_port}"
        claims = jwt.decode(signed, public, algorithms=["ES256"], audience=origin)
        asked = {"path": self.path, "headers": self.headers, "claims": claims, "scheme": scheme, "key": key}
        self.server.asked.append(asked | {"said": json.loads(self.server.browser.open(body))})
        if self.server.hangs:
            self.server.over.wait(60)
            return
        status, headers = self.server.answers.pop(0) if self.server.answers else (201, {})
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """The test says what it wants to say."""


@contextmanager
def push_service(root: Path, monkeypatch: Any, settings: Any) -> Iterator[PushService]:
    """One whose certificate is trusted, in a network that the operator named."""
    make_certificate(root)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(root / "cert.pem", root / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(root / "cert.pem"))
    settings.ALLOWED_PRIVATE_HOSTS = ["localhost"]
    service = PushService()
    service.socket = context.wrap_socket(service.socket, server_side=True)
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.over.set()
        service.shutdown()
        service.server_close()
        thread.join()
