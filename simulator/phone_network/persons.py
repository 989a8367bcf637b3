"""People at their telephones: each is a short script of steps, played in the network's own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from .events import TIMED_OUT, Body, Handle, Interrupt, Wait
from .speech import seconds_of

if TYPE_CHECKING:
    from .calls import Call
    from .phones import Phone

Seconds = float | tuple[float, float]  # a length, or the bounds of one that is drawn
Step = Callable[["Conversation"], Iterator[Wait]]


class LineDead(Interrupt):
    """The call is over for this person, whatever the script still had in mind."""


@dataclass
class Utterance:
    """Something that is being said, and that may be cut short."""

    text: str
    start: float
    seconds: float
    cut: bool = False


class Conversation:
    """One person's side of one call: ears, mouth and fingers."""

    def __init__(self, phone: "Phone", call: "Call") -> None:
        self.phone, self.call = phone, call
        self.heap, self.rng = phone.network.heap, phone.network.rng
        self.utterances: list[Utterance] = []
        self._listened = 0
        self._pattern, self._ears = "", Wait()
        self._recognized: Handle | None = None
        self._connection = Wait()
        self.answered = Wait()

    def sleep(self, seconds: Seconds) -> Wait:
        return self.heap.wait(drawn(seconds, self.rng))

    def hears(self, words: str, timeout: float) -> Wait:
        """Fires at the moment these words have been said; also when they were said before, once."""
        self._pattern, self._ears = words.lower(), self.heap.wait(timeout)
        for utterance in self.utterances[self._listened :]:
            if self._recognize(utterance):
                break
        return self._ears

    def connected(self, timeout: float) -> Wait:
        """Fires when another person is on the line."""
        if self.phone.talking_to:
            self._connection = Wait()
            self._connection.fire()
        else:
            self._connection = self.heap.wait(timeout)
        return self._connection

    def was_connected(self) -> None:
        self._connection.fire()

    def take(self, utterance: Utterance) -> None:
        self.utterances.append(utterance)
        if self._pattern and not self._ears.fired:
            self._recognize(utterance)

    def cut(self, utterance: Utterance) -> None:
        utterance.cut = True
        if self._recognized:
            self._recognized.cancel()

    def _recognize(self, utterance: Utterance) -> bool:
        end = utterance.text.lower().find(self._pattern) + len(self._pattern)
        if end < len(self._pattern) or utterance.cut:
            return False
        moment = utterance.start + utterance.seconds * end / max(len(utterance.text), 1)
        self._listened = self.utterances.index(utterance) + 1
        self._recognized = self.heap.after(moment - self.heap.clock.now(), self._ears.fire, utterance.text)
        return True


# The steps of a script


def wait(seconds: Seconds) -> Step:
    def step(line: Conversation) -> Iterator[Wait]:
        yield line.sleep(seconds)

    return step


def hears(words: str, timeout: float = 60.0) -> Step:
    """Listen until these words have been said; go on anyway after the time-out."""

    def step(line: Conversation) -> Iterator[Wait]:
        yield line.hears(words, timeout)

    return step


def press(keys: str, *, pause: float = 0.3) -> Step:
    def step(line: Conversation) -> Iterator[Wait]:
        for key in keys:
            line.phone.press(key)
            yield line.sleep(pause)

    return step


def say(text: str) -> Step:
    def step(line: Conversation) -> Iterator[Wait]:
        line.phone.say(text)
        yield line.sleep(seconds_of(text))

    return step


def connected(timeout: float = 60.0) -> Step:
    """Wait until somebody is on the line; hang up when nobody comes."""

    def step(line: Conversation) -> Iterator[Wait]:
        if (yield line.connected(timeout)) is TIMED_OUT:
            line.phone.hang_up()

    return step


def hang_up() -> Step:
    def step(line: Conversation) -> Iterator[Wait]:
        line.phone.hang_up()
        yield line.sleep(0)

    return step


# The people


@dataclass(frozen=True)
class Person:
    """What somebody does when the telephone rings, and then on the line until it goes dead."""

    steps: tuple[Step, ...] = ()
    answer_after: Seconds | None = None  # None: lets it ring
    decline_after: Seconds | None = None
    busy: bool = False
    patience: float = 3600.0  # hangs up after so many seconds on the line, whatever happens


@dataclass(frozen=True)
class Voicemail:
    """A mailbox that picks up, talks and never presses a key."""

    answer_after: Seconds = 20.0
    records_for: float = 30.0

    def greeting(self, name: str) -> Person:
        text = f"You have reached the voicemail of {name}. Please leave a message after the tone."
        return Person((wait(0.6), say(text), wait(self.records_for), hang_up()), answer_after=self.answer_after)


def Caller(*steps: Step, patience: float = 3600.0) -> Person:  # noqa: N802 (reads as the person that it makes)
    """Somebody who dials: the steps begin when the line is answered; then they stay until it goes dead."""
    return Person(steps, patience=patience)


def Member(*steps: Step, answer_after: Seconds = 4.0, patience: float = 3600.0) -> Person:  # noqa: N802
    """Somebody who is rung, answers and goes through the steps."""
    return Person(steps, answer_after=answer_after, patience=patience)


def accepts(*, after: Seconds = 4.0, think: Seconds = 2.0, talk: Seconds = 40.0, key: str = "1") -> Person:
    """Answers, presses the key, talks to whoever is there, and hangs up."""
    return Member(wait(think), press(key), connected(), wait(talk), hang_up(), answer_after=after)


def presses_wrong_key(*, after: Seconds = 4.0, key: str = "7") -> Person:
    return Member(wait(2.0), press(key), answer_after=after)


def presses_late(*, after: Seconds = 4.0, late: Seconds = 25.0, key: str = "1") -> Person:
    """Answers at once but finds the key only when the question may be over."""
    return Member(wait(late), press(key), connected(10.0), wait(20.0), hang_up(), answer_after=after)


def hangs_up(*, after: Seconds = 4.0, listens: Seconds = 2.0) -> Person:
    return Member(wait(listens), hang_up(), answer_after=after)


def declines(*, after: Seconds = 3.0) -> Person:
    return Person(decline_after=after)


def voicemail(*, after: Seconds = 20.0, records_for: float = 30.0) -> Person:
    """Nobody answers, the mobile's voicemail does."""
    return Voicemail(after, records_for).greeting("this mobile")


def is_busy() -> Person:
    return Person(busy=True)


def never_answers() -> Person:
    return Person()


def live(line: Conversation, person: Person, *, dialled: bool) -> Body:
    """Play a person through one call; `dialled` when there is nothing to pick up."""
    phone = line.phone
    if not dialled:
        if person.decline_after is not None:
            yield line.sleep(person.decline_after)
            phone.decline()
            return
        if person.answer_after is None:
            return
        yield line.sleep(person.answer_after)
        if not phone.pick_up():
            return
    alarm = line.heap.after(person.patience, phone.hang_up)
    try:
        if dialled:
            yield line.answered
        for step in person.steps:
            yield from step(line)
        yield Wait()
    finally:
        alarm.cancel()


def drawn(seconds: Seconds, rng: Random) -> float:
    return rng.uniform(*seconds) if isinstance(seconds, tuple) else seconds
