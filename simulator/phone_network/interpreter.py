"""Plays TwiML to one call, verb by verb."""

import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from .calls import Hook
from .events import Interrupt, Wait
from .speech import seconds_of
from .twiml import SCHEMA_VIOLATION, DocumentError, flag, spoken_text, whole_number
from .webhooks import Fetch

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

Play = Generator[Wait, Any, Fetch | None]


class HungUp(Interrupt):
    """The call is over."""


class Redirected(Interrupt):
    """The desk sent this call elsewhere, over REST."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch


def tell_end(
    network: "Network", url: str, method: str, form: dict[str, str], end: Exception
) -> Generator[Wait, Any, None]:
    """Tell the action of a verb that its call went elsewhere or away; nobody plays the answer.

    Whoever was sent elsewhere goes there after that, unless the knob says otherwise.
    """
    if isinstance(end, Redirected) and network.knobs.action_before_redirect:
        yield from network.webhooks.tell_first(url, method, form)
    else:
        network.webhooks.callback(url, method, form)


class LeftQueue(Exception):  # noqa: N818 (a signal, not an error)
    """<Leave> in the document of a waiting call."""


class Keys:
    """What is pressed or said while somebody asks for it."""

    def __init__(self, call: "Call", *, speech: bool) -> None:
        self.call, self.takes_speech = call, speech
        self.pressed: deque[str] = deque()
        self.speech = ""
        self.wait = Wait()

    def __enter__(self) -> "Keys":
        self.call.on_key = self._key
        self.call.on_speech = self._words if self.takes_speech else None
        return self

    def __exit__(self, *exc: object) -> None:
        self.call.on_key = self.call.on_speech = None

    @property
    def any(self) -> bool:
        return bool(self.pressed or self.speech)

    def _key(self, key: str) -> None:
        self.pressed.append(key)
        self.wait.fire()

    def _words(self, text: str) -> None:
        self.speech = f"{self.speech} {text}".strip()
        self.wait.fire()


class Interpreter:
    """One call's reader. `context` says where the document comes from and `also` what its requests say besides."""

    def __init__(self, network: "Network", call: "Call") -> None:
        self.network, self.call, self.heap = network, call, network.heap
        self.base = ""
        self.context = "call"
        self.also: Callable[[], dict[str, str]] = dict
        self.verbs: dict[str, Callable[[ET.Element], Play]] = {
            "Say": self.say,
            "Play": self.play,
            "Pause": self.pause,
            "Gather": self.gather,
            "Redirect": self.redirect,
            "Hangup": self.hangup,
            "Reject": self.hangup,
            "Leave": self.leave,
            "Start": self.start,
            "Enqueue": self.enqueue,
            "Dial": self.dial,
        }

    def run(self, fetch: Fetch | None) -> Generator[Wait, Any, None]:
        """Play documents until one of them ends without naming another."""
        while fetch is not None:
            verbs, self.base = yield from self.network.webhooks.document(
                self.call, fetch, context=self.context, also=self.also()
            )
            self.network.document_arrived(self.call, verbs)
            fetch = yield from self.play_all(verbs)

    def play_all(self, verbs: list[ET.Element]) -> Play:
        for verb in verbs:
            if verb.tag not in self.verbs:
                raise DocumentError(SCHEMA_VIOLATION, f"This network does not play <{verb.tag}>", self.base)
            following = yield from self.verbs[verb.tag](verb)
            if following is not None:
                return following
        return None

    def nested(self, context: str, also: Callable[[], dict[str, str]] = dict) -> "Interpreter":
        """A reader for a document inside another one's verb, such as a waitUrl."""
        inner = Interpreter(self.network, self.call)
        inner.context, inner.also, inner.base = context, also, self.base
        return inner

    def address(self, element: ET.Element, name: str, method: str = "method", **form: str) -> Fetch | None:
        """The request that an attribute asks for, if it is there."""
        if not element.get(name):
            return None
        return Fetch(urljoin(self.base, element.get(name, "")), element.get(method, "POST"), form)

    # Verbs

    def say(self, verb: ET.Element, keys: Keys | None = None) -> Generator[Wait, Any, None]:
        text = spoken_text(verb)
        for _ in range(_repetitions(verb)):
            yield from self.sound(text, seconds_of(text), keys, kind="machine")
            if keys and keys.any:
                break

    def play(self, verb: ET.Element, keys: Keys | None = None) -> Generator[Wait, Any, None]:
        if verb.get("digits"):
            yield self.heap.wait(0.3 * len(verb.get("digits", "")))
            return
        url = urljoin(self.base, (verb.text or "").strip())
        seconds = yield from self.network.webhooks.clip(self.call, url)
        for _ in range(_repetitions(verb) if seconds else 0):
            yield from self.sound(f"♪ {url.rpartition('/')[2]}", seconds, keys, kind="music")
            if keys and keys.any:
                break

    def pause(self, verb: ET.Element, keys: Keys | None = None) -> Generator[Wait, Any, None]:
        yield from self.silence(whole_number(verb, "length", 1), keys)

    def gather(self, verb: ET.Element) -> Play:
        with Keys(self.call, speech="speech" in verb.get("input", "dtmf")) as keys:
            for child in verb:
                if not keys.any:
                    yield from {"Say": self.say, "Play": self.play, "Pause": self.pause}[child.tag](child, keys)
            digits = yield from self._collect(verb, keys)
        empty = not digits and not keys.speech
        if empty and not flag(verb, "actionOnEmptyResult"):
            return None
        form = {"Digits": digits}
        if keys.speech:
            form = {"SpeechResult": keys.speech, "Confidence": "0.91"}
        action = self.address(verb, "action", **form)
        return action or Fetch(self.base, verb.get("method", "POST"), form)

    def redirect(self, verb: ET.Element) -> Play:
        yield self.heap.wait(0)
        return Fetch(urljoin(self.base, (verb.text or "").strip()), verb.get("method", "POST"))

    def hangup(self, verb: ET.Element) -> Play:
        yield self.heap.wait(0)
        busy = verb.get("reason") == "busy"
        rejected = "busy" if busy else "no-answer"
        self.network.hang_up(self.call, by="network", status=rejected if verb.tag == "Reject" else "completed")
        raise HungUp

    def leave(self, verb: ET.Element) -> Play:
        if self.context != "wait":
            raise DocumentError(SCHEMA_VIOLATION, "<Leave> outside a queue", self.base)
        yield self.heap.wait(0)
        raise LeftQueue

    def start(self, verb: ET.Element) -> Generator[Wait, Any, None]:
        yield self.heap.wait(0)
        for noun in verb:
            self._started(noun)

    def _started(self, noun: ET.Element) -> None:
        if noun.tag == "Transcription":
            self.network.transcriber.start(
                self.call,
                track=noun.get("track", "both_tracks"),
                language=noun.get("languageCode", "en-US"),
                hook=self._transcription_hook(noun),
                name=noun.get("name", ""),
            )
            return
        if noun.tag != "Recording":
            raise DocumentError(SCHEMA_VIOLATION, f"This network does not start <{noun.tag}>", self.base)
        self.network.recorder.start(
            self.call,
            channels=1 if noun.get("channels") == "mono" else 2,
            trim=self.network.trims(noun.get("trim")),
            source="StartCallRecordingTwiML",
            hook=self.hook(noun, "recordingStatusCallback"),
        )

    def _transcription_hook(self, noun: ET.Element) -> Hook | None:
        """Every event is told: this callback has no list of them."""
        url = noun.get("statusCallbackUrl", "")
        return Hook(urljoin(self.base, url), noun.get("statusCallbackMethod", "POST"), frozenset()) if url else None

    def enqueue(self, verb: ET.Element) -> Play:
        return (yield from self.network.queues.enqueue(self, verb))

    def dial(self, verb: ET.Element) -> Play:
        return (yield from self.network.dialling.dial(self, verb))

    # What the verbs are made of

    def hook(self, element: ET.Element, name: str, default: str = "completed") -> Hook | None:
        """A callback as TwiML writes it: three attributes, events parted by spaces."""
        if not element.get(name):
            return None
        events = frozenset((element.get(f"{name}Event") or default).split())
        return Hook(urljoin(self.base, element.get(name, "")), element.get(f"{name}Method", "POST"), events)

    def sound(self, text: str, seconds: float, keys: Keys | None, *, kind: str) -> Generator[Wait, Any, None]:
        """Something that the telephone hears; a key pressed meanwhile cuts it short."""
        stop = self.network.play_to(self.call, text, seconds, kind=kind)
        try:
            yield from self.silence(seconds, keys)
        finally:
            stop()

    def silence(self, seconds: float, keys: Keys | None) -> Generator[Wait, Any, None]:
        if keys is None:
            yield self.heap.wait(seconds)
        elif not keys.any:
            keys.wait = self.heap.wait(seconds)
            yield keys.wait

    def _collect(self, verb: ET.Element, keys: Keys) -> Generator[Wait, Any, str]:
        most = whole_number(verb, "numDigits", 99)
        finish = verb.get("finishOnKey", "#")
        timeout = whole_number(verb, "timeout", 5)
        digits = ""
        while True:
            while keys.pressed:
                key = keys.pressed.popleft()
                if finish and key in finish:
                    return digits
                digits += key
                if len(digits) >= most:
                    return digits
            if keys.speech:
                return digits
            keys.wait = self.heap.wait(timeout)
            yield keys.wait
            if not keys.any:
                return digits


def _repetitions(verb: ET.Element) -> int:
    """loop="0" is for ever, which a thousand times is."""
    return whole_number(verb, "loop", 1) or 1000
