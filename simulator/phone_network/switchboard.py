"""What can happen to a call: it rings, is answered, is played documents, is connected and ends."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable, Generator
from random import Random
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from .calls import CLIENT, E164, FINAL, Call, rfc2822
from .clock import Clock
from .conferences import Conferences
from .dialling import Dialling
from .engine import Engine
from .events import TIMED_OUT, Wait
from .interpreter import HungUp, Interpreter, Redirected
from .knobs import Knobs
from .media import LEFT, RIGHT
from .persons import Seconds, Utterance, drawn
from .phones import Entry, Phone
from .queues import Queues
from .recordings import Recorder
from .transcripts import INBOUND, OUTBOUND, Transcriber
from .truth import Trouble, Truth
from .twiml import DocumentError
from .webhooks import Fetch, Webhooks

if TYPE_CHECKING:
    from .network import Network

CONCURRENCY = 10004
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class Switchboard(Engine):
    """Calls and what connects them."""

    def __init__(
        self,
        *,
        account_sid: str,
        seed: int,
        clock: Clock | None,
        knobs: Knobs | None,
        on_advance: Callable[[dt.datetime], None] | None,
    ) -> None:
        super().__init__(clock, on_advance)
        self.account_sid = account_sid
        self.knobs = knobs or Knobs()
        self.rng, self.mischief, self._sids = Random(seed), Random(f"mischief {seed}"), Random(f"sids {seed}")
        self.truth = Truth()
        self.phones: dict[str, Phone] = {}
        self.calls: dict[str, Call] = {}
        self.listeners: list[Callable[[Phone, Entry], None]] = []
        self._whole = whole = cast("Network", self)  # a switchboard that is no network is never made
        self.webhooks, self.recorder, self.transcriber = Webhooks(whole), Recorder(whole), Transcriber(whole)
        self.queues, self.conferences, self.dialling = Queues(whole), Conferences(whole), Dialling(whole)
        self._next_dial = 0.0

    def phone(self, number: str, *, name: str = "", role: str = "") -> Phone:
        """The telephone with this number, new in town when nobody has asked for it before."""
        if number not in self.phones:
            self.phones[number] = Phone(self._whole, number, name=name, role=role)
        return self.phones[number]

    def new_call(self, *, from_: str, to: str, direction: str) -> Call:
        to, _question, query = to.partition("?") if to.startswith("client:") else (to, "", "")
        phone = self.phone(from_ if direction == "inbound" else to)
        call = Call(self.new_sid("CA"), self.account_sid, from_, to, direction, phone, self.clock.now())
        call.client_parameters = dict(parse_qsl(query))
        self.calls[call.sid] = call
        return call

    def is_full(self) -> bool:
        """Whether the account has as many calls as it may have: incoming, outgoing and dialled ones count alike."""
        limit = self.knobs.concurrent_calls
        return bool(limit) and sum(not call.over and not call.is_refused for call in self.calls.values()) >= limit

    def dial_out(self, call: Call, fetch: Fetch) -> None:
        """Dial for REST, as soon as the account's rate of calls allows it."""
        now = self.clock.now()
        start = max(now, self._next_dial)
        self._next_dial = start + 1.0 / self.knobs.creates_per_second
        call.queue_seconds = start - now
        call.process = self.process(self._outbound(call, fetch))

    # The life of a call

    def converse(self, call: Call, fetch: Fetch | None) -> Generator[Wait, Any, None]:
        """Play documents until one ends the call; what cannot be played is replaced by the fallback, once."""
        reader = Interpreter(self._whole, call)
        while fetch is not None:
            following = None
            try:
                yield from reader.run(fetch)
            except Redirected as redirected:
                following = redirected.fetch
            except DocumentError as refused:
                self.refused(call, refused)
                following = self._fallback(call, refused)
                if following is None:
                    yield from reader.sound(APOLOGY, 4.0, None, kind="machine")
            fetch = following
        self.hang_up(call, by="network")

    def _outbound(self, call: Call, fetch: Fetch) -> Generator[Wait, Any, None]:
        yield self.heap.wait(call.queue_seconds)
        outcome = yield from self.ring(call)
        if outcome != "answered":
            self.hang_up(call, by="network", status=outcome)
            return
        self.answered(call)
        yield from self.converse(call, fetch)

    def ring(self, call: Call) -> Generator[Wait, Any, str]:
        """Let the far telephone ring: answered, busy, no-answer or failed."""
        call.started_at = self.clock.now()
        self._news(call, "initiated", "initiated")
        yield self.heap.wait(self.draw(self.knobs.ring_delay))
        if call.is_refused:
            self.trouble(CONCURRENCY, f"Call concurrency limit exceeded: {call.to} does not ring", call=call)
            return "failed"
        if not (E164.fullmatch(call.to) or CLIENT.fullmatch(call.to)):
            self.trouble(13224, f"{call.to} is no telephone number", call=call)
            return "failed"
        if not call.phone.is_reachable:
            return "no-answer"  # at once: nobody is signed in
        call.ringing = self.heap.wait(call.ring_timeout)
        if call.phone.is_softphone and call.phone.call is not None:
            yield call.ringing  # the SDK keeps a second call to itself, and nobody answers it
            return "no-answer"
        if not call.phone.rings(call):
            call.ringing.drop_alarm()
            return "busy"
        self._news(call, "ringing", "ringing")
        outcome = yield call.ringing
        return "no-answer" if outcome is TIMED_OUT else outcome

    def turn_away(self, call: Call) -> Generator[Wait, Any, None]:
        """A caller for whom the account has no call left hears that the line is busy, and the desk hears nothing."""
        call.is_refused = True
        yield self.heap.wait(self.draw(self.knobs.ring_delay))
        self.trouble(CONCURRENCY, f"Call concurrency limit exceeded: {call.from_} is turned away", call=call)
        self.hang_up(call, by="network", status="busy")

    def answered(self, call: Call) -> None:
        call.answered_at = self.clock.now()
        self._news(call, "in-progress", "answered")

    def document_arrived(self, call: Call, verbs: list[ET.Element]) -> None:
        """An inbound call is answered when its first document has something to say."""
        if call.direction == "inbound" and call.status == "ringing" and not (verbs and verbs[0].tag == "Reject"):
            call.started_at = call.created_at
            call.phone.through()
            self.answered(call)

    def hang_up(self, call: Call, *, by: str, status: str = "canceled") -> None:
        """End a call now, whoever wants it so; `status` is for one that was never answered."""
        if call.over:
            return
        final = "completed" if call.answered_at is not None else status
        call.ended_at, call.ended_by = self.clock.now(), by
        if call.bridge:
            call.bridge.leave(call)
        self.recorder.stop(call)
        self.transcriber.stop(call)
        call.status = final
        call.phone.call_over(call, "hung-up" if by == "phone" else "ended" if final == "completed" else "missed")
        self._news(call, final, "completed")
        if call.process:
            call.process.interrupt(HungUp())

    def redirect(self, call: Call, fetch: Fetch) -> None:
        assert call.process is not None, "only a call that is in progress is sent elsewhere"
        call.process.interrupt(Redirected(fetch))

    # Sound

    def play_to(self, call: Call, text: str, seconds: float, *, kind: str = "speech") -> Callable[[], None]:
        """Let a telephone hear something; the answer cuts it short when called before it is over."""
        start = self.clock.now()
        utterance = Utterance(text, start, seconds)
        call.phone.note("heard", text, call=call)
        if call.phone.conversation:
            call.phone.conversation.take(utterance)
        if kind in {"speech", "machine"}:
            self.transcriber.hears(call, OUTBOUND, text, seconds)
        sounds = [recording.add(RIGHT, kind, start, seconds) for recording in call.recordings]

        def stop() -> None:
            if self.clock.now() >= start + seconds:
                return
            if call.phone.conversation:
                call.phone.conversation.cut(utterance)
            for sound in sounds:
                sound.end -= start + seconds - self.clock.now()

        return stop

    def spoken(self, call: Call, text: str, seconds: float) -> None:
        """Somebody says something into a telephone."""
        for recording in call.recordings:
            recording.add(LEFT, "speech", self.clock.now(), seconds)
        self.transcriber.hears(call, INBOUND, text, seconds)
        if call.bridge:
            call.bridge.carry(call, text, seconds)
        elif call.on_speech:
            call.on_speech(text)

    def key_pressed(self, call: Call, key: str) -> None:
        for recording in call.recordings:
            recording.add(LEFT, "key", self.clock.now(), 0.25, key)
        if call.room and call.star_ends_bridge and key == "*":
            call.room.star(call)
        elif call.bridge and call.star_ends_bridge and key == "*":
            call.bridge.close()
        elif call.on_key:
            call.on_key(key)

    # Small things that everybody needs

    def new_sid(self, prefix: str) -> str:
        return f"{prefix}{self._sids.getrandbits(128):032x}"

    def trims(self, said: str | None) -> bool:
        """Whether a recording loses the silence at both ends; by default the provider cuts it off."""
        return said != "do-not-trim" if self.knobs.trims_silence else said == "trim-silence"

    def draw(self, seconds: Seconds) -> float:
        return drawn(seconds, self.rng)

    def stamp(self, now: float) -> str:
        return rfc2822(self.clock.start + dt.timedelta(seconds=int(now))) or ""

    def noted(self, phone: Phone, entry: Entry) -> None:
        for listener in self.listeners:
            listener(phone, entry)

    def refused(self, call: Call, refused: DocumentError) -> None:
        self.trouble(refused.code, refused.message, call=call, url=refused.url)

    def trouble(self, code: int, message: str, *, call: Call | None = None, url: str = "") -> None:
        self.truth.troubles.append(Trouble(self.clock.now(), code, message, call.sid if call else "", url))

    def _fallback(self, call: Call, refused: DocumentError) -> Fetch | None:
        if call.fallback is None:
            return None
        (url, method), call.fallback = call.fallback, None
        return Fetch(url, method, {"ErrorCode": str(refused.code), "ErrorUrl": refused.url})

    def _news(self, call: Call, status: str, event: str) -> None:
        """Set the status and tell who asked to hear of it."""
        call.status = status
        call.history.append((self.clock.now(), status))
        if call.hook is None or event not in call.hook.events:
            return
        form = call.voice_parameters() | {
            "Timestamp": self.stamp(self.clock.now()),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.sequence),
        }
        if status in FINAL:
            form |= {"CallDuration": str(call.duration), "Duration": str(-(-call.duration // 60))}
        call.sequence += 1
        self.webhooks.callback(call.hook.url, call.hook.method, form)
