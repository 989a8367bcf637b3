"""What uvicorn does not bound: the size of a head and of the pieces of a body, and how slowly either may come or an
answer be read.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from helpdesk.serving.requests import plain_cookies

MOST_HEAD, MOST_TARGET = 32 * 1024, 8 * 1024
"""Bytes of a head and of the address in it (RFC 9110, 4.1 asks for 8,000 at least)."""
MANY_PIECES, SMALL_PIECE = 1_000, 128
"""A body of so many pieces must have so many bytes in each of them: every piece costs as much as a short request."""

HEAD_SECONDS = 10
"""From the first byte to the last of the head, and from the connection to the first."""
READ_SECONDS = 20
"""So long nothing of what waits may be read. Until then it is somebody in a tunnel."""
MOST_IN_LINE = 4
"""Requests that are sent before the answer to the one in front. No browser and no proxy does that."""


class TooMuchError(Exception):
    """The request is larger than any honest one. httptools hands it on as an error of its own."""


class PatientProtocol(HttpToolsProtocol):
    """One connection, with an end to its patience."""

    is_in_head = True
    head_size = fields_size = 0
    refused_with = 400
    pieces = body_size = 0
    head_timer: TimerHandle | None = None
    read_timer: TimerHandle | None = None
    running: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self.head_timer)
        self._stop(self.read_timer)
        self.pipeline.clear()
        super().connection_lost(exc)
        # uvicorn tells the request that came last; the one that is being answered may be another.
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # The parser keeps a header to itself until it is whole.
        if self.is_in_head and not self.transport.is_closing():
            self.head_size += len(data)
            if self.head_size > MOST_HEAD:
                self.refused_with = 431
                self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.is_in_head, self.head_size, self.fields_size = True, 0, 0
        self.pieces = self.body_size = 0
        self._await_head()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MOST_TARGET:
            self.refused_with = 414
            raise TooMuchError

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields_size += len(name) + len(value)
        if self.fields_size > MOST_HEAD:
            self.refused_with = 431
            raise TooMuchError
        super().on_header(name, plain_cookies(value) if name.lower() == b"cookie" else value)

    def on_body(self, body: bytes) -> None:
        self.pieces += 1
        self.body_size += len(body)
        if self.pieces > MANY_PIECES and self.body_size < self.pieces * SMALL_PIECE:
            raise TooMuchError
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """Say what uvicorn found, or that it is too much, and end the connection."""
        words = msg.encode()
        length = b"content-length: %d" % len(words)
        head = [
            STATUS_LINE[self.refused_with] + b"content-type: text/plain; charset=utf-8",
            length,
            b"connection: close",
        ]
        self.transport.write(b"\r\n".join([*head, b"", words]))
        self.transport.close()

    def on_headers_complete(self) -> None:
        self.is_in_head = False
        self._stop(self.head_timer)
        if len(self.pipeline) >= MOST_IN_LINE:
            self.pipeline.clear()
            self.transport.abort()
            return
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.read_timer = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self.read_timer)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing() and self.transport.get_write_buffer_size():
            # asyncio closes when all is written, which may be never.
            self._stop(self.read_timer)
            self.read_timer = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        """A stream goes on for an hour; its page finds another process in a second."""
        super().shutdown()
        if self.running is not None and self.running.scope["path"] == "/live/":
            self.transport.close()

    def _await_head(self) -> None:
        self._stop(self.head_timer)
        self.head_timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def _head_is_late(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    @staticmethod
    def _stop(timer: TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


OPTIONS: dict[str, Any] = {"http": PatientProtocol, "lifespan": "off", "timeout_graceful_shutdown": 10}
"""How uvicorn serves the desk, whoever starts it."""
