"""<Dial>: to numbers at once or in a row, to the front of a queue, into a conference."""

import xml.etree.ElementTree as ET
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from .bridges import Bridge
from .calls import E164, WITHHELD
from .events import Wait
from .interpreter import HungUp, Interpreter, Redirected, tell_end
from .twiml import INVALID_CALLER_ID, SCHEMA_VIOLATION, DocumentError, flag, whole_number
from .webhooks import Fetch

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network


@dataclass
class Outcome:
    """How a <Dial> ended: the status, and the call on the other side if there was one."""

    status: str
    other: "Call | None" = None
    seconds: float = 0.0
    bridged: bool = False
    dequeued: "Call | None" = None

    def form(self) -> dict[str, str]:
        form = {"DialCallStatus": self.status, "DialBridged": str(self.bridged).lower()}
        if self.other:
            form["DialCallSid"] = self.other.sid
        if self.bridged:
            form["DialCallDuration"] = str(round(self.seconds))
        return form


class FirstAnswer:
    """Which of several ringing telephones was picked up first; fires nobody when all of them gave up."""

    def __init__(self, ringing: int) -> None:
        self.ringing = ringing
        self.winner: Call | None = None
        self.sent_away: Call | None = None
        self.wait = Wait()

    def picked_up(self, leg: "Call") -> bool:
        if self.wait.fired:
            return False
        self.winner = leg
        self.wait.fire()
        return True

    def gave_up(self) -> None:
        self.ringing -= 1
        if not self.ringing:
            self.wait.fire()


