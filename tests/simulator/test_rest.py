"""The REST door: by hand, through the provider's own client library, and on bad days."""

import io
import wave
from array import array

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.phone_network import Caller, Knobs, LostAnswer, Network, NetworkAdapter, accepts, hang_up, wait
from tests.simulator.toy_desk import ACCOUNT, API, AUTH, CALLER, MAIN, TOKEN, ToyDesk, say, town, twiml

CREATE = {"To": "+15005550111", "From": MAIN, "Url": "http://testserver/whisper"}
RECORDED = twiml(
    '<Start><Recording recordingStatusCallback="/recorded"/></Start>', say("hello"), '<Pause length="20"/>'
)


def client_of(network: Network) -> Client:
    http = TwilioHttpClient(timeout=10)
    http.session.mount("https://api.twilio.com", NetworkAdapter(network))
    return Client(ACCOUNT, TOKEN, http_client=http)


def recorded_call(**knobs):
    network = town(desk := ToyDesk({"/twilio/voice": RECORDED}), knobs=Knobs(**knobs))
    network.place_call(CALLER, MAIN, Caller(wait(12), hang_up()))
    network.run()
    return network, desk


@pytest.mark.parametrize("auth", [None, (ACCOUNT, "wrong"), ("AC" + "b" * 32, TOKEN)])
def test_nobody_gets_in_without_the_account_and_its_token(auth):
    network = town(ToyDesk())
    status, error = network.rest("POST", f"{API}/Calls.json", CREATE, auth)
    assert (status, error["code"]) == (401, 20003)
    assert network.calls == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"From": "+15005559999"}, 21210),
        ({"Url": "/whisper"}, 21205),
        ({"StatusCallback": "http://x/", "StatusCallbackEvent": "sneezed"}, 21626),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(change, code):
    network = town(ToyDesk())
    status, error = network.rest("POST", f"{API}/Calls.json", CREATE | change, AUTH)
    assert (status, error["code"]) == (400, code)
    assert network.calls == {}


