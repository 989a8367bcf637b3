"""The ASGI application: picks who answers by the path, and reads what comes before anybody waits for it."""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import get_resolver

from helpdesk.accounts.sessions import identity_of
from helpdesk.lib.database_roles import connect_as_callers
from helpdesk.mail.hooks import refusal_of
from helpdesk.serving.bodies import FILES, MAIL, MIB, PAGE, SMALL, VISIT, Purse, read_body, rule_of, rule_of_file
from helpdesk.serving.refusals import RefusedError
from helpdesk.serving.requests import Environ, Scope, announced, environ_of, header, network, session_key
from helpdesk.serving.sending import Sender, refuse
from helpdesk.serving.static import StaticFiles
from helpdesk.serving.streams import Streams
from helpdesk.serving.threads import App, Threads
from helpdesk.serving.visitors import Door

logger = structlog.get_logger(__name__)

Guard = Callable[[Environ], str]
"""Why a webhook is not the provider's; nothing when it is."""

CALLERS_PATH, LIVE_PATH = "/twilio/", "/live/"
MOST_ADDRESS = 1024
"""Bytes of the address of a webhook, which is signed with it: ours have less than a hundred."""
DOOR_THREADS = 2
FILE_THREADS = 4
IN_MEMORY, ON_DISK = Purse(128 * MIB), Purse(256 * MIB)
"""What bodies may hold in one process, all together: short ones, and the files that people upload."""


class WebServer:
    """Everything that the desk answers."""

    def __init__(self, app: App, *, guard: Guard) -> None:
        self.guard = guard
        callers, pages = settings.CALLER_THREADS, settings.PAGE_THREADS
        self.callers = Threads(app, ThreadPoolExecutor(callers, "callers", connect_as_callers), callers)
        self.pages = Threads(app, ThreadPoolExecutor(pages, "pages"), pages)
        self.door = Door(DOOR_THREADS)
        self.streams = Streams(app, self.door)
        self.files = ThreadPoolExecutor(FILE_THREADS, "files")
        self.static = StaticFiles()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":  # there are none
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] == "lifespan":
            for moment in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{moment}.complete"})
            return
        try:
            await self._answer(scope, receive, send)
        except RefusedError as error:
            await refuse(error.code, scope, receive, send)
        except (ConnectionResetError, TimeoutError):
            return  # whoever asked is gone, or reads nothing; the connection ends with this request

    async def _answer(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope["path"]
        if path == LIVE_PATH:
            await self.streams(scope, receive, send)
        elif path.startswith(self.static.prefix):
            find = asyncio.get_running_loop().run_in_executor(self.files, self.static.find, scope)
            status, headers, file = await find
            head = {"type": "http.response.start", "status": status, "headers": headers}
            await Sender(scope, send, self.files).file(head, file)
        elif path.startswith(CALLERS_PATH) and scope["method"] == "POST":
            await self._answer_provider(scope, receive, send)
        else:
            with IN_MEMORY.spend() as spending:
                body = await self._read(scope, receive, spending)
                await self._ask(self.pages, environ_of(scope, body), scope, receive, send)

    async def _answer_provider(self, scope: Scope, receive: Any, send: Any) -> None:
        """A webhook: read, and known to be the provider's, before it takes a thread."""
        if not header(scope, b"x-twilio-signature"):
            logger.warning("webhook_refused", path=scope["path"][:MOST_ADDRESS], reason="no signature")
            raise RefusedError(403)
        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_ADDRESS:
            logger.warning("webhook_refused", path=scope["path"][:MOST_ADDRESS], reason="long address")
            raise RefusedError(403)
        size = announced(scope)
        if size is None or size > SMALL:
            self.door.admit_long_webhook(network(scope))
        with IN_MEMORY.spend() as spending:
            body = await read_body(receive, rule_of(scope["path"]), announced=size, spending=spending)
            environ = environ_of(scope, body)
            if int(environ["CONTENT_LENGTH"]) <= SMALL:
                reason = self.guard(environ)
            else:
                # To check one that is longer than any webhook would hold up the loop.
                reason = await asyncio.get_running_loop().run_in_executor(self.files, self.guard, environ)
            if reason:
                body.close()
                logger.warning("webhook_refused", path=scope["path"], reason=reason)
                raise RefusedError(403)
            body.seek(0)
            await self._ask(self.callers, environ, scope, receive, send)

    async def _read(self, scope: Scope, receive: Any, spending: Any) -> IO[bytes]:
        """The body of whoever asks: a short one of anybody, a long one of whoever is signed in, sends files to a help
        page, or is an email provider."""
        path, size = scope["path"], announced(scope)
        rule = rule_of(path)
        if rule is FILES and (size is None or size > VISIT.most):
            self.door.admit_files(network(scope))
            with ON_DISK.spend() as place:
                return await read_body(receive, rule, announced=size, spending=place)
        if rule is MAIL and (size is None or size > VISIT.most):
            if code := refusal_of(header(scope, b"authorization").decode("latin-1")):
                raise RefusedError(code)
            with ON_DISK.spend() as place:
                return await read_body(receive, rule, announced=size, spending=place)
        if rule is not PAGE or path.startswith("/api/") or (size is not None and size <= VISIT.most):
            return await read_body(receive, rule, announced=size, spending=spending)
        # Who is signed in; none is a stranger, whose session is forgotten.
        identity, session = None, session_key(scope)
        if session:
            with self.door.admit(network(scope), session):
                identity = await self.door.ask(identity_of, session)
            (self.door.remember if identity else self.door.forget)(session)
        if size is None:
            rule = PAGE if identity else VISIT
            return await read_body(receive, rule, announced=None, spending=spending)
        if identity is None:
            raise RefusedError(403)
        if size <= rule.most:
            return await read_body(receive, rule, announced=size, spending=spending)
        with ON_DISK.spend() as place:
            rule = rule_of_file(path, is_admin=identity.is_admin)
            return await read_body(receive, rule, announced=size, spending=place)

    async def _ask(self, threads: Threads, environ: Environ, scope: Scope, receive: Any, send: Any) -> None:
        answer, work = await threads.answer(environ, receive)
        await Sender(scope, send, self.files).answer(answer)
        await work

    def warm_up(self) -> None:
        """Do what the first callers would wait for: load every page, and open the connection of every thread."""
        get_resolver().check()  # which imports them all
        for threads in (self.callers, self.pages):
            threads.warm_up(_connect)
        # What is loaded now stays, so the collector need not walk through it again: that would stop a call for 0.2 s.
        gc.collect()
        gc.freeze()


def _connect() -> None:
    # With PostgreSQL away the desk starts all the same, and asks for it again with the first request.
    with suppress(OperationalError):
        connection.ensure_connection()
