"""Requests to the desk: signed, on a clock of 15 seconds, and on bad days twice, late, in disorder or never."""

import xml.etree.ElementTree as ET
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from .events import Wait
from .media import audio_seconds
from .overrides import Overrides, split_overrides
from .signatures import signed_headers
from .transports import Answer
from .truth import Document, Exchange
from .twiml import CONNECTION_FAILURE, RETRIEVAL_FAILURE, TOO_MANY_REDIRECTS, DocumentError, parse

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

MOST_REDIRECTS = 5
UNKNOWN_TOMORROW = ("CallReason", "NewParameter2027", "DataRegion")


@dataclass(frozen=True)
class Fetch:
    """A document to be asked for; `form` is what this request says beyond the voice parameters."""

    url: str
    method: str = "POST"
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """No answer that could be used: the provider's error code and why."""

    code: int
    message: str
    late: bool = False  # the clock ran out; otherwise it failed at once


class Webhooks:
    """Everything that the network asks of the desk or tells it."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self._clips: dict[str, float] = {}

    def document(
        self, call: "Call", fetch: Fetch, *, context: str, also: Mapping[str, str] | None = None
    ) -> Generator[Wait, object, tuple[list[ET.Element], str]]:
        """Ask for TwiML; the verbs and the URL that relative addresses in them start from. Raises DocumentError."""
        form = self._novelty(self._about(call, context) | dict(also or {}) | fetch.form)
        url, method = split_overrides(fetch.url)[0], fetch.method.upper()
        if context == "wait" and self.network.mischief.random() < self.network.knobs.wait_failure:
            raise DocumentError(RETRIEVAL_FAILURE, "The waitUrl could not be had", url)
        following = fetch.url
        for _ in range(MOST_REDIRECTS):
            answer = yield from self._ask("fetch", method, following, form, call.sid)
            url = split_overrides(following)[0]
            if isinstance(answer, Failure):
                raise DocumentError(answer.code, answer.message, url)
            if answer.status not in (301, 302, 303, 307, 308):
                return self._read(call, url, answer, context), url
            following = urljoin(url, answer.headers.get("location", ""))
            if answer.status not in (307, 308):
                method, form = "GET", {}  # a redirect loses the POST and all that it said
        raise DocumentError(TOO_MANY_REDIRECTS, f"More than {MOST_REDIRECTS} redirects", url)

    def clip(self, call: "Call", url: str) -> Generator[Wait, Any, float]:
        """Fetch a clip for <Play> once and tell its length in seconds; one that cannot be had plays nothing."""
        if url not in self._clips:
            answer: Answer | Failure = yield self._send("media", "GET", url, {}, call.sid)
            if isinstance(answer, Failure) or answer.status != 200:
                code = answer.code if isinstance(answer, Failure) else RETRIEVAL_FAILURE
                self.network.trouble(code, f"Cannot play {url}", call=call, url=url)
                return 0.0
            self._clips[url] = audio_seconds(answer.body, answer.content_type)
        return self._clips[url]

    def callback(self, url: str, method: str, form: dict[str, str]) -> None:
        """Tell the desk something whose answer changes nothing; this is what the knobs disturb."""
        knobs, rng = self.network.knobs, self.network.mischief
        if rng.random() < knobs.drop:
            return
        delay = self.network.draw((0.0, 0.1))
        if rng.random() < knobs.reorder:
            delay += rng.uniform(0.0, knobs.reorder_seconds)
        if rng.random() < knobs.delay:
            delay += knobs.delay_seconds
        form = self._novelty(form)
        self.network.heap.after(delay, self._tell, url, method, form)
        if rng.random() < knobs.duplicate:
            again = delay + rng.uniform(0.0, 2.0 + knobs.reorder_seconds)
            self.network.heap.after(again, self._tell, url, method, form)

    def tell_first(self, url: str, method: str, form: dict[str, str]) -> Generator[Wait, object, None]:
        """The same for news that the call itself waits for, whatever is answered."""
        if self.network.mischief.random() >= self.network.knobs.drop:
            yield from self._report(url, method, self._novelty(form))

    def _tell(self, url: str, method: str, form: dict[str, str]) -> None:
        self.network.process(self._report(url, method, form))

    def _report(self, url: str, method: str, form: dict[str, str]) -> Generator[Wait, object, None]:
        answer = yield from self._ask("callback", method.upper(), url, form, form.get("CallSid", ""))
        if isinstance(answer, Failure) or answer.status >= 400:
            code = answer.code if isinstance(answer, Failure) else RETRIEVAL_FAILURE
            self.network.trouble(code, f"Callback answered {getattr(answer, 'status', 'nothing')}", url=url)

    def _about(self, call: "Call", context: str) -> dict[str, str]:
        """What a request for a document says of the call that it is for."""
        said = call.voice_parameters()
        if context != "conference-wait" or self.network.knobs.conference_wait_call_sid:
            return said
        return {name: said[name] for name in ("AccountSid", "ApiVersion")}

    def _ask(
        self, kind: str, method: str, address: str, form: Mapping[str, str], call_sid: str
    ) -> Generator[Wait, Any, Answer | Failure]:
        """Ask, and ask again for as long as the address wants that: an Answer or a Failure."""
        url, overrides = split_overrides(address)
        overrides = overrides or Overrides(read_timeout=self.network.knobs.webhook_timeout)
        ends = self.network.clock.now() + overrides.total
        too_late = kind == "fetch" and self.network.mischief.random() < self.network.knobs.slow_webhook
        for tries in range(1 + overrides.retries):
            patience = min(overrides.read_timeout, ends - self.network.clock.now())
            answer: Answer | Failure = yield self._send(
                kind, method, url, form, call_sid, too_late=too_late, patience=patience
            )
            is_last = tries == overrides.retries or self.network.clock.now() >= ends
            if is_last or not overrides.again_after(_how(answer)):
                break
        return answer

    def _send(
        self,
        kind: str,
        method: str,
        url: str,
        form: Mapping[str, str],
        call_sid: str,
        *,
        too_late: bool = False,
        patience: float = 15.0,
    ) -> Wait:
        """One exchange; the wait fires an Answer or a Failure."""
        knobs, rng = self.network.knobs, self.network.mischief
        twice = kind == "fetch" and rng.random() < knobs.duplicate_fetch

        def exchange() -> Answer | Failure:
            if twice:
                self._exchange(kind, method, url, form, call_sid)
            answer = self._exchange(kind, method, url, form, call_sid)
            return Failure(RETRIEVAL_FAILURE, "No answer in time", late=True) if too_late else answer

        latency = self.network.draw(knobs.latency)
        return self.network.run_outside(exchange, latency=latency, patience=patience)

    def _exchange(self, kind: str, method: str, url: str, form: Mapping[str, str], call_sid: str) -> Answer | Failure:
        at = self.network.clock.now()
        if method == "GET" and form:
            url += ("&" if urlsplit(url).query else "?") + urlencode(form)
        body = dict(form) if method == "POST" else {}
        headers = signed_headers(self.network.auth_token, url, body) | {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        try:
            answered_with, answered, content = self.network.transport(method, url, body, headers)
        except TimeoutError as error:
            result: Answer | Failure = Failure(RETRIEVAL_FAILURE, f"No answer in time: {error}", late=True)
        except ConnectionError as error:
            result = Failure(CONNECTION_FAILURE, f"Cannot connect: {error}")
        else:
            result = Answer(answered_with, content, {name.lower(): value for name, value in answered.items()})
        status, text = (None, result.message) if isinstance(result, Failure) else (result.status, result.text)
        shown = text if kind != "media" else ""
        exchange = Exchange(at, kind, method, url, dict(form), status, shown, call_sid)
        self.network.truth.exchanges.append(exchange)
        return result

    def _read(self, call: "Call", url: str, answer: Answer, context: str) -> list[ET.Element]:
        if not 200 <= answer.status < 300:
            raise DocumentError(RETRIEVAL_FAILURE, f"The desk answered {answer.status}", url)
        if answer.status == 204 or not answer.body.strip():
            return []
        document = Document(self.network.clock.now(), call.sid, url, answer.text)
        self.network.truth.documents.append(document)
        try:
            return parse(answer.text, answer.content_type, context=context)
        except DocumentError as refused:
            raise DocumentError(refused.code, refused.message, url) from refused

    def _novelty(self, form: dict[str, str]) -> dict[str, str]:
        rng = self.network.mischief
        if rng.random() >= self.network.knobs.extra_parameter:
            return form
        return form | {rng.choice(UNKNOWN_TOMORROW): "x" * rng.randint(1, 12)}


def _how(answer: Answer | Failure) -> str:
    """How it ended, in the words of the overrides; "" for an answer that can be used."""
    if isinstance(answer, Failure):
        return "rt" if answer.late else "ct"
    return f"{answer.status // 100}xx" if answer.status >= 400 else ""
