"""The account as unkind as the provider's documents say it may be: each knob, and the way it stands by default."""

import pytest

from simulator.phone_network import Caller, Knobs, accepts, wait
from simulator.phone_network.calls import WITHHELD
from tests.simulator.test_rest import CREATE
from tests.simulator.toy_desk import API, AUTH, CALLER, MAIN, ToyDesk, say, town, twiml

DIAL = "<Dial{}><Number>+15005550111</Number></Dial>"


def answer(network, method: str, path: str, data=None):
    return network.rest(method, f"{API}{path}", data or {}, AUTH)


def talking(network):
    call = network.place_call(CALLER, MAIN, Caller(wait(60)))
    network.advance(5)
    return call


def test_a_trial_account_rings_verified_numbers_only():
    network = town(ToyDesk(), knobs=Knobs(account_type="Trial", verified=("+15005550112",)))
    status, error = answer(network, "POST", "/Calls.json", CREATE)
    assert (status, error["code"]) == (400, 21219)
    assert answer(network, "POST", "/Calls.json", CREATE | {"To": "+15005550112"})[0] == 201


def test_no_more_calls_than_the_account_may_have_at_once():
    network = town(ToyDesk(), knobs=Knobs(concurrent_calls=2))
    statuses = [answer(network, "POST", "/Calls.json", CREATE)[0] for _ in range(3)]
    assert statuses == [201, 201, 429]
    assert answer(network, "POST", "/Calls.json", CREATE)[1]["code"] == 10004


def test_a_caller_counts_too_and_so_does_whoever_is_dialled():
    page = {"/twilio/voice": twiml("<Dial><Number>+15005550112</Number></Dial>")}
    network = town(ToyDesk(page), n112=accepts(after=1, talk=600), knobs=Knobs(concurrent_calls=3))
    first = talking(network)
    assert len([call for call in network.calls.values() if not call.over]) == 2
    assert answer(network, "POST", "/Calls.json", CREATE)[0] == 201
    assert answer(network, "POST", "/Calls.json", CREATE | {"To": "+15005550113"})[1]["code"] == 10004
    network.hang_up(first, by="caller")
    network.advance(5)
    assert answer(network, "POST", "/Calls.json", CREATE | {"To": "+15005550113"})[0] == 201


def test_phones_of_a_dial_beyond_the_limit_fail_and_the_others_ring():
    page = {
        "/twilio/voice": twiml(
            '<Dial action="/rung"><Number>+15005550111</Number><Number>+15005550112</Number></Dial>'
        ),
        "/rung": twiml(say("over")),
    }
    network = town(ToyDesk(page), n111=accepts(after=4, talk=5), n112=accepts(after=1), knobs=Knobs(concurrent_calls=2))
    network.place_call(CALLER, MAIN, Caller(wait(30)))
    network.run()
    assert [(bridge.kind, bridge.b_number) for bridge in network.truth.bridges] == [("dial", "+15005550111")]
    assert [call.status for call in network.calls.values() if call.to == "+15005550112"] == ["failed"]
    assert network.truth.codes() == [10004]


def test_a_dial_for_which_no_call_is_left_has_failed():
    page = {
        "/twilio/voice": twiml('<Dial action="/rung"><Number>+15005550111</Number></Dial>'),
        "/rung": twiml(say("over")),
    }
    network = town(ToyDesk(page), n111=accepts(after=1), knobs=Knobs(concurrent_calls=1))
    network.place_call(CALLER, MAIN, Caller(wait(30)))
    network.run()
    (rung,) = [exchange for exchange in network.truth.exchanges if exchange.url.endswith("/rung")]
    assert (rung.form["DialCallStatus"], rung.form["DialBridged"]) == ("failed", "false")
    assert network.truth.bridges == []


def test_a_caller_for_whom_no_call_is_left_is_turned_away_and_the_desk_hears_nothing():
    network = town(ToyDesk({"/twilio/voice": twiml('<Pause length="60"/>')}), knobs=Knobs(concurrent_calls=1))
    talking(network)
    known = len(network.truth.exchanges)
    call = network.place_call("+15005550199", MAIN, Caller(wait(30)))
    network.advance(5)
    assert (call.status, call.over) == ("busy", True)
    assert not [exchange for exchange in network.truth.exchanges[known:] if exchange.call_sid == call.sid]


def test_a_country_without_permission_and_an_account_that_is_not_active_are_refused():
    network = town(ToyDesk(), knobs=Knobs(forbidden_countries=("+49",)))
    assert answer(network, "POST", "/Calls.json", CREATE | {"To": "+491701234567"})[1]["code"] == 21215
    network.knobs = Knobs(account_status="suspended")
    assert answer(network, "POST", "/Calls.json", CREATE)[0] == 401


def test_by_default_one_call_a_second_is_dialled_and_the_answer_says_how_long_it_waits():
    network = town(ToyDesk())
    waits = [int(answer(network, "POST", "/Calls.json", CREATE)[1]["queue_time"]) for _ in range(3)]
    assert waits == [0, 1000, 2000]


