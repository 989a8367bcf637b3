"""What the event loop reads of a request before anybody else does."""

import io
from time import time
from typing import IO, Any, cast

from a2wsgi.asgi_typing import HTTPScope
from a2wsgi.wsgi import Body, build_environ
from django.conf import settings

from helpdesk.lib.live import ARRIVED
from helpdesk.lib.networks import network_of
from helpdesk.serving.refusals import RefusedError

Scope = dict[str, Any]
Environ = dict[str, Any]


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that name (in lower case), or nothing."""
    return next((value for key, value in scope.get("headers", ()) if key == name), b"")


def announced(scope: Scope) -> int | None:
    """How many bytes of body are announced; None when they come in pieces, and nobody said how many."""
    if header(scope, b"transfer-encoding"):
        return None
    length = header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def session_key(scope: Scope) -> str:
    """The session that the visitor says is theirs. It proves nothing yet."""
    name = f"{settings.SESSION_COOKIE_NAME}=".encode()
    pairs = [pair.strip() for pair in header(scope, b"cookie").split(b";")]
    found = [pair.removeprefix(name) for pair in pairs if pair.startswith(name)]
    key = found[-1].strip(b'"').decode("latin-1") if found else ""
    return key if 8 <= len(key) <= 40 and key.isascii() and key.isalnum() else ""


def plain_cookies(value: bytes) -> bytes:
    """A Cookie header without pairs that hold a backslash, which no cookie may (RFC 6265, 4.1.1).

    Python before 3.11.10 takes the square of their number to read them (CVE-2024-7592).
    """
    if b"\\" not in value:
        return value
    return b";".join(pair for pair in value.split(b";") if b"\\" not in pair)


def network(scope: Scope) -> str:
    """Where a request comes from, as bounds are counted."""
    host = (scope.get("client") or ("", 0))[0]
    return network_of(host) or "unknown"


async def disconnection(receive: Any) -> None:
    """Wait until whoever asked is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def environ_of(scope: Scope, body: IO[bytes]) -> Environ:
    """The request as WSGI has it (PEP 3333). The body is there, so its length is known, however it came."""
    # WSGI cannot tell X_Forwarded_Proto from X-Forwarded-Proto, which only our proxy may say; Django drops it too.
    headers = [pair for pair in scope.get("headers", []) if b"_" not in pair[0] and pair[0] != b"transfer-encoding"]
    try:
        # It takes the body along as it is, and reads of the scope what every server gives.
        told = cast(HTTPScope, {**scope, "headers": headers})
        environ: Environ = dict(build_environ(told, cast(Body, body)))
    except UnicodeError:
        raise RefusedError(400) from None
    environ[ARRIVED] = time()
    environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
    body.seek(0)
    return environ
