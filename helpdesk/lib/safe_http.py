"""Ask another server over HTTP at an address from outside: never in our own network, never for long."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from helpdesk.lib import safe_sockets


class FetchError(Exception):
    """The other server did not answer as it should; the sentence says how, and holds no secret."""


def fetch(url: str, *, headers: Mapping[str, str], seconds: float, limit: int = 256 * 1024) -> bytes:
    """The body of a 200 answer to GET. No redirect is followed: it could lead to where `url` may not.

    Raises FetchError.
    """
    status, _headers, body = _ask("GET", url, None, headers=headers, seconds=seconds, limit=limit)
    if status != 200:
        raise FetchError(_("It answered with the status %(status)d.") % {"status": status})
    if len(body) > limit:
        raise FetchError(_("Its answer is too long."))
    return body


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> tuple[int, Message]:
    """Status and headers of the answer to POST, whatever the status is; its body is left unread.

    Raises FetchError.
    """
    status, answered, _body = _ask("POST", url, body, headers=headers, seconds=seconds, limit=0)
    return status, answered


def _ask(
    method: str, url: str, sent: bytes | None, *, headers: Mapping[str, str], seconds: float, limit: int
) -> tuple[int, Message, bytes]:
    """Status, headers, and up to one byte more than `limit` of the body where the status is 200."""
    until = time.monotonic() + seconds
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise FetchError(_("That is no address.")) from None
    connection = _connect(parts.scheme, host, port, until=until)
    # Whoever sends a byte each second never runs into the time-out of a read.
    watch = threading.Timer(max(until - time.monotonic(), 0), _hang_up, [connection.sock])
    watch.start()
    query = f"?{parts.query}" if parts.query or method == "GET" else ""
    try:
        connection.request(method, f"{parts.path or '/'}{query}", sent, headers={"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        body = answer.read(limit + 1) if limit and answer.status == 200 else b""
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= until:
            raise FetchError(_("It did not answer within %(count)d seconds.") % {"count": round(seconds)}) from None
        raise FetchError(_("The connection broke: %(error)s") % {"error": type(error).__name__}) from None
    finally:
        watch.cancel()
        connection.close()
    if time.monotonic() >= until:
        raise FetchError(_("It did not answer within %(count)d seconds.") % {"count": round(seconds)})
    return answer.status, answer.headers, body


def _connect(scheme: str, host: str, port: int, *, until: float) -> http.client.HTTPConnection:
    if scheme not in {"http", "https"} or not host:
        raise FetchError(_("That is no address of a web server."))
    if scheme == "http" and not safe_sockets.may_be_private(host):
        raise FetchError(_("Its address must begin with https: the key would be readable on the way."))
    connection = http.client.HTTPConnection(host, port)
    try:
        plain = safe_sockets.connect(host, port, seconds=_left(until))
        plain.settimeout(_left(until))
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
        )
    except safe_sockets.UnknownHostError:
        raise FetchError(_("There is no server of that name.")) from None
    except safe_sockets.PrivateHostError:
        raise FetchError(_("That address lies in a private network, which the desk does not ask.")) from None
    except TimeoutError:
        raise FetchError(_("It could not be reached in time.")) from None
    except ssl.SSLError:
        raise FetchError(_("Its certificate is not valid.")) from None
    except OSError:
        raise FetchError(_("It could not be reached.")) from None
    return connection


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):  # gone already
        sock.shutdown(socket.SHUT_RDWR)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
