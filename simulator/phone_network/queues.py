"""Queues of waiting callers: what they hear, how they leave, and who takes them out."""

import xml.etree.ElementTree as ET
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from .bridges import Bridge
from .events import Interrupt, Wait
from .interpreter import HungUp, Interpreter, LeftQueue, Redirected, tell_end
from .twiml import SCHEMA_VIOLATION, DocumentError, whole_number
from .webhooks import Fetch

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

MOST_WAITING = 1000
SHORTEST_ROUND = 1.0  # a waitUrl that says nothing is not asked for more often than this


class Dequeued(Interrupt):
    """Somebody dialled the queue and this caller was first."""


@dataclass(eq=False)
class Waiting:
    """One caller's place in a queue; with a bridge, they have been taken out of it."""

    call: "Call"
    joined_at: float
    bridge: Bridge | None = None
    dequeuer: "Call | None" = None
    announcement: Fetch | None = None
    gone: bool = False


@dataclass(eq=False)
class Queue:
    """Callers in the order of their arrival."""

    sid: str
    name: str
    created_at: float
    places: list[Waiting] = field(default_factory=list)
    arrivals: list[Wait] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def average_wait(self) -> int:
        return round(sum(self.waits) / len(self.waits)) if self.waits else 0


class Queues:
    """All queues of the account, made when somebody first joins them."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.by_name: dict[str, Queue] = {}

    def enqueue(self, reader: Interpreter, verb: ET.Element) -> Generator[Wait, Any, Fetch | None]:
        """<Enqueue>: wait until taken, sent away or gone, then tell the action URL which of them it was."""
        if len(verb):
            raise DocumentError(SCHEMA_VIOLATION, "This network has no task router", reader.base)
        queue = self._named((verb.text or "").strip() or "default")
        if refused := self._refusal(queue, verb):
            return reader.address(verb, "action", QueueResult=refused, QueueSid=queue.sid)
        place = self._join(queue, reader.call)
        try:
            result = yield from self._stay(reader, verb, queue, place)
        except (HungUp, Redirected, DocumentError) as end:
            result = _result_of(end, place)
            self._part(queue, place)
            yield from self._tell(reader, verb, self._outcome(queue, place, result), end)
            raise
        finally:
            self._part(queue, place)
        return reader.address(verb, "action", **self._outcome(queue, place, result))

    def take(
        self, queue: Queue, by: "Call", announcement: Fetch | None, timeout: float
    ) -> Generator[Wait, Any, Waiting | None]:
        """<Dial><Queue>: bring the first caller over, waiting for one if need be. None: nobody came."""
        deadline = self.network.clock.now() + timeout
        while True:
            for place in queue.places:
                if not place.call.over:
                    return self._hand_over(queue, place, by, announcement)
            wait = self.network.heap.wait(deadline - self.network.clock.now())
            queue.arrivals.append(wait)
            yield wait
            if self.network.clock.now() >= deadline:
                return None

    def _hand_over(self, queue: Queue, place: Waiting, by: "Call", announcement: Fetch | None) -> Waiting:
        queue.places.remove(place)
        place.bridge = Bridge(self.network, "queue")
        place.dequeuer, place.announcement = by, announcement
        assert place.call.process is not None, "a call that waits is played something"
        place.call.process.throw(Dequeued(), only_if=lambda: not place.gone)
        return place

    def _stay(self, reader: Interpreter, verb: ET.Element, queue: Queue, place: Waiting) -> Generator[Wait, Any, str]:
        try:
            yield from self._hold(reader, verb, queue, place)
            return "leave"
        except Dequeued:
            call, bridge, by = place.call, place.bridge, place.dequeuer
            assert bridge is not None, "_hand_over() comes before Dequeued"
            assert by is not None, "_hand_over() comes before Dequeued"
        except DocumentError as refused:
            if not self.network.knobs.wait_error_ends_queue:
                raise
            self.network.refused(place.call, refused)
            return "error"
        queue.waits.append(self.network.clock.now() - place.joined_at)
        if place.announcement:
            form = {
                "QueueSid": queue.sid,
                "QueueTime": self._seconds(place),
                "DequeingCallSid": by.sid,  # so spelt by the provider
            }
            yield from reader.nested("queue-url", lambda: form).run(place.announcement)
        if not by.over and not bridge.over.fired:
            bridge.join(call)
            bridge.join(by)
            yield bridge.over
        return "bridged"

    def _hold(self, reader: Interpreter, verb: ET.Element, queue: Queue, place: Waiting) -> Generator[Wait, Any, None]:
        """The waitUrl, asked for again and again, until it says <Leave>."""
        inner = reader.nested("wait", lambda: self._position(queue, place))
        address = reader.address(verb, "waitUrl", "waitUrlMethod")
        try:
            while True:
                began = self.network.clock.now()
                if address:
                    yield from inner.run(address)
                else:
                    yield from inner.sound("♪ hold music", 30.0, None, kind="music")
                spent = self.network.clock.now() - began
                yield self.network.heap.wait(SHORTEST_ROUND - spent)
        except (LeftQueue, DocumentError) as end:
            if place.bridge:
                yield Wait()  # already taken: the one who dialled is on the way
            if isinstance(end, DocumentError):
                raise

    def _tell(
        self, reader: Interpreter, verb: ET.Element, outcome: dict[str, str], end: Exception
    ) -> Generator[Wait, Any, None]:
        """The call went elsewhere or away, so nobody plays the answer."""
        if verb.get("action"):
            form = reader.call.voice_parameters() | outcome
            url = urljoin(reader.base, verb.get("action", ""))
            yield from tell_end(self.network, url, verb.get("method", "POST"), form, end)

    def _refusal(self, queue: Queue, verb: ET.Element) -> str:
        """Why nobody gets in now, or ""."""
        knobs, chance = self.network.knobs, self.network.mischief.random
        most = min(whole_number(verb, "maxQueueSize", MOST_WAITING), MOST_WAITING)
        if len(queue.places) >= most or chance() < knobs.queue_full:
            return "queue-full"
        return "system-error" if chance() < knobs.queue_error else ""

    def _join(self, queue: Queue, call: "Call") -> Waiting:
        place = Waiting(call, self.network.clock.now())
        queue.places.append(place)
        for wait in queue.arrivals:
            wait.fire()
        queue.arrivals.clear()
        return place

    def _part(self, queue: Queue, place: Waiting) -> None:
        place.gone = True
        if place in queue.places:
            queue.places.remove(place)
        if place.bridge:
            place.bridge.close()
        if not queue.places and not self.network.knobs.queues_persist:
            self.by_name.pop(queue.name, None)

    def _named(self, name: str) -> Queue:
        if name not in self.by_name:
            self.by_name[name] = Queue(self.network.new_sid("QU"), name, self.network.clock.now())
        return self.by_name[name]

    def _seconds(self, place: Waiting) -> str:
        return str(round(self.network.clock.now() - place.joined_at))

    def _outcome(self, queue: Queue, place: Waiting, result: str) -> dict[str, str]:
        return {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": self._seconds(place)}

    def _position(self, queue: Queue, place: Waiting) -> dict[str, str]:
        position = queue.places.index(place) + 1 if place in queue.places else 1
        return {
            "QueuePosition": str(position),
            "QueueSid": queue.sid,
            "QueueTime": self._seconds(place),
            "AvgQueueTime": str(queue.average_wait()),
            "CurrentQueueSize": str(len(queue.places)),
            "MaxQueueSize": str(MOST_WAITING),
        }


def _result_of(end: Exception, place: Waiting) -> str:
    if isinstance(end, DocumentError):
        return "system-error"
    if isinstance(end, Redirected):
        if place.bridge is None:
            return "redirected"
        return "redirected-from-bridged" if place.call in place.bridge.members else "bridging-in-process"
    return "bridged" if place.bridge else "hangup"
