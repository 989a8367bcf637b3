"""What a stranger does to a web server: raw sockets to this machine only, bounded in number and time."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PATIENCE = 30.0


def dial(url: str, *, small_window: bool = False) -> socket.socket:
    address = urlsplit(url)
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if small_window:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(PATIENCE)
    line.connect(("127.0.0.1", address.port))
    return line


def head(method: str, path: str, url: str, **headers: object) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def status_of(line: socket.socket) -> int:
    """The status of the answer; 0 when the connection ended without one."""
    answer = b""
    while b"\r\n" not in answer:
        try:
            piece = line.recv(4096)
        except (ConnectionError, TimeoutError):
            return 0
        if not piece:
            return 0
        answer += piece
    return int(answer.split(b" ", 2)[1])


@contextmanager
def held_back_bodies(url: str, path: str, *, count: int, size: int = 500, **headers: object) -> Iterator[list]:
    """Connections that announce a body and send one byte of it."""
    lines = []
    try:
        for _n in range(count):
            line = dial(url)
            line.sendall(head("POST", path, url, Content_Length=size, **headers) + b"C")
            lines.append(line)
        yield lines
    finally:
        for line in lines:
            line.close()


def burst(url: str, path: str, *, count: int, cookie_name: str, method: str = "GET", at_once: int = 100) -> list[int]:
    """So many requests with made-up sessions, each on a connection of its own; how each was answered."""

    def ask(n: int) -> int:
        try:
            with dial(url) as line:
                line.sendall(head(method, path, url, Cookie=f"{cookie_name}={n:032d}"))
                return status_of(line)
        except OSError:
            return 0

    with ThreadPoolExecutor(at_once) as crowd:
        return list(crowd.map(ask, range(count)))


def send(url: str, request: bytes) -> int:
    """Send a request, as far as it is taken; the status of the answer."""
    with dial(url) as line:
        with suppress(OSError):  # it is refused before it is whole
            line.sendall(request)
        return status_of(line)


def upload(url: str, path: str, *, size: int, seconds: float = 20.0, **headers: object) -> tuple[int, int]:
    """Send `size` bytes as a file of a form; the status of the answer, and how many of them were taken."""
    boundary = "frontier"
    begin = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'.encode()
    kind = f"multipart/form-data; boundary={boundary}"
    sent, piece, until = len(begin), b"x" * 65536, time.monotonic() + seconds
    with dial(url) as line:
        line.sendall(head("POST", path, url, Content_Length=size, Content_Type=kind, **headers) + begin)
        line.settimeout(2)
        try:
            while sent < size and time.monotonic() < until:
                sent += line.send(piece[: size - sent])
        except OSError:
            pass
        line.settimeout(PATIENCE)
        return status_of(line), sent


@contextmanager
def slow_readers(url: str, path: str, *, count: int, **headers: object) -> Iterator[list]:
    """Connections that ask and read nothing."""
    lines = []
    try:
        for _n in range(count):
            line = dial(url, small_window=True)
            line.sendall(head("GET", path, url, **headers))
            lines.append(line)
        yield lines
    finally:
        for line in lines:
            line.close()