def test_the_providers_own_library_can_create_fetch_list_and_cancel():
    network = town(ToyDesk({"/whisper": twiml('<Pause length="60"/>')}), n111=accepts(after=5))
    client = client_of(network)
    call = client.calls.create(
        to="+15005550111",
        from_=MAIN,
        url="http://testserver/whisper",
        status_callback="http://testserver/leg",
        status_callback_event=["initiated", "completed"],
        timeout=20,
    )
    assert call.status == "queued"
    network.advance(3)
    assert client.calls(call.sid).fetch().status == "ringing"
    assert client.calls(call.sid).update(status="canceled").status == "canceled"
    assert [found.sid for found in client.calls.list(to="+15005550111")] == [call.sid]
    with pytest.raises(TwilioRestException) as caught:
        client.calls("CA" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_cancelling_leaves_a_call_alone_that_was_answered_and_completing_ends_it():
    network = town(ToyDesk({"/whisper": twiml('<Pause length="60"/>')}), n111=accepts(after=1))
    client = client_of(network)
    call = client.calls.create(to="+15005550111", from_=MAIN, url="http://testserver/whisper")
    network.advance(5)
    assert client.calls(call.sid).update(status="canceled").status == "in-progress"
    assert client.calls(call.sid).update(status="completed").status == "completed"


def test_a_url_sends_a_talking_call_elsewhere_and_a_finished_one_nowhere():
    desk = ToyDesk({"/twilio/voice": twiml('<Enqueue waitUrl="/wait" action="/left">q</Enqueue>')})
    desk.pages |= {"/wait": twiml('<Pause length="60"/>'), "/elsewhere": twiml(say("elsewhere"))}
    network = town(desk)
    call = network.place_call(CALLER, MAIN, Caller())
    network.advance(5)
    url = f"{API}/Calls/{call.sid}.json"
    assert network.rest("POST", url, {"Url": "http://testserver/elsewhere"}, AUTH)[0] == 200
    network.run()

    assert network.phone(CALLER).heard() == ["elsewhere"]
    assert desk.asked("/left")[0]["QueueResult"] == "redirected"
    status, error = network.rest("POST", url, {"Url": "http://testserver/elsewhere"}, AUTH)
    assert (status, error["code"]) == (400, 21220)


def test_a_lost_answer_created_the_call_all_the_same():
    network = town(ToyDesk(), knobs=Knobs(lost_answer=1.0))
    with pytest.raises(LostAnswer):
        network.rest("POST", f"{API}/Calls.json", CREATE, AUTH)
    assert len(network.calls) == 1


def test_an_answer_slower_than_the_clients_patience_is_lost_too():
    network = town(ToyDesk(), knobs=Knobs(slow_rest=1.0, slow_rest_seconds=12))
    assert network.rest("POST", f"{API}/Calls.json", CREATE, AUTH, timeout=20)[0] == 201
    with pytest.raises(LostAnswer):
        network.rest("POST", f"{API}/Calls.json", CREATE, AUTH, timeout=10)


def test_an_error_of_the_provider_did_nothing():
    network = town(ToyDesk(), knobs=Knobs(rest_error=1.0))
    assert network.rest("POST", f"{API}/Calls.json", CREATE, AUTH)[0] == 503
    assert network.calls == {}


def test_the_media_of_a_recording_are_missing_at_first_and_then_are_a_stereo_wav():
    network, desk = recorded_call(media_delay=(5.0, 5.0))
    (told,) = desk.asked("/recorded")
    assert (told["RecordingStatus"], told["RecordingChannels"]) == ("completed", "2")
    assert "From" not in told
    media = f"{API}/Recordings/{told['RecordingSid']}.wav?RequestedChannels=2"
    assert network.rest("GET", media, None, AUTH)[0] == 404

    network.advance(6)
    status, body = network.rest("GET", media, None, AUTH)
    with wave.open(io.BytesIO(body)) as sound:
        assert (status, sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (200, 2, 8000, 2)
        assert abs(sound.getnframes() / 8000 - int(told["RecordingDuration"])) < 1
    assert network.rest("GET", media, None, AUTH)[1] == body
    assert network.rest("GET", media, None, None)[0] == 401


def test_a_deleted_recording_is_gone():
    network, desk = recorded_call()
    call_sid, sid = (desk.asked("/recorded")[0][name] for name in ("CallSid", "RecordingSid"))
    listing = f"{API}/Calls/{call_sid}/Recordings.json"
    assert [r["sid"] for r in network.rest("GET", listing, None, AUTH)[1]["recordings"]] == [sid]
    assert network.rest("DELETE", f"{API}/Recordings/{sid}.json", None, AUTH)[0] == 204
    assert network.rest("GET", f"{API}/Recordings/{sid}.json", None, AUTH)[0] == 404
    assert network.rest("GET", listing, None, AUTH)[1]["recordings"] == []


def test_a_call_that_ends_at_once_has_an_absent_recording():
    recording = '<Recording recordingStatusCallback="/recorded" recordingStatusCallbackEvent="completed absent"/>'
    network = town(desk := ToyDesk({"/twilio/voice": twiml("<Start>", recording, "</Start>")}))
    network.place_call(CALLER, MAIN, Caller())
    network.run()
    assert desk.asked("/recorded")[0]["RecordingStatus"] == "absent"


LONG = twiml(
    '<Start><Recording recordingStatusCallback="/recorded"/></Start>', say("hello " * 40), '<Pause length="9"/>'
)


@pytest.mark.parametrize(("behavior", "seconds"), [("silence", 4), ("skip", 0)])
def test_a_recording_is_paused_through_the_providers_library_as_silence_or_cut_out(behavior, seconds):
    network = town(ToyDesk({"/twilio/voice": LONG}))
    call = network.place_call(CALLER, MAIN, Caller(wait(12), hang_up()))
    network.advance(3)
    running = client_of(network).calls(call.sid).recordings("Twilio.CURRENT")
    paused = running.update(status="paused", pause_behavior=behavior)
    assert paused.status == "paused"
    network.advance(5)
    assert client_of(network).calls(call.sid).recordings(paused.sid).update(status="in-progress").sid == paused.sid
    network.run()

    recording = network.recorder.by_sid[paused.sid]
    with wave.open(io.BytesIO(recording.wav())) as sound:
        frames, rate = array("h", sound.readframes(sound.getnframes())), sound.getframerate()
    loud = [any(frames[n * rate * 2 : (n + 1) * rate * 2]) for n in range(len(frames) // rate // 2)]
    assert loud.count(False) >= seconds
    assert sum(loud) >= 3
    assert recording.duration == pytest.approx(len(frames) / 2 / rate, abs=0.01)
    with pytest.raises(TwilioRestException, match="cannot be changed"):
        client_of(network).calls(call.sid).recordings(paused.sid).update(status="paused")
    with pytest.raises(TwilioRestException, match="not found"):
        running.update(status="paused")


@pytest.mark.parametrize(("retry_after", "header"), [(0, None), (7, "7")])
def test_too_many_requests_did_nothing_and_may_say_when_to_come_again(retry_after, header):
    network = town(ToyDesk(), knobs=Knobs(too_many=1.0, retry_after=retry_after))
    http = TwilioHttpClient(timeout=10)
    http.session.mount("https://api.twilio.com", NetworkAdapter(network))
    answer = http.request("POST", f"{API}/Calls.json", data=CREATE, auth=AUTH)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, header)
    assert network.calls == {}


def test_calls_are_listed_newest_first_by_number_status_parent_and_beginning():
    dial = twiml("<Dial><Number>+15005550111</Number><Number>+15005550112</Number></Dial>")
    network = town(ToyDesk({"/twilio/voice": dial}), n111=accepts(after=2, talk=5))
    first = network.place_call(CALLER, MAIN, Caller())
    network.run()
    network.advance(600)
    later = network.clock.moment()
    second = network.place_call("+15005550132", MAIN, Caller(wait(1), hang_up()))
    network.run()
    calls = client_of(network).calls
    assert [one.sid for one in calls.list(to=MAIN)] == [second.sid, first.sid]
    # The phones that a Dial rings see the caller's number, so they are listed as calls from it as well.
    assert {one.parent_call_sid for one in calls.list(from_="+15005550132")} == {None, second.sid}
    rung = {one.to: one.status for one in calls.list(parent_call_sid=first.sid)}
    assert rung == {"+15005550111": "completed", "+15005550112": "canceled"}
    assert [one.sid for one in calls.list(to=MAIN, start_time_after=later)] == [second.sid]
    assert [one.sid for one in calls.list(to=MAIN, start_time_before=later)] == [first.sid]
    assert calls.list(status="busy") == []
