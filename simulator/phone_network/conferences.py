"""Conferences: rooms that several calls enter, with music until they begin."""

import xml.etree.ElementTree as ET
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bridges import Bridge
from .calls import Hook
from .events import Interrupt, Wait
from .interpreter import Interpreter
from .twiml import flag

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network


class Begun(Interrupt):
    """Somebody else is in the room: the music stops."""


@dataclass(eq=False)
class Participant:
    """One call in a room; on hold, it neither hears the others nor is heard."""

    call: "Call"
    label: str = ""
    hold: bool = False
    muted: bool = False


class Conference(Bridge):
    """A named room. It has begun when somebody is in it who starts it, and sounds when two can hear each other."""

    def __init__(self, network: "Network", name: str, hook: Hook | None) -> None:
        super().__init__(network, "conference")
        self.sid, self.name, self.hook = network.new_sid("CF"), name, hook
        self.created_at = network.clock.now()
        self.begun = False
        self.participants: list[Participant] = []
        self._sequence = 0

    @property
    def status(self) -> str:
        return "completed" if self.over.fired else "in-progress" if self.begun else "init"

    def find(self, call_sid: str) -> Participant | None:
        return next((p for p in self.participants if p.call.sid == call_sid), None)

    def connect(self) -> None:
        """Bring together everybody who may hear the others now."""
        ready = [p.call for p in self.participants if not p.hold]
        if not self.begun or len(ready) < 2:
            return
        for call in ready:
            if call not in self.members:
                self.join(call)
                call.process.interrupt(Begun())

    def hold(self, participant: Participant, on: bool) -> None:
        participant.hold = on
        if on:
            self.leave(participant.call)
        else:
            self.connect()

    def tell(self, event: str, call: "Call | None" = None) -> None:
        if self.hook is None or event not in self.hook.events:
            return
        self._sequence += 1
        form = {
            "AccountSid": self.network.account_sid,
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "StatusCallbackEvent": f"{'participant' if call else 'conference'}-{event}",
            "SequenceNumber": str(self._sequence),
            "Timestamp": self.network.stamp(self.network.clock.now()),
        }
        if call:
            form |= {"CallSid": call.sid, "Muted": "false", "Hold": "false"}
        self.network.webhooks.callback(self.hook.url, self.hook.method, form)


class Conferences:
    """All rooms, past and present."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.by_sid: dict[str, Conference] = {}

    def attend(self, reader: Interpreter, noun: ET.Element) -> Generator[Wait, Any, None]:
        """<Dial><Conference>: stay in the room until it ends or the call does."""
        room = self._room(reader, noun)
        participant = Participant(reader.call, noun.get("participantLabel", ""), muted=flag(noun, "muted"))
        room.participants.append(participant)
        room.tell("join", reader.call)
        if flag(noun, "startConferenceOnEnter", default=True) and not room.begun:
            room.begun = True
            room.tell("start")
        room.connect()
        try:
            yield from self._stay(reader, noun, room)
        finally:
            self._leave(room, participant, ends=flag(noun, "endConferenceOnExit"))

    def _stay(self, reader: Interpreter, noun: ET.Element, room: Conference) -> Generator[Wait, Any, None]:
        address = reader.address(noun, "waitUrl", "waitMethod")
        inner = reader.nested("conference-wait")
        while not room.over.fired:
            try:
                if reader.call in room.members:
                    yield room.over
                elif address:
                    began = self.network.clock.now()
                    yield from inner.run(address)
                    yield self.network.heap.wait(1.0 - (self.network.clock.now() - began))
                else:
                    yield from inner.sound("♪ hold music", 10.0, None, kind="music")
            except Begun:
                continue

    def _leave(self, room: Conference, participant: Participant, *, ends: bool) -> None:
        room.leave(participant.call)
        room.participants.remove(participant)
        room.tell("leave", participant.call)
        if (ends or not room.participants) and not room.over.fired:
            room.close()
            room.tell("end")

    def _room(self, reader: Interpreter, noun: ET.Element) -> Conference:
        name = (noun.text or "").strip()
        for room in self.by_sid.values():
            if room.name == name and not room.over.fired:
                return room
        room = Conference(self.network, name, reader.hook(noun, "statusCallback", default=""))
        self.by_sid[room.sid] = room
        return room
