"""Conferences: rooms that several calls enter, with music until they begin."""

import xml.etree.ElementTree as ET
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bridges import Bridge
from .calls import Hook
from .events import Interrupt, Wait
from .interpreter import Interpreter
from .twiml import SCHEMA_VIOLATION, DocumentError, flag, whole_number
from .webhooks import Fetch

if TYPE_CHECKING:
    from .calls import Call
    from .network import Network

MOST_IN_ROOM = 250
BEEP = "♪ beep"
EVENTS = {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}


class Changed(Interrupt):
    """Who may hear whom has changed: what this call hears is decided anew."""


class StarPressed(Interrupt):
    """Out of the room by `hangupOnStar`; the others stay."""


@dataclass(eq=False)
class Participant:
    """One call in a room. On hold it neither hears the others nor is heard; muted it still hears them."""

    call: "Call"
    label: str = ""
    hold: bool = False
    muted: bool = False
    starts: bool = True
    ends: bool = False
    beeps: str = "true"  # true, false, onEnter or onExit
    hold_url: Fetch | None = None

    def beeps_on(self, moment: str) -> bool:
        return self.beeps in {"true", moment}


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

    def enter(self, participant: Participant) -> None:
        participant.call.room = self
        self.participants.append(participant)
        self.tell("join", participant)
        if participant.starts and not self.begun:
            self.begun = True
            self.tell("start")
        self.connect()
        if participant.beeps_on("onEnter"):
            self.beep()

    def exit(self, participant: Participant) -> None:
        self.leave(participant.call)
        self.participants.remove(participant)
        participant.call.room = None
        self.tell("leave", participant)
        if participant.beeps_on("onExit"):
            self.beep()
        if participant.ends or not self.participants:
            self.end()

    def end(self) -> None:
        """Everybody goes on with what follows their <Dial>."""
        if not self.over.fired:
            self.close()
            self.tell("end")

    def connect(self) -> None:
        """Bring together everybody who may hear the others now."""
        ready = [p.call for p in self.participants if not p.hold]
        if not self.begun or len(ready) < 2:
            return
        for call in ready:
            if call not in self.members:
                self.join(call)
                self._disturb(call, Changed())

    def star(self, call: "Call") -> None:
        self._disturb(call, StarPressed())

    def _disturb(self, call: "Call", reason: Interrupt) -> None:
        assert call.process is not None, "a call in a room is played something"
        call.process.throw(reason, only_if=lambda: call.room is self and not self.over.fired)

    def set_hold(self, participant: Participant, on: bool, url: Fetch | None) -> None:
        if participant.hold == on:
            return
        participant.hold, participant.hold_url = on, url
        self.tell("hold" if on else "unhold", participant)
        if on:
            self.leave(participant.call)
            self._disturb(participant.call, Changed())
        else:
            self.connect()

    def set_muted(self, participant: Participant, on: bool) -> None:
        if participant.muted != on:
            participant.muted = on
            self.tell("mute" if on else "unmute", participant)

    def carry(self, speaker: "Call", text: str, seconds: float) -> None:
        participant = self.find(speaker.sid)
        if participant is None or not participant.muted:
            super().carry(speaker, text, seconds)

    def beep(self) -> None:
        for call in self.members:
            self.network.play_to(call, BEEP, 0.5, kind="key")

    def tell(self, event: str, participant: Participant | None = None) -> None:
        """Report an event; `hold` stands for its end too, and so does `mute`."""
        if self.hook is None or event.removeprefix("un") not in self.hook.events:
            return
        self._sequence += 1
        form = {
            "AccountSid": self.network.account_sid,
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "StatusCallbackEvent": f"{'participant' if participant else 'conference'}-{event}",
            "SequenceNumber": str(self._sequence),
            "Timestamp": self.network.stamp(self.network.clock.now()),
        }
        if participant:
            form |= {
                "CallSid": participant.call.sid,
                "Muted": str(participant.muted).lower(),
                "Hold": str(participant.hold).lower(),
                "StartConferenceOnEnter": str(participant.starts).lower(),
                "EndConferenceOnExit": str(participant.ends).lower(),
            }
        self.network.webhooks.callback(self.hook.url, self.hook.method, form)


class Conferences:
    """All rooms, past and present."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.by_sid: dict[str, Conference] = {}

    def attend(self, reader: Interpreter, noun: ET.Element) -> Generator[Wait, Any, None]:
        """<Dial><Conference>: stay in the room until it ends, the star is pressed or the call is over."""
        room = self._room(reader, noun)
        participant = Participant(
            reader.call,
            noun.get("participantLabel", ""),
            muted=flag(noun, "muted"),
            starts=flag(noun, "startConferenceOnEnter", default=True),
            ends=flag(noun, "endConferenceOnExit"),
            beeps=noun.get("beep", "true"),
        )
        if len(room.participants) >= whole_number(noun, "maxParticipants", MOST_IN_ROOM):
            return
        room.enter(participant)
        try:
            yield from self._stay(reader, noun, room, participant)
        except StarPressed:
            return
        finally:
            room.exit(participant)

    def announce(self, call: "Call", fetch: Fetch) -> None:
        """Play a document to one participant while they stay where they are."""

        def body() -> Generator[Wait, Any, None]:
            try:
                yield from Interpreter(self.network, call).nested("conference-wait").run(fetch)
            except DocumentError as refused:
                self.network.refused(call, refused)

        self.network.process(body())

    def _stay(
        self, reader: Interpreter, noun: ET.Element, room: Conference, participant: Participant
    ) -> Generator[Wait, Any, None]:
        waiting = reader.address(noun, "waitUrl", "waitMethod")
        silent = noun.get("waitUrl") == ""
        while not room.over.fired:
            try:
                if participant.hold:
                    yield from self._music(reader, participant.hold_url)
                elif reader.call in room.members or silent:
                    yield room.over
                else:
                    yield from self._music(reader, waiting)
            except Changed:
                continue

    def _music(self, reader: Interpreter, address: Fetch | None) -> Generator[Wait, Any, None]:
        """One round of what somebody hears who hears nobody; the provider's own music without an address."""
        if address is None:
            yield from reader.sound("♪ hold music", 10.0, None, kind="music")
            return
        began = self.network.clock.now()
        yield from reader.nested("conference-wait").run(address)
        yield self.network.heap.wait(1.0 - (self.network.clock.now() - began))

    def _room(self, reader: Interpreter, noun: ET.Element) -> Conference:
        name = (noun.text or "").strip()
        for room in self.by_sid.values():
            if room.name == name and not room.over.fired:
                return room
        hook = reader.hook(noun, "statusCallback", default="")
        if hook and not hook.events <= EVENTS:
            raise DocumentError(SCHEMA_VIOLATION, f"No such event of a conference: {sorted(hook.events - EVENTS)}")
        room = Conference(self.network, name, hook)
        self.by_sid[room.sid] = room
        return room
