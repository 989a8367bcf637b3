"""A telephone: what can be done with it, and a transcript of all that came out of it and went in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from .calls import CLIENT
from .persons import Conversation, LineDead, Person, Voicemail, live
from .speech import seconds_of

if TYPE_CHECKING:
    from .calls import Call
    from .events import Process
    from .network import Network

Behaviour = Person | Callable[[Random], Person]


@dataclass(frozen=True)
class Entry:
    """One line of a transcript. Kinds: rings dials answered heard said pressed connected disconnected missed
    declined voicemail hung-up ended busy."""

    at: float
    moment: dt.datetime
    kind: str
    text: str
    call_sid: str


class Phone:
    """One telephone of the town. It holds one call at a time and is busy for any other."""

    def __init__(self, network: "Network", number: str, *, name: str = "", role: str = "") -> None:
        self.network = network
        self.number, self.name, self.role = number, name or number, role
        self.person: Behaviour | None = None  # None: somebody holds it in hand, nothing happens by itself
        self.transcript: list[Entry] = []
        self.call: Call | None = None
        self.state = "idle"  # idle, dialling, ringing, talking
        self.talking_to: list[str] = []
        self.signed_in = 0  # browsers that are this telephone
        self.conversation: Conversation | None = None
        self._life: Process | None = None

    @property
    def is_softphone(self) -> bool:
        return bool(CLIENT.fullmatch(self.number))

    @property
    def is_reachable(self) -> bool:
        """A telephone always is; a softphone only while somebody is signed in as it."""
        return not self.is_softphone or self.signed_in > 0 or self.person is not None

    # What the network does to it

    def dials(self, call: "Call", script: Person | None) -> None:
        self.call, self.state = call, "dialling"
        self.note("dials", call.to)
        self._begin(call, script, dialled=True)

    def rings(self, call: "Call") -> bool:
        """Whether it rings at all; a telephone in use, or of somebody who is always talking, is busy."""
        person = self.person(self.network.rng) if callable(self.person) else self.person
        if self.call is not None or (person and person.busy):
            self.note("busy", call.from_, call=call)
            return False
        self.call, self.state = call, "ringing"
        self.note("rings", call.from_)
        self._begin(call, person, dialled=False)
        return True

    def connected_to(self, number: str) -> None:
        self.talking_to.append(number)
        self.note("connected", number)
        if self.conversation:
            self.conversation.was_connected()

    def disconnected_from(self, number: str) -> None:
        if number in self.talking_to:
            self.talking_to.remove(number)
        self.note("disconnected", number)

    def through(self) -> None:
        """The call that was dialled from here is answered."""
        self.state = "talking"
        if self.conversation:
            self.conversation.answered.fire()

    def call_over(self, call: "Call", why: str) -> None:
        if self.call is not call:
            return
        self.note(why, call.status)
        self.call, self.state, self.talking_to = None, "idle", []
        if self._life:
            self._life.interrupt(LineDead())
        self.conversation = self._life = None

    # What a person does with it; each answers whether it could be done

    def pick_up(self) -> bool:
        return self._answer("answered")

    def let_voicemail_answer(self, mailbox: Voicemail | None = None) -> bool:
        if self.call is None or not self._answer("voicemail"):
            return False
        self._begin(self.call, (mailbox or Voicemail()).greeting(self.name), dialled=True)
        self.through()
        return True

    def decline(self) -> bool:
        if self.state != "ringing" or self.call is None or not self.call.ringing:
            return False
        self.note("declined", "")
        self.call.ringing.fire("busy")
        return True

    def press(self, keys: str) -> bool:
        if self.state != "talking" or self.call is None:
            return False
        for key in keys:
            self.note("pressed", key)
            self.network.key_pressed(self.call, key)
        return True

    def say(self, text: str) -> bool:
        if self.state != "talking" or self.call is None:
            return False
        self.note("said", text)
        self.network.spoken(self.call, text, seconds_of(text))
        return True

    def hang_up(self) -> bool:
        if self.call is None or self.state == "ringing":
            return False
        self.network.hang_up(self.call, by="phone")
        return True

    def note(self, kind: str, text: str, *, call: "Call | None" = None) -> None:
        call = call or self.call
        clock = self.network.clock
        entry = Entry(clock.now(), clock.moment(), kind, text, call.sid if call else "")
        self.transcript.append(entry)
        self.network.noted(self, entry)

    def heard(self, call_sid: str = "") -> list[str]:
        """All that was heard from it, in one call or in all."""
        return [e.text for e in self.transcript if e.kind == "heard" and call_sid in ("", e.call_sid)]

    def _answer(self, kind: str) -> bool:
        if self.state != "ringing" or self.call is None or not self.call.ringing or self.call.ringing.fired:
            return False
        self.state = "talking"
        self.note(kind, "")
        self.call.ringing.fire("answered")
        return True

    def _begin(self, call: "Call", person: Person | None, *, dialled: bool) -> None:
        if self._life:
            self._life.interrupt(LineDead())
        self.conversation = self._life = None
        if person:
            self.conversation = Conversation(self, call)
            self._life = self.network.process(live(self.conversation, person, dialled=dialled))
