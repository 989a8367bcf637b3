"""The bodies of requests, read on the event loop: however slowly one comes, no thread waits for it.

A body is read whole before a thread is taken, within a size and a time that its path sets. Whoever announces one and
holds it back costs an open connection, and nothing else.
"""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from helpdesk.serving.refusals import RefusedError

KIB, MIB = 1024, 1024 * 1024

SMALL = 64 * KIB
"""No webhook is longer; what a connection may bring without being counted."""
MEMORY = 2 * MIB
"""What is longer than this waits in a file, and is taken from people who are signed in only."""


@dataclass(frozen=True)
class Rule:
    """How much may come, and how slowly: `seconds`, and one more for each `rate` bytes that did come (0: none)."""

    most: int
    seconds: float
    rate: int = 0

    def time_for(self, size: int) -> float:
        return self.seconds + (size / self.rate if self.rate else 0.0)


WEBHOOK = Rule(MIB, 5)
"""The provider itself gives up after fifteen seconds."""
CART_DOOR = Rule(MIB, 10)
VISIT = Rule(SMALL, 10, 16 * KIB)
"""Of somebody who is not signed in, or says so late: a sign-in is a few hundred bytes."""
PAGE = Rule(MEMORY + SMALL, 10, 16 * KIB)
FILES = Rule(17 * MIB, 10, 32 * KIB)
"""Fifteen of attachments (tickets/cases/attachments.py), and what stands around them."""
MAIL = Rule(40 * MIB, 10, 32 * KIB)
"""Mails of 25 MB as providers post them (helpdesk/mail/hooks/views.py), who say the secret before."""
IMPORT = Rule(201 * MIB, 10, 64 * KIB)
"""Files of cases that admins take over (tickets/forms/imports.py)."""


def rule_of(path: str) -> Rule:
    """The rule as far as the path tells; for pages it also matters who asks."""
    if path.startswith("/twilio/"):
        return WEBHOOK
    if path.startswith("/help/"):
        return FILES  # of a ticket buyer, who has no account
    if path.startswith("/mail/hooks/"):
        return MAIL
    return CART_DOOR if path.startswith("/api/v1/carts/") else PAGE


def rule_of_file(path: str, *, is_admin: bool) -> Rule:
    """The rule for somebody who is signed in and sends something large."""
    return IMPORT if is_admin and path.startswith("/settings/imports/") else FILES


class Purse:
    """So many bytes may be under way at once, in all connections together."""

    def __init__(self, size: int) -> None:
        self.left = size

    @contextmanager
    def spend(self) -> Iterator["Spending"]:
        spending = Spending(self)
        try:
            yield spending
        finally:
            self.left += spending.taken


class Spending:
    """What one request took out of a purse."""

    def __init__(self, purse: Purse) -> None:
        self.purse, self.taken = purse, 0

    def reach(self, size: int) -> None:
        """Take what is missing up to `size`, or refuse: others hold it."""
        missing = max(size - self.taken, 0)
        if missing > self.purse.left:
            raise RefusedError(503)
        self.purse.left -= missing
        self.taken += missing


async def read_body(receive: Any, rule: Rule, *, announced: int | None, spending: Spending) -> IO[bytes]:
    """The whole body, to be read from its beginning; RefusedError when it is too long, too slow or breaks off."""
    if announced is not None and announced > rule.most:
        raise RefusedError(413)
    if announced == 0:
        return io.BytesIO()
    file: IO[bytes] = SpooledTemporaryFile(max_size=MEMORY + SMALL)  # noqa: SIM115 - its reader closes it
    try:
        loop = asyncio.get_running_loop()
        began, size, more = loop.time(), 0, True
        while more:
            try:
                async with asyncio.timeout_at(began + rule.time_for(size)):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(408) from None
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            piece, more = message.get("body", b""), message.get("more_body", False)
            size += len(piece)
            if size > rule.most:
                raise RefusedError(413)
            if size > SMALL:
                spending.reach(size)
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
