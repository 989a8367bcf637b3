"""Answers on their way out: each piece in time, or the connection ends."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from helpdesk.serving.refusals import refusal
from helpdesk.serving.requests import Scope, announced
from helpdesk.serving.threads import Answer, OpenFile

PIECE = 64 * 1024
SECONDS = 20
"""Nobody who reads at all needs longer for a piece: that would be 3 kB a second."""
LINGER_SECONDS, LINGER_BYTES = 3, 32 * 1024 * 1024
"""So long and so far is read on after a refusal: a browser that still sends does not look at the answer before."""


class Sender:
    """Sends what was found or made for one request."""

    def __init__(self, scope: Scope, send: Any, files: ThreadPoolExecutor) -> None:
        self.scope, self.send, self.files = scope, send, files

    async def answer(self, answer: Answer) -> None:
        """What a thread made, as fast as it is read and no faster."""
        head = {"type": "http.response.start", "status": answer.code, "headers": answer.headers}
        if answer.file is not None:
            await self.file(head, answer.file)
            return
        try:
            await self._in_time(head)
            while (piece := await answer.pieces.get()) is not None:
                for start in range(0, len(piece), PIECE):
                    await self._body(piece[start : start + PIECE])
            await self._body(b"", more=False)
        finally:
            answer.pieces.close()

    async def file(self, head: dict[str, Any], file: OpenFile | None) -> None:
        """A file, read in threads of its own, of which none waits for whoever reads it."""
        loop = asyncio.get_running_loop()
        try:
            await self._in_time(head)
            while file and self.scope["method"] != "HEAD":
                piece = await loop.run_in_executor(self.files, file.read, PIECE)
                if not piece:
                    break
                await self._body(piece)
            await self._body(b"", more=False)
        finally:
            if file:
                await asyncio.shield(loop.run_in_executor(self.files, file.close))

    async def _body(self, piece: bytes, *, more: bool = True) -> None:
        await self._in_time({"type": "http.response.body", "body": piece, "more_body": more})

    async def _in_time(self, message: dict[str, Any]) -> None:
        async with asyncio.timeout(SECONDS):
            await self.send(message)


async def refuse(code: int, scope: Scope, receive: Any, send: Any) -> None:
    """Say no in plain words. What still comes is read for a moment, so that the words arrive."""
    head, body = refusal(code, path=scope["path"])
    await send(head)
    await send({"type": "http.response.body", "body": body, "more_body": True})
    if announced(scope) != 0:
        size = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while size < LINGER_BYTES:
                    message = await receive()
                    size += len(message.get("body", b""))
                    if message["type"] == "http.disconnect" or not message.get("more_body"):
                        break
    await send({"type": "http.response.body", "body": b"", "more_body": False})
