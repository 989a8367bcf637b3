"""Knowing when the demonstration can be used."""

import http.client
import socket
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import redis

from . import DemoError
from .ports import Ports
from .processes import Children

PATIENCE = 90  # seconds; a first start on a slow disk compiles every module


def wait_until_open(children: Children, desk: Mapping[str, str], ports: Ports) -> None:
    """Return once the desk, the worker and the town answer; a child that dies meanwhile raises DemoError."""
    queue = redis.Redis.from_url(desk["REDIS_URL"], socket_timeout=1, socket_connect_timeout=1)
    questions: list[Callable[[], bool]] = [
        lambda: desk_is_ready(ports, host=urlsplit(desk["PUBLIC_BASE_URL"]).netloc),
        lambda: queue.exists("_kombu.binding.calls") > 0,  # the worker has declared its queues
        lambda: listens(ports.simulator) and listens(ports.smtp) and listens(ports.mail),
    ]
    deadline = time.monotonic() + PATIENCE
    for is_ready in questions:
        while not is_ready():
            children.check()
            if time.monotonic() > deadline:
                raise DemoError(f"The demo did not open within {PATIENCE} seconds; its logs are in {children.logs}")
            time.sleep(0.1)


def desk_is_ready(ports: Ports, *, host: str) -> bool:
    """Ask /readyz as a browser would, for the desk answers only to the names that it knows."""
    connection = http.client.HTTPConnection("127.0.0.1", ports.desk, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
