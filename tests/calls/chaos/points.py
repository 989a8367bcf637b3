"""The eight points at which a caller may hang up, and how one sees from the network where that really was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from simulator.phone_network import Caller, Person, hears, press, wait
from simulator.phone_network.events import Wait
from simulator.phone_network.persons import Conversation, Step
from simulator.phone_network.phones import Entry, Phone
from tests import make
from tests.calls.town import MANAGERS, TEAM, Town


class Point(StrEnum):
    """Where in the call the caller was."""

    BEFORE_THE_FIRST_ANSWER = "before the first answer"
    IN_THE_NOTICE = "in the notice"
    IN_THE_MENU = "in the menu"
    BETWEEN_MENU_AND_ENQUEUE = "between the menu and the queue"
    IN_THE_QUEUE = "in the queue while phones ring"
    IN_A_WHISPER = "in the whisper of a member"
    BETWEEN_ACCEPT_AND_BRIDGE = "between accept and bridge"
    IN_TALK = "in talk"


MENU = [hears("press 4"), press("4")]


@dataclass
class HangsUp:
    """One caller who means to hang up at `point`; `seen` tells where it really happened, if it did."""

    town: Town
    rng: Random
    point: Point
    seen: list[Point] = field(default_factory=list)

    def script(self) -> tuple[str, Person]:
        """The line that is called, and what the caller does on it."""
        match self.point:
            case Point.BEFORE_THE_FIRST_ANSWER:
                return make.MAIN_LINE, Caller()
            case Point.IN_THE_NOTICE:
                return make.MAIN_LINE, Caller(wait((0.1, 1.5)), self.goes())
            case Point.IN_THE_MENU:
                return make.MAIN_LINE, Caller(hears("if you have any problem"), wait((0.0, 3.0)), self.goes())
            case Point.BETWEEN_MENU_AND_ENQUEUE:
                return make.MAIN_LINE, Caller(*MENU, wait((0.0, 3.0)), self.goes())
            case Point.IN_THE_QUEUE | Point.IN_A_WHISPER:
                in_queue = [*MENU, hears("ringing our team"), wait((0.0, 6.0))]
                return make.MAIN_LINE, Caller(*in_queue, self.goes_when_there())
        return self.rng.choice([(make.MAIN_LINE, Caller(*MENU)), (make.PROBLEM_LINE, Caller())])

    def goes(self) -> Step:
        def step(line: Conversation) -> Iterator[Wait]:
            self.go(line.phone)
            yield line.sleep(0)

        return step

    def goes_when_there(self) -> Step:
        """In the queue the two follow each other: a member or a mailbox listens to the whisper, or phones only ring."""

        def step(line: Conversation) -> Iterator[Wait]:
            while where_is(self.town, line.phone) is not self.point:
                yield line.sleep(self.rng.uniform(0.1, 2.0))
            self.go(line.phone)

        return step

    def go(self, phone: Phone) -> None:
        """Look where the caller is, then hang up."""
        if phone.call is not None and phone.state != "ringing":
            self.seen.append(where_is(self.town, phone))
            phone.hang_up()

    def wait_for_it(self, number: str) -> None:
        """Hang up when the members' phones show that the point is reached. Call it when `number` has dialled."""
        phone = self.town.network.phone(number)
        call = phone.call
        if self.point is Point.BEFORE_THE_FIRST_ANSWER:
            self.town.network.after(self.rng.uniform(0.0, 0.02), self.go, phone)
        cue = {
            Point.BETWEEN_ACCEPT_AND_BRIDGE: ("pressed", "1", (0.0, 0.08)),
            Point.IN_TALK: ("connected", number, (0.0, 30.0)),
        }.get(self.point)
        if cue is None:
            return
        kind, text, after = cue

        def listen(other: Phone, entry: Entry) -> None:
            if (entry.kind, entry.text) == (kind, text) and other.number in {*TEAM, *MANAGERS} and phone.call is call:
                self.town.network.after(self.rng.uniform(*after), lambda: phone.call is call and self.go(phone))

        self.town.network.listeners.append(listen)


def where_is(town: Town, phone: Phone) -> Point:
    """Where the call of this telephone is now, by what the network knows."""
    call = phone.call
    if phone.talking_to:
        return Point.IN_TALK
    if call.answered_at is None:
        return Point.BEFORE_THE_FIRST_ANSWER
    documents = [document for document in town.network.truth.documents if document.call_sid == call.sid]
    if not any("<Enqueue" in document.body for document in documents):
        said = [utterance.text for utterance in phone.conversation.utterances]
        return Point.IN_THE_MENU if any("press 4" in text for text in said) else Point.IN_THE_NOTICE
    members = [town.network.phone(number) for number in (*TEAM, *MANAGERS)]
    listening = [member for member in members if member.state == "talking" and member.call.direction == "outbound-api"]
    if any(_pressed_1(town, member) for member in listening):
        return Point.BETWEEN_ACCEPT_AND_BRIDGE
    if all(place.call is not call for queue in town.network.queues.by_name.values() for place in queue.places):
        return Point.BETWEEN_MENU_AND_ENQUEUE
    return Point.IN_A_WHISPER if listening else Point.IN_THE_QUEUE


def _pressed_1(town: Town, member: Phone) -> bool:
    return any(
        (entry.kind, entry.text) == ("pressed", "1") and entry.call_sid == member.call.sid
        for entry in member.transcript
    )
