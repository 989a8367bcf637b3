"""Plain <Dial>: several numbers at once, whispers, the action, and conferences."""

from simulator.phone_network import Caller, accepts, connected, hang_up, is_busy, never_answers, voicemail, wait
from tests.simulator.toy_desk import API, AUTH, CALLER, MAIN, ToyDesk, say, town, twiml

SIX = "".join(f"<Number>+1500555011{n}</Number>" for n in range(1, 7))


def dial(nouns: str, attributes: str = "") -> ToyDesk:
    return ToyDesk(
        {
            "/twilio/voice": twiml(f'<Dial action="/dialled" {attributes}>{nouns}</Dial>'),
            "/dialled": twiml(say("Goodbye")),
        }
    )


def test_the_first_of_several_numbers_to_answer_stops_the_others_ringing():
    network = town(desk := dial(SIX), n113=accepts(after=5, talk=20), n114=accepts(after=9))
    network.place_call(CALLER, MAIN, Caller())
    network.run()

    (bridge,) = network.truth.bridges
    assert (bridge.kind, bridge.b_number) == ("dial", "+15005550113")
    legs = [call for call in network.calls.values() if call.direction == "outbound-dial"]
    assert sorted(leg.status for leg in legs) == ["canceled"] * 5 + ["completed"]
    (result,) = desk.asked("/dialled")
    assert (result["DialCallStatus"], result["DialBridged"]) == ("completed", "true")
    assert result["DialCallSid"] == bridge.b_sid
    assert int(result["DialCallDuration"]) == round(bridge.seconds)


def test_a_voicemail_that_answers_first_wins_the_caller():
    network = town(dial(SIX), n112=voicemail(after=4), n113=accepts(after=6))
    network.place_call(CALLER, MAIN, Caller(connected(), wait(10), hang_up()))
    network.run()

    assert [bridge.b_number for bridge in network.truth.bridges] == ["+15005550112"]
    assert any("voicemail" in text for text in network.phone(CALLER).heard())


def test_a_whisper_gates_the_number_and_comes_after_the_others_were_dropped():
    whisper = twiml('<Gather numDigits="1" timeout="4" action="/taken">', say("Press 1"), "</Gather><Hangup/>")
    desk = dial('<Number url="/whisper">+15005550111</Number><Number>+15005550112</Number>')
    desk.pages |= {"/whisper": whisper, "/taken": twiml()}
    network = town(desk, n111=voicemail(after=3), n112=accepts(after=8))
    network.place_call(CALLER, MAIN, Caller())
    network.run()

    assert network.truth.bridges == []
    assert "missed" in [entry.kind for entry in network.phone("+15005550112").transcript]


def test_nobody_answers_and_the_action_hears_of_it():
    network = town(desk := dial(SIX, 'timeout="20"'), n111=is_busy(), n116=never_answers())
    network.place_call(CALLER, MAIN, Caller())
    network.run()

    (result,) = desk.asked("/dialled")
    assert (result["DialCallStatus"], result["DialBridged"]) == ("no-answer", "false")
    assert "Goodbye" in network.phone(CALLER).heard()


def test_numbers_in_a_row_ring_one_after_the_other():
    network = town(dial(SIX, 'sequential="true" timeout="10"'), n113=accepts(after=2, talk=5))
    network.place_call(CALLER, MAIN, Caller())
    network.run()

    rang = [n for n in range(1, 7) if network.phone(f"+1500555011{n}").transcript]
    assert rang == [1, 2, 3]
    assert len(network.truth.bridges) == 1


def test_dialling_a_queue_that_nobody_ever_joined_fails():
    network = town(desk := dial("<Queue>nobody</Queue>"))
    network.place_call(CALLER, MAIN, Caller())
    network.run()

    assert desk.asked("/dialled")[0]["DialCallStatus"] == "failed"


def test_a_conference_begins_with_the_second_call_and_hold_takes_one_out_of_earshot():
    network = town(dial("<Conference>warm</Conference>"))
    first = network.place_call(CALLER, MAIN, Caller())
    second = network.place_call("+15005550132", MAIN, Caller())
    network.advance(30)
    (bridge,) = network.truth.bridges
    assert (bridge.kind, bridge.ended) == ("conference", None)

    status, page = network.rest("GET", f"{API}/Conferences.json?FriendlyName=warm", None, AUTH)
    room = f"{API}/Conferences/{page['conferences'][0]['sid']}"
    network.rest("POST", f"{room}/Participants/{first.sid}.json", {"Hold": "true"}, AUTH)
    assert bridge.ended is not None

    network.rest("POST", f"{room}/Participants/{first.sid}.json", {"Hold": "false"}, AUTH)
    network.hang_up(second, by="phone")
    network.advance(60)
    assert len(network.truth.bridges) == 2
    assert status == 200