class Dialling:
    """Connects a call that is up with somebody else."""

    def __init__(self, network: "Network") -> None:
        self.network = network

    def dial(self, reader: Interpreter, verb: ET.Element) -> Generator[Wait, Any, Fetch | None]:
        outcome = Outcome("no-answer")
        call = reader.call
        call.star_ends_bridge = flag(verb, "hangupOnStar")
        try:
            yield from self._connect(reader, verb, outcome)
        except (HungUp, Redirected) as end:
            if verb.get("action"):
                form = call.voice_parameters() | self._told(outcome)
                url = urljoin(reader.base, verb.get("action", ""))
                yield from tell_end(self.network, url, verb.get("method", "POST"), form, end)
            raise
        finally:
            call.star_ends_bridge = False
        return reader.address(verb, "action", **self._told(outcome))

    def _told(self, outcome: Outcome) -> dict[str, str]:
        """What the action hears. Of a queue it may be the call that came out of it which is told of."""
        about = outcome.dequeued if self.network.knobs.queue_dial_tells_caller else None
        return (about.voice_parameters() if about else {}) | outcome.form()

    def _connect(self, reader: Interpreter, verb: ET.Element, outcome: Outcome) -> Generator[Wait, Any, None]:
        nouns = list(verb)
        kinds = {"Number" if noun.tag == "Client" else noun.tag for noun in nouns}
        if (verb.text or "").strip():
            nouns, kinds = [_number(verb.text or "")], {"Number"}
        if kinds == {"Number"}:
            groups = [[noun] for noun in nouns] if flag(verb, "sequential") else [nouns]
            for group in groups:
                yield from self._numbers(reader, verb, group, outcome)
                if outcome.bridged:
                    break
        elif kinds == {"Queue"} and len(nouns) == 1:
            yield from self._queue(reader, verb, nouns[0], outcome)
        elif kinds == {"Conference"} and len(nouns) == 1:
            yield from self.network.conferences.attend(reader, nouns[0])
            outcome.status = "completed"
        else:
            raise DocumentError(SCHEMA_VIOLATION, f"This network does not dial {sorted(kinds)} together", reader.base)

    def _queue(
        self, reader: Interpreter, verb: ET.Element, noun: ET.Element, outcome: Outcome
    ) -> Generator[Wait, Any, None]:
        queue = self.network.queues.by_name.get((noun.text or "").strip())
        if queue is None:
            outcome.status = "failed"
            return
        place = yield from self.network.queues.take(
            queue, reader.call, reader.address(noun, "url"), whole_number(verb, "timeout", 30)
        )
        if place is not None:
            assert place.bridge is not None, "take() answers places that were handed over"
            outcome.dequeued = place.call
            yield from self._talk(reader, verb, place.bridge, outcome)

    def _numbers(
        self, reader: Interpreter, verb: ET.Element, nouns: list[ET.Element], outcome: Outcome
    ) -> Generator[Wait, Any, None]:
        """Everybody rings at once. The first to pick up wins, were it a voicemail, and the others stop ringing."""
        first, bridge = FirstAnswer(len(nouns)), Bridge(self.network, "dial")
        legs = [self._leg(reader, verb, noun, first, bridge) for noun in nouns]
        try:
            yield first.wait
            for leg in legs:
                if leg is not first.winner:
                    self.network.hang_up(leg, by="network")
            outcome.other = first.winner or legs[-1]
            outcome.status = outcome.other.status
            if first.winner:
                yield from self._talk(reader, verb, bridge, outcome)
        finally:
            bridge.close()
            for leg in legs:
                if leg is not first.sent_away:
                    self.network.hang_up(leg, by="network")

    def _talk(
        self, reader: Interpreter, verb: ET.Element, bridge: Bridge, outcome: Outcome
    ) -> Generator[Wait, Any, None]:
        limit = self.network.heap.after(whole_number(verb, "timeLimit", 14400), bridge.close)
        self._record(reader, verb)
        outcome.status = "completed"
        try:
            yield bridge.over
        finally:
            limit.cancel()
            bridge.close()
            outcome.bridged = bool(bridge.records)
            outcome.seconds = sum(record.seconds for record in bridge.records)

    def _record(self, reader: Interpreter, verb: ET.Element) -> None:
        wish = verb.get("record", "do-not-record")
        if wish in ("do-not-record", "false"):
            return
        self.network.recorder.start(
            reader.call,
            channels=2 if wish.endswith("-dual") else 1,
            trim=self.network.trims(verb.get("trim")),
            source="DialVerb",
            hook=reader.hook(verb, "recordingStatusCallback"),
        )

    def _leg(
        self, reader: Interpreter, verb: ET.Element, noun: ET.Element, first: FirstAnswer, bridge: Bridge
    ) -> "Call":
        parent = reader.call
        caller_id = verb.get("callerId") or (parent.from_ if parent.direction == "inbound" else parent.to)
        to = (noun.text or "").strip()
        if noun.tag != "Client" and not self._may_show(caller_id, parent):
            raise DocumentError(INVALID_CALLER_ID, f"<Dial> cannot show {caller_id} as the caller", reader.base)
        to = f"client:{to}" if noun.tag == "Client" else to
        is_full = self.network.is_full()
        leg = self.network.new_call(from_=caller_id, to=to, direction="outbound-dial")
        leg.is_refused = is_full
        leg.parent_sid = parent.sid
        leg.ring_timeout = whole_number(verb, "timeout", 30)
        leg.hook = reader.hook(noun, "statusCallback")
        whisper = reader.address(noun, "url")
        leg.process = self.network.process(self._leg_life(leg, parent, whisper, first, bridge))
        return leg

    def _may_show(self, caller_id: str, parent: "Call") -> bool:
        """A number of the account, or the one that the caller shows; neither a withheld one nor an address."""
        if not self.network.knobs.checks_caller_id:
            return True
        is_known = not self.network.lines or caller_id in self.network.lines or caller_id == parent.from_
        return bool(E164.fullmatch(caller_id)) and caller_id not in WITHHELD and is_known

    def _leg_life(
        self, leg: "Call", parent: "Call", whisper: Fetch | None, first: FirstAnswer, bridge: Bridge
    ) -> Generator[Wait, Any, None]:
        outcome = yield from self.network.ring(leg)
        if outcome != "answered" or not first.picked_up(leg):
            self.network.hang_up(leg, by="network", status=outcome)
            first.gave_up()
            return
        self.network.answered(leg)
        try:
            if whisper:
                reader = Interpreter(self.network, leg)
                reader.context = "whisper"
                yield from reader.run(whisper)
            if not bridge.over.fired:
                bridge.join(parent)
                bridge.join(leg)
                yield bridge.over
        except Redirected as sent:
            # Whoever was dialled is sent elsewhere: the two part, each with a call that goes on by itself.
            first.sent_away = leg
            bridge.close()
            yield from self.network.converse(leg, sent.fetch)
        except DocumentError as refused:
            self.network.refused(leg, refused)
        finally:
            bridge.close()
            self.network.hang_up(leg, by="network")


def _number(text: str) -> ET.Element:
    noun = ET.Element("Number")
    noun.text = text
    return noun