def test_the_account_and_its_numbers_can_be_looked_at():
    network = town(ToyDesk())
    assert answer(network, "GET", ".json")[1]["type"] == "Full"
    numbers = answer(network, "GET", "/IncomingPhoneNumbers.json")[1]["incoming_phone_numbers"]
    (main,) = [number for number in numbers if number["phone_number"] == MAIN]
    assert (main["voice_url"], main["voice_method"]) == (network.lines[MAIN].voice_url, "POST")


@pytest.mark.parametrize("shown", ["anonymous", "sip:ann@pbx.example.com", *sorted(WITHHELD)])
def test_a_withheld_number_cannot_be_shown_to_a_dialled_phone(shown):
    network = town(ToyDesk({"/twilio/voice": twiml(DIAL.format(""))}), n111=accepts(after=1))
    network.place_call(shown, MAIN, Caller(wait(5)))
    network.run()
    assert network.truth.codes() == [13214]
    network = town(ToyDesk({"/twilio/voice": twiml(DIAL.format(f' callerId="{MAIN}"'))}), n111=accepts(after=1, talk=2))
    network.place_call(shown, MAIN, Caller(wait(20)))
    network.run()
    assert len(network.truth.bridges) == 1


def test_somebody_elses_number_cannot_be_shown_either_unless_the_knob_is_turned():
    page = {"/twilio/voice": twiml(DIAL.format(' callerId="+15005559999"'))}
    network = town(ToyDesk(page), n111=accepts(after=1, talk=2))
    network.place_call(CALLER, MAIN, Caller(wait(5)))
    network.run()
    assert network.truth.codes() == [13214]
    network = town(ToyDesk(page), n111=accepts(after=1, talk=2), knobs=Knobs(checks_caller_id=False))
    network.place_call(CALLER, MAIN, Caller(wait(20)))
    network.run()
    assert network.truth.codes() == []


@pytest.mark.parametrize("verb", ["<Start><Recording/></Start>", '<Pause length="1"/>', "<Redirect>/x</Redirect>"])
def test_what_a_dialled_phone_hears_first_may_only_talk_and_ask(verb):
    page = {
        "/twilio/voice": twiml('<Dial><Number url="/whisper">+15005550111</Number></Dial>'),
        "/whisper": twiml(say("hello"), verb),
    }
    network = town(ToyDesk(page), n111=accepts(after=1))
    network.place_call(CALLER, MAIN, Caller(wait(5)))
    network.run()
    assert 12200 in network.truth.codes()


@pytest.mark.parametrize(
    ("said", "knobs", "is_trimmed"),
    [({}, {}, True), ({"Trim": "do-not-trim"}, {}, False), ({}, {"trims_silence": False}, False)],
)
def test_a_recording_that_rest_starts_is_trimmed_unless_it_is_said(said, knobs, is_trimmed):
    network = town(ToyDesk({"/twilio/voice": twiml('<Pause length="60"/>')}), knobs=Knobs(**knobs))
    call = talking(network)
    status, recording = answer(network, "POST", f"/Calls/{call.sid}/Recordings.json", said)
    assert status == 201
    assert network.recorder.by_sid[recording["sid"]].trim is is_trimmed
    network.run()
    assert answer(network, "POST", f"/Calls/{call.sid}/Recordings.json", said)[1]["code"] == 21220


@pytest.mark.parametrize(
    ("knobs", "status"),
    [
        ({"mono_recordings": 1.0}, 400),
        ({"mono_recordings": 1.0, "refuses_dual_of_mono": False}, 200),
        ({"external_recordings": True}, 404),
        ({"encrypted_recordings": True}, 200),
    ],
)
def test_two_channels_of_one_and_media_that_are_not_for_everybody(knobs, status):
    network = town(ToyDesk({"/twilio/voice": twiml('<Pause length="60"/>')}), knobs=Knobs(**knobs))
    call = talking(network)
    data = {"RecordingChannels": "dual", "Trim": "do-not-trim"}
    sid = answer(network, "POST", f"/Calls/{call.sid}/Recordings.json", data)[1]["sid"]
    network.run()
    network.advance(30)
    found, media = answer(network, "GET", f"/Recordings/{sid}.wav", {"RequestedChannels": "2"})
    assert found == status
    if status == 200:
        assert media.startswith(b"RIFF") is not bool(knobs.get("encrypted_recordings"))
    facts = answer(network, "GET", f"/Recordings/{sid}.json")[1]
    assert bool(facts["encryption_details"]) is bool(knobs.get("encrypted_recordings"))


def test_a_transcription_is_stopped_by_its_name_and_started_anew():
    network = town(ToyDesk({"/twilio/voice": twiml('<Pause length="60"/>')}))
    call = talking(network)
    data = {"Name": "one", "StatusCallbackUrl": "http://testserver/said"}
    path = f"/Calls/{call.sid}/Transcriptions"
    assert answer(network, "POST", f"{path}.json", data)[0] == 201
    assert answer(network, "POST", f"{path}.json", data)[0] == 400
    assert answer(network, "POST", f"{path}/one.json", {"Status": "stopped"})[0] == 200
    assert answer(network, "POST", f"{path}/one.json", {"Status": "stopped"})[0] == 404
    assert call.transcripts == []
