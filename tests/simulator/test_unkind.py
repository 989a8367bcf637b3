"""The table "Unkind by default" of simulator/README.md, row by row, and each knob turned the kind way."""

import pytest

from simulator.phone_network import Caller, Knobs, accepts, connected, hang_up, hears, press, wait
from tests.simulator.toy_desk import API, AUTH, CALLER, MAIN, RingAllDesk, ToyDesk, say, town, twiml

QUEUED = twiml('<Enqueue waitUrl="/wait" action="/left">problem</Enqueue>')
OVERRIDES = "#rc=2&amp;rp=ct,5xx,rt&amp;rt=4000"


def waiting(**knobs):
    desk = ToyDesk(
        {"/twilio/voice": QUEUED, "/wait": twiml(say("hold"), '<Pause length="5"/>'), "/there": twiml(say("there"))}
    )
    network = town(desk, knobs=Knobs(extra_parameter=0.0, **knobs))
    return desk, network, network.place_call(CALLER, MAIN, Caller(patience=60))


@pytest.mark.parametrize(("is_first", "order"), [(True, ["/left", "/there"]), (False, ["/there", "/left"])])
def test_the_action_is_asked_before_the_document_of_a_redirect(is_first, order):
    desk, network, call = waiting(action_before_redirect=is_first)
    desk.pages["/left"] = twiml(say("not played"))
    network.advance(5)
    network.rest("POST", f"{API}/Calls/{call.sid}.json", {"Url": "http://testserver/there"}, AUTH)
    network.run()
    assert [path for path, _form in desk.requests if path in order] == order
    assert desk.asked("/left")[0]["QueueResult"] == "redirected"
    assert "there" in network.phone(CALLER).heard()
    assert "not played" not in network.phone(CALLER).heard()


def test_whoever_is_redirected_out_of_a_talk_is_told_of_as_such():
    desk = RingAllDesk(["+15005550112"])
    desk.pages["/there"] = twiml(say("there"))
    network = town(desk, n112=accepts(after=1, talk=60))
    call = network.place_call(CALLER, MAIN, Caller(hears("press 4"), press("4")))
    network.advance(30)
    network.rest("POST", f"{API}/Calls/{call.sid}.json", {"Url": "http://testserver/there"}, AUTH)
    network.run()
    assert desk.asked("/left")[0]["QueueResult"] == "redirected-from-bridged"


@pytest.mark.parametrize("is_unkind", [True, False])
def test_a_wait_document_that_fails_ends_the_queue_with_an_error(is_unkind):
    desk, network, call = waiting(wait_error_ends_queue=is_unkind)
    call.fallback = ("http://testserver/fallback", "POST")
    desk.pages["/wait"] = lambda _form: (500, "")
    network.run()
    assert [form["QueueResult"] for form in desk.asked("/left")] == ["error" if is_unkind else "system-error"]
    assert bool(desk.asked("/fallback")) is not is_unkind


@pytest.mark.parametrize(
    ("knob", "result"), [("queue_full", "queue-full"), ("queue_error", "system-error"), ("wait_failure", "error")]
)
def test_a_queue_that_is_full_or_broken_lets_nobody_in(knob, result):
    desk, network, _call = waiting(**{knob: 1.0})
    network.run()
    assert [form["QueueResult"] for form in desk.asked("/left")] == [result]


@pytest.mark.parametrize(
    ("fragment", "status", "asked"), [("", 500, 1), (OVERRIDES, 500, 3), (OVERRIDES, 404, 1), ("#rc=9", 500, 1)]
)
def test_a_failed_answer_is_asked_for_again_as_the_address_wants(fragment, status, asked):
    desk = ToyDesk({"/twilio/voice": twiml(f"<Redirect>http://testserver/next{fragment}</Redirect>")})
    desk.pages["/next"] = lambda _form: (status, "")
    network = town(desk)
    network.place_call(CALLER, MAIN, Caller())
    network.run()
    assert len(desk.asked("/next")) == asked  # the toy desk checks the signature, which covers no fragment
    assert all("#" not in exchange.url for exchange in network.truth.exchanges)


@pytest.mark.parametrize("persists", [True, False])
def test_a_queue_stays_until_it_is_deleted(persists):
    _desk, network, call = waiting(queues_persist=persists)
    network.advance(5)
    queue = f"{API}/Queues/{network.queues.by_name['problem'].sid}.json"
    assert network.rest("DELETE", queue, None, AUTH)[0] == 400  # somebody is in it
    network.hang_up(call, by="caller")
    network.run()
    assert network.rest("GET", queue, None, AUTH)[0] == (200 if persists else 404)
    if persists:
        assert network.rest("DELETE", queue, None, AUTH)[0] == 204
    assert network.rest("GET", queue, None, AUTH)[0] == 404


@pytest.mark.parametrize("names", [False, True])
def test_the_music_of_a_conference_names_no_call(names):
    room = twiml('<Dial><Conference waitUrl="/music">room</Conference></Dial>')
    desk = ToyDesk({"/twilio/voice": room, "/music": twiml('<Pause length="2"/>')})
    network = town(desk, knobs=Knobs(conference_wait_call_sid=names))
    network.place_call(CALLER, MAIN, Caller(wait(5), hang_up()))
    network.run()
    assert {"CallSid" in form for form in desk.asked("/music")} == {names}
    assert all("AccountSid" in form for form in desk.asked("/music"))


@pytest.mark.parametrize("of_caller", [True, False])
def test_the_result_of_a_queue_dial_tells_of_the_caller(of_caller):
    desk = RingAllDesk(["+15005550112"])
    accept = desk.accept
    desk.pages["/accept"] = lambda form: accept(form).replace("<Dial>", '<Dial action="/dialled">')
    network = town(desk, knobs=Knobs(queue_dial_tells_caller=of_caller), n112=accepts(after=1, talk=60))
    caller = network.place_call(CALLER, MAIN, Caller(hears("press 4"), press("4"), connected(), wait(5), hang_up()))
    network.run()
    told = {form["CallSid"] for form in desk.asked("/dialled")}
    assert told == {caller.sid if of_caller else desk.winner}
