"""The pretend telephone provider, as its users see it: lines, telephones, calls, and the REST door."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .calls import Call, Hook
from .clock import Clock
from .knobs import Knobs
from .persons import Person
from .rest import Rest
from .switchboard import Switchboard
from .transports import Transport
from .webhooks import Fetch


@dataclass
class Line:
    """A number of the account, and what the provider does when somebody calls it."""

    number: str
    voice_url: str
    status_callback: str = ""
    fallback_url: str = ""
    name: str = ""
    kind: str = "main"
    voice_method: str = "POST"
    fallback_method: str = "POST"
    status_callback_method: str = "POST"
    voice_application_sid: str = ""


class Network(Switchboard):
    """One account at the provider. With the virtual clock it is single-threaded, and the same for the same seed."""

    def __init__(
        self,
        *,
        transport: Transport,
        account_sid: str,
        auth_token: str,
        seed: int = 1,
        base_url: str = "http://testserver",
        api_base_url: str = "https://api.twilio.com",
        clock: Clock | None = None,
        knobs: Knobs | None = None,
        on_advance: Callable[[dt.datetime], None] | None = None,
    ) -> None:
        super().__init__(account_sid=account_sid, seed=seed, clock=clock, knobs=knobs, on_advance=on_advance)
        self.transport, self.auth_token = transport, auth_token
        self.base_url, self.api_base_url = base_url.rstrip("/"), api_base_url.rstrip("/")
        self.lines: dict[str, Line] = {}
        self.rest_door = Rest(self)

    def add_line(self, number: str, **settings: str) -> Line:
        """A number of the account; its URLs default to the desk's own."""
        defaults = {
            "voice_url": f"{self.base_url}/twilio/voice",
            "status_callback": f"{self.base_url}/twilio/status",
        }
        line = self.lines[number] = Line(number, **(defaults | settings))
        return line

    def place_call(self, from_: str, to: str, script: Person | None = None, *, forwarded_from: str = "") -> Call:
        """Dial a line of the account from a telephone of the town."""
        with self.lock:
            phone = self.phone(from_)
            if phone.call is not None:
                raise ValueError(f"{from_} is in a call already")
            line, is_full = self.lines.get(to) or self.add_line(to), self.is_full()
            call = self.new_call(from_=from_, to=to, direction="inbound")
            call.status, call.forwarded_from = "ringing", forwarded_from
            if is_full:
                phone.dials(call, script)
                call.process = self.process(self.turn_away(call))
                return call
            call.hook = Hook(line.status_callback) if line.status_callback else None
            call.fallback = (line.fallback_url, line.fallback_method) if line.fallback_url else None
            phone.dials(call, script)
            call.process = self.process(self.converse(call, Fetch(line.voice_url)))
            return call

    def rest(
        self,
        method: str,
        url: str,
        data: dict[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> tuple[int, Any]:
        """One REST request in process: its status, and JSON or bytes. Raises LostAnswer where a read would time out."""
        answer = self.rest_door.request(method, url, data, auth, timeout=timeout)
        return answer.status, answer.content
