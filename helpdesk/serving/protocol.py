"""What uvicorn does not bound: how slowly the head of a request may come, and how slowly an answer may be read."""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_SECONDS = 10
"""From the first byte to the last of the head, and from the connection to the first."""
READ_SECONDS = 20
"""So long nothing of what waits may be read. Until then it is somebody in a tunnel."""
MOST_IN_LINE = 4
"""Requests that are sent before the answer to the one in front. No browser and no proxy does that."""


class PatientProtocol(HttpToolsProtocol):
    """One connection, with an end to its patience."""

    head_timer: TimerHandle | None = None
    read_timer: TimerHandle | None = None
    running: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        self.pipeline.clear()
        super().connection_lost(exc)
        # uvicorn tells the request that came last; the one that is being answered may be another.
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
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

    def _stop_timers(self) -> None:
        self._stop(self.head_timer)
        self._stop(self.read_timer)

    @staticmethod
    def _stop(timer: TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


OPTIONS: dict[str, Any] = {"http": PatientProtocol, "lifespan": "off", "timeout_graceful_shutdown": 10}
"""How uvicorn serves the desk, whoever starts it."""
