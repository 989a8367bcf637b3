"""A server whose name somebody typed is asked where it was found to be, and nowhere in our own network."""

import socket
import time
from contextlib import closing

import pytest

from helpdesk.lib import safe_sockets


@pytest.fixture
def server():
    """Host and port of something that takes connections."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()


def leads_to(monkeypatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *asked, **options: found if host == "shop.test" else look_up(host, *asked, **options),
    )


def test_a_name_with_one_private_address_among_public_ones_is_not_asked(monkeypatch, server, settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["another.test"]
    leads_to(monkeypatch, "192.0.1.1", server[0])
    with pytest.raises(safe_sockets.PrivateHostError):
        safe_sockets.connect("shop.test", server[1], seconds=1)


def test_a_server_is_reached_at_the_address_that_answers(monkeypatch, server, settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["shop.test"]
    refuses, (address, port) = "127.0.0.2", server
    leads_to(monkeypatch, refuses, refuses, address)
    with closing(safe_sockets.connect("shop.test", port, seconds=3)) as connected:
        assert connected.getpeername() == (address, port)
        assert connected.gettimeout() == 3


def test_an_address_that_is_silent_leaves_time_for_the_next(monkeypatch, server, settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["shop.test"]
    leads_to(monkeypatch, "silent", server[0])
    connect, asked = socket.create_connection, []

    def silent(address, timeout):
        asked.append(timeout)
        if address[0] == "silent":
            raise TimeoutError
        return connect(address, timeout)

    monkeypatch.setattr(safe_sockets.ipaddress, "ip_address", lambda _address: pytest.fail("the host is allowed"))
    monkeypatch.setattr(socket, "create_connection", silent)
    with closing(safe_sockets.connect("shop.test", server[1], seconds=3)):
        assert asked[0] <= 1.5 < asked[1] <= 3


def test_when_no_address_answers_it_is_over_in_time(monkeypatch, settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["shop.test"]
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        port = gone.getsockname()[1]
    leads_to(monkeypatch, "127.0.0.2", "127.0.0.3")
    began = time.monotonic()
    with pytest.raises(OSError, match="refused"):
        safe_sockets.connect("shop.test", port, seconds=3)
    assert time.monotonic() - began < 3
    with pytest.raises(safe_sockets.UnknownHostError):
        safe_sockets.connect("no.such.host.invalid", port, seconds=3)
