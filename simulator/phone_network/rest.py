"""The door of the provider's REST API: who may, what is meant, and the mischief of a bad day."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from . import rest_account, rest_calls, rest_recordings, rest_rooms
from .answers import LostAnswer, RestAnswer, RestError, not_found
from .truth import Exchange

if TYPE_CHECKING:
    from .network import Network

ROUTES: list[tuple[str, str, Callable[..., RestAnswer]]] = [
    ("POST", "/Calls.json", rest_calls.create_call),
    ("GET", "/Calls.json", rest_calls.list_calls),
    ("POST", "/Calls/{CA}.json", rest_calls.update_call),
    ("GET", "/Calls/{CA}.json", rest_calls.fetch_call),
    ("GET", "/Calls/{CA}/Recordings.json", rest_recordings.list_recordings),
    ("POST", "/Calls/{CA}/Recordings.json", rest_recordings.start_recording),
    ("POST", "/Calls/{CA}/Transcriptions.json", rest_recordings.start_transcription),
    ("POST", "/Calls/{call}/Transcriptions/{name}.json", rest_recordings.stop_transcription),
    ("GET", ".json", rest_account.fetch_account),
    ("GET", "/IncomingPhoneNumbers.json", rest_account.list_numbers),
    ("GET", "/Calls/{call}/Recordings/{running}.json", rest_recordings.fetch_recording_of_call),
    ("POST", "/Calls/{call}/Recordings/{running}.json", rest_recordings.update_recording),
    ("GET", "/Recordings.json", rest_recordings.list_recordings),
    ("GET", "/Recordings/{RE}.json", rest_recordings.fetch_recording),
    ("GET", "/Recordings/{RE}.wav", rest_recordings.fetch_media),
    ("GET", "/Recordings/{RE}", rest_recordings.fetch_media),
    ("DELETE", "/Recordings/{RE}.json", rest_recordings.delete_recording),
    ("GET", "/Queues.json", rest_rooms.list_queues),
    ("GET", "/Queues/{QU}.json", rest_rooms.fetch_queue),
    ("DELETE", "/Queues/{QU}.json", rest_rooms.delete_queue),
    ("GET", "/Conferences.json", rest_rooms.list_conferences),
    ("GET", "/Conferences/{CF}.json", rest_rooms.fetch_conference),
    ("POST", "/Conferences/{CF}.json", rest_rooms.update_conference),
    ("GET", "/Conferences/{CF}/Participants.json", rest_rooms.list_participants),
    ("GET", "/Conferences/{CF}/Participants/{call}.json", rest_rooms.fetch_participant),
    ("POST", "/Conferences/{CF}/Participants/{call}.json", rest_rooms.update_participant),
    ("DELETE", "/Conferences/{CF}/Participants/{call}.json", rest_rooms.remove_participant),
]


def _pattern(path: str) -> re.Pattern[str]:
    pattern = re.escape(path).replace(r"\{call\}", r"(?P<call_sid>CA[0-9a-f]{32})")
    pattern = pattern.replace(r"\{running\}", r"(?P<sid>RE[0-9a-f]{32}|Twilio\.CURRENT)")
    pattern = pattern.replace(r"\{name\}", r"(?P<name>[^/]+)")
    pattern = re.sub(r"\\\{(CA|RE|QU|CF)\\\}", r"(?P<sid>\1[0-9a-f]{32})", pattern)
    return re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)" + pattern)


PATTERNS = [(method, _pattern(path), action) for method, path, action in ROUTES]


class Rest:
    """Never moves time: what a request starts happens afterwards."""

    def __init__(self, network: "Network") -> None:
        self.network = network

    def request(
        self,
        method: str,
        url: str,
        data: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> RestAnswer:
        """Answer in process. Raises LostAnswer for an answer that the client would not live to see."""
        answer = self.answer(method, url, data or {}, auth)
        if answer.lost or (timeout is not None and answer.slow > timeout):
            raise LostAnswer(f"No answer to {method} {url} in time")
        return answer

    def answer(self, method: str, url: str, data: Mapping[str, Any], auth: tuple[str, str] | None) -> RestAnswer:
        """Do what is asked; the answer says how long to keep the client waiting for it."""
        knobs, chance = self.network.knobs, self.network.mischief.random
        with self.network.lock:
            try:
                if chance() < knobs.rest_error:
                    raise RestError(503, 20503, "Service unavailable")
                if chance() < knobs.too_many:
                    later = {"Retry-After": str(knobs.retry_after)} if knobs.retry_after else {}
                    raise RestError(429, 20429, "Too Many Requests", later)
                answer = self._act(method.upper(), url, data, auth)
            except RestError as error:
                answer = error.answer()
            self._remember(method, url, data, answer)
            slow = knobs.slow_rest_seconds if chance() < knobs.slow_rest else 0.0
            lost = answer.status < 300 and method.upper() == "POST" and chance() < knobs.lost_answer
        return replace(answer, slow=slow, lost=lost)

    def _act(self, method: str, url: str, data: Mapping[str, Any], auth: tuple[str, str] | None) -> RestAnswer:
        parts = urlsplit(url)
        if auth is None or tuple(auth) != (self.network.account_sid, self.network.auth_token):
            raise RestError(401, 20003, "Authenticate")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for verb, pattern, action in PATTERNS:
            match = pattern.fullmatch(parts.path)
            if verb == method and match and match["account"] == self.network.account_sid:
                found = match.groupdict()
                del found["account"]
                return action(self.network, {**query, **data}, **found)
        raise not_found(parts.path)

    def _remember(self, method: str, url: str, data: Mapping[str, Any], answer: RestAnswer) -> None:
        raw = isinstance(answer.content, bytes)
        sid = "" if raw else str(answer.content.get("sid", ""))
        form = {name: str(value) for name, value in data.items()}
        body = "" if raw else json.dumps(answer.content)
        exchange = Exchange(self.network.clock.now(), "rest", method, url, form, answer.status, body, sid)
        self.network.truth.exchanges.append(exchange)
