"""Ring-all by Enqueue, REST legs, a whisper and Dial/Queue: what the network makes of it."""

from simulator.phone_network import (
    Caller,
    Knobs,
    accepts,
    connected,
    hang_up,
    hears,
    never_answers,
    press,
    presses_late,
    presses_wrong_key,
    voicemail,
    wait,
)
from tests.simulator.toy_desk import CALLER, MAIN, MEMBERS, RingAllDesk, everybody, town

PRESSES_4 = Caller(hears("press 4"), press("4"))


def test_the_first_to_press_1_talks_with_the_caller_and_the_others_stop_ringing():
    desk = RingAllDesk(MEMBERS)
    network = town(desk, n112=accepts(after=3, talk=30))
    call = network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    (bridge,) = network.truth.bridges
    assert (bridge.kind, bridge.a_number, bridge.b_number) == ("queue", CALLER, "+15005550112")
    assert 25 < bridge.seconds < 35
    assert call.status == "completed"
    statuses = {number: network.calls[sid].status for number, sid in desk.legs.items()}
    assert statuses.pop("+15005550112") == "completed"
    assert set(statuses.values()) == {"canceled"}
    assert desk.asked("/left")[0]["QueueResult"] == "bridged"


def test_when_the_caller_hangs_up_the_member_is_free_at_once():
    desk = RingAllDesk(MEMBERS)
    network = town(desk, n112=accepts(after=3, talk=3600))
    caller = network.place_call(CALLER, MAIN, Caller(hears("press 4"), press("4"), connected(), wait(10), hang_up()))
    network.run()

    member = network.calls[desk.legs["+15005550112"]]
    assert member.status == caller.status == "completed"
    assert network.clock.now() < 600
    assert 9 < network.truth.bridges[0].seconds < 12


def test_a_voicemail_that_picks_up_is_never_connected():
    desk = RingAllDesk(MEMBERS)
    network = town(desk)
    everybody(network, voicemail(after=5))
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    assert network.truth.bridges == []
    assert all("Press 1" in " ".join(network.phone(number).heard()) for number in MEMBERS)
    assert "A manager will call you back" in network.phone(CALLER).heard()
    assert desk.asked("/left")[0]["QueueResult"] == "leave"


def test_one_phone_starts_ringing_each_second():
    desk = RingAllDesk(MEMBERS)
    network = town(desk, knobs=Knobs(ring_delay=(0.5, 0.5)))
    everybody(network, never_answers())
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    rings = sorted(entry.at for n in MEMBERS for entry in network.phone(n).transcript if entry.kind == "rings")
    assert [round(moment - rings[0]) for moment in rings] == [0, 1, 2, 3, 4, 5]
    assert {call.status for call in network.calls.values() if call.direction == "outbound-api"} == {"no-answer"}


def test_a_wrong_key_and_a_late_press_hear_that_the_call_is_taken():
    desk = RingAllDesk(MEMBERS)
    network = town(desk, n111=presses_wrong_key(after=1), n112=accepts(after=4), n113=presses_late(after=1, late=5))
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    assert "This call is taken" in network.phone("+15005550111").heard()
    assert [bridge.b_number for bridge in network.truth.bridges] == ["+15005550112"]


def test_a_caller_who_gives_up_in_the_queue_is_reported_as_hung_up():
    desk = RingAllDesk(MEMBERS)
    network = town(desk)
    call = network.place_call(CALLER, MAIN, Caller(hears("press 4"), press("4"), wait(8), hang_up()))
    network.run()

    (left,) = desk.asked("/left")
    assert (left["QueueResult"], left["CallStatus"]) == ("hangup", "completed")
    (ended,) = desk.asked("/twilio/status")
    assert (ended["CallStatus"], ended["SequenceNumber"]) == ("completed", "0")
    assert ended["CallDuration"] == str(call.duration)


def test_the_wait_document_is_asked_for_again_and_tells_the_place_in_the_queue():
    desk = RingAllDesk([])
    network = town(desk)
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.place_call("+15005550132", MAIN, PRESSES_4)
    network.run()

    waits = desk.asked("/wait")
    assert len(waits) > 10
    assert {form["QueuePosition"] for form in waits if form["From"] == "+15005550132"} >= {"2"}
    assert all(int(form["CurrentQueueSize"]) <= 2 for form in waits)


def test_status_callbacks_of_a_leg_come_in_their_order_on_a_good_day():
    desk = RingAllDesk(["+15005550111"])
    network = town(desk, n111=accepts(after=3, talk=5))
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    news = desk.asked("/leg")
    assert [form["CallStatus"] for form in news] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in news] == ["0", "1", "2", "3"]
    assert {form["CallbackSource"] for form in news} == {"call-progress-events"}


def test_bad_days_repeat_and_reorder_the_news_but_not_the_truth():
    desk = RingAllDesk(MEMBERS)
    knobs = Knobs(duplicate=0.5, reorder=0.5, duplicate_fetch=0.3)
    network = town(desk, knobs=knobs, seed=3, n114=accepts(after=2, talk=20))
    network.place_call(CALLER, MAIN, PRESSES_4)
    network.run()

    sequence = [int(form["SequenceNumber"]) for form in desk.asked("/leg") if form["To"] == MEMBERS[0]]
    assert len(sequence) > len(set(sequence)) or sequence != sorted(sequence)
    assert len(network.truth.bridges) == 1


def test_dropped_news_never_arrive():
    desk = RingAllDesk(MEMBERS)
    network = town(desk, knobs=Knobs(drop=1.0))
    network.place_call(CALLER, MAIN, Caller(hears("press 4"), press("4"), wait(5), hang_up()))
    network.run()

    assert desk.asked("/twilio/status") == desk.asked("/leg") == []


def test_the_same_seed_gives_the_same_town():
    def play(seed: int) -> list:
        desk = RingAllDesk(MEMBERS)
        network = town(desk, knobs=Knobs(duplicate=0.3, reorder=0.3), seed=seed)
        everybody(network, accepts(after=(2, 9), talk=(5, 60)))
        network.place_call(CALLER, MAIN, PRESSES_4)
        network.run()
        return [desk.requests, network.truth.bridges]

    assert play(7) == play(7)
    assert play(7) != play(8)


def test_a_thousand_calls_take_no_sleep_and_each_has_one_bridge_at_most():
    desk = RingAllDesk([])
    network = town(desk, seed=5)
    agent = accepts(talk=(5, 30))
    for n in range(1000):
        number, member = f"+1500444{n:04}", f"+1500333{n:04}"
        network.phone(member).person = agent
        script = Caller(hears("press 4"), press("4"), connected(100))
        network.after(n * 3, network.place_call, number, MAIN, script)
        network.after(n * 3 + 12, desk.place_leg, member)
    desk.accept = None
    desk.pages["/accept"] = "<Response><Dial><Queue>problem</Queue></Dial></Response>"
    network.run()

    assert len(network.truth.bridges) == 1000
    assert len({bridge.a_sid for bridge in network.truth.bridges}) == 1000
    assert all(call.over for call in network.calls.values())
    assert network.truth.troubles == []
