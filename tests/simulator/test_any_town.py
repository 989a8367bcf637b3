"""Many callers, any people and any weather: what must be true of every town."""

from itertools import pairwise
from random import Random

import pytest

from simulator.phone_network import (
    Caller,
    Knobs,
    LostAnswer,
    Network,
    Person,
    accepts,
    connected,
    declines,
    hang_up,
    hangs_up,
    hears,
    is_busy,
    never_answers,
    press,
    presses_late,
    presses_wrong_key,
    say,
    voicemail,
    wait,
)
from tests.simulator.toy_desk import ACCOUNT, API, AUTH, MAIN, MEMBERS, TOKEN, ToyDesk, twiml
from tests.simulator.toy_desk import say as says

SOMEBODY: list[Person] = [
    accepts(after=(1, 12), talk=(3, 50)),
    accepts(after=(1, 3), talk=(0, 1)),
    voicemail(after=(5, 22)),
    presses_wrong_key(),
    presses_late(late=(5, 15)),
    hangs_up(listens=(0, 4)),
    declines(),
    is_busy(),
    never_answers(),
]
CALLERS = [
    Caller(hears("press 4"), press("4")),
    Caller(hears("press 4"), press("4"), wait((0, 40)), hang_up()),
    Caller(press("4"), connected(90), say("Hello"), wait((0, 20)), hang_up()),
    Caller(wait((0, 3)), hang_up()),
    Caller(wait((0, 3)), press("7")),
]


class QueueForEach(ToyDesk):
    """Ring-all with a queue and a winner for each caller."""

    def __init__(self, network_of) -> None:
        super().__init__(
            {
                "/twilio/voice": twiml('<Gather numDigits="1" action="/menu">', says("Press 4"), "</Gather>"),
                "/menu": self.menu,
                "/wait": self.wait,
                "/left": twiml(says("Goodbye")),
                "/accept": self.accept,
            }
        )
        self.network_of = network_of
        self.winners: dict[str, str] = {}
        self.lost_answers = 0

    def menu(self, form):
        if form["Digits"] != "4":
            return twiml("<Hangup/>")
        caller = form["CallSid"]
        for number in MEMBERS:
            self.network_of().after(0, self.place, number, caller)
            self.pages[f"/whisper/{caller}"] = twiml(
                f'<Gather numDigits="1" timeout="6" action="/accept?caller={caller}">', says("Press 1"), "</Gather>"
            )
        return twiml(
            '<Start><Recording recordingStatusCallback="/recorded"/></Start>',
            f'<Enqueue waitUrl="/wait" action="/left">{caller}</Enqueue>',
        )

    def place(self, number, caller):
        url = f"http://testserver/whisper/{caller}"
        fields = {"To": number, "From": MAIN, "Url": url, "Timeout": "20", "StatusCallback": "http://testserver/leg"}
        try:
            self.network_of().rest("POST", f"{API}/Calls.json", fields, AUTH, timeout=10)
        except LostAnswer:
            self.lost_answers += 1

    def wait(self, form):
        return twiml("<Leave/>") if int(form["QueueTime"]) > 45 else twiml(says("Please hold"), "<Pause/>")

    def accept(self, form):
        if form["Digits"] != "1" or self.winners.setdefault(form["caller"], form["CallSid"]) != form["CallSid"]:
            return twiml(says("Taken"), "<Hangup/>")
        return twiml(f'<Dial timeout="5"><Queue>{form["caller"]}</Queue></Dial>')


def any_town(seed: int) -> tuple[Network, QueueForEach]:
    dice = Random(f"town {seed}")
    knobs = Knobs(
        duplicate=dice.choice((0, 0.3)),
        reorder=dice.choice((0, 0.3)),
        drop=dice.choice((0, 0.1)),
        duplicate_fetch=dice.choice((0, 0.2)),
        slow_webhook=dice.choice((0, 0.05)),
        rest_error=dice.choice((0, 0.1)),
        lost_answer=dice.choice((0, 0.1)),
        slow_rest=dice.choice((0, 0.1)),
        creates_per_second=dice.choice((1, 10)),
    )
    desk = QueueForEach(lambda: network)
    network = Network(transport=desk.transport, account_sid=ACCOUNT, auth_token=TOKEN, seed=seed, knobs=knobs)
    network.add_line(MAIN)
    for number in MEMBERS:
        network.phone(number).person = lambda rng: rng.choice(SOMEBODY)
    for n in range(25):
        network.after(dice.uniform(0, 200), network.place_call, f"+1500444{n:04}", MAIN, dice.choice(CALLERS))
    return network, desk


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_every_call_ends_and_nobody_talks_with_two(seed):
    network, desk = any_town(seed)
    network.run()

    assert [call.sid for call in network.calls.values() if not call.over or call.process.alive] == []
    assert [phone.number for phone in network.phones.values() if phone.state != "idle" or phone.talking_to] == []
    assert [bridge for bridge in network.truth.bridges if bridge.ended is None] == []
    for caller_sid in desk.winners:
        assert len(network.truth.bridges_of(caller_sid)) <= 1
    for number in MEMBERS:
        spans = sorted((b.started, b.ended) for b in network.truth.bridges if b.b_number == number)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(not queue.places for queue in network.queues.by_name.values())
    for recording in network.recorder.by_sid.values():
        assert recording.status in {"completed", "absent"}


def test_some_of_these_towns_do_talk():
    network, _ = any_town(3)
    network.run()
    assert len(network.truth.bridges) > 3
