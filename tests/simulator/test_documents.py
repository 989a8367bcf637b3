"""TwiML: what is played, what is refused, and what happens when the desk is slow, broken or away."""

import pytest

from simulator.phone_network import Caller, Knobs, hang_up, press, say, wait
from simulator.phone_network.media import Sound, render
from tests.simulator.toy_desk import CALLER, MAIN, ToyDesk, town, twiml
from tests.simulator.toy_desk import say as says

FALLBACK = twiml(says("We are ringing everybody"))


def called(desk: ToyDesk, script=None, **options):
    network = town(desk, **options)
    network.add_line(MAIN, fallback_url="http://testserver/fallback")
    desk.pages.setdefault("/fallback", FALLBACK)
    network.place_call(CALLER, MAIN, script or Caller())
    network.run()
    return network


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (twiml("<Shout>hello</Shout>"), 12200),
        (twiml('<Say loudness="11">hello</Say>'), 12200),
        (twiml("<Say><Dial/></Say>"), 12200),
        (twiml("<Gather><Enqueue>x</Enqueue></Gather>"), 12200),
        (twiml("<Leave/>"), 12200),
        (twiml("<Record/>"), 12200),
        (twiml('<Gather numDigits="many"/>'), 13314),
        (twiml('<Gather finishOnKey="12"/>'), 13310),
        (twiml('<Redirect method="PUT">/x</Redirect>'), 12200),
        ("<Answer/>", 12100),
        ("no XML", 12100),
    ],
)
def test_what_the_provider_would_refuse_is_refused_and_the_fallback_played(body, code):
    network = called(desk := ToyDesk({"/twilio/voice": body}))

    assert network.truth.codes() == [code]
    (fallback,) = desk.asked("/fallback")
    assert (fallback["ErrorCode"], fallback["ErrorUrl"]) == (str(code), "http://testserver/twilio/voice")
    assert network.phone(CALLER).heard() == ["We are ringing everybody"]


def test_a_document_with_the_wrong_content_type_is_refused():
    desk = ToyDesk({"/twilio/voice": twiml(says("hello"))})
    desk.content_type = "text/plain"
    assert called(desk).truth.codes()[0] == 12300


def test_an_answer_of_500_without_a_fallback_ends_with_an_apology():
    network = town(ToyDesk({"/twilio/voice": lambda form: (500, "broken")}))
    call = network.place_call(CALLER, MAIN, Caller())
    network.run()

    assert network.truth.codes() == [11200]
    assert "application error" in network.phone(CALLER).heard()[0]
    assert call.over


def test_no_answer_within_15_seconds_goes_to_the_fallback():
    def stall(form):
        raise TimeoutError

    network = called(desk := ToyDesk({"/twilio/voice": stall}))

    (heard,) = [entry for entry in network.phone(CALLER).transcript if entry.kind == "heard"]
    assert (heard.text, int(heard.at)) == ("We are ringing everybody", 15)
    assert desk.asked("/fallback")[0]["ErrorCode"] == "11200"


def test_a_desk_that_is_away_goes_to_the_fallback_at_once():
    def away(form):
        raise ConnectionError("refused")

    network = called(desk := ToyDesk({"/twilio/voice": away}))

    assert network.phone(CALLER).transcript[1].at < 1
    assert desk.asked("/fallback")[0]["ErrorCode"] == "11205"


def test_a_slow_answer_was_worked_for_but_is_not_played():
    desk = ToyDesk({"/twilio/voice": twiml(says("hello"))})
    network = called(desk, knobs=Knobs(slow_webhook=1.0))

    assert desk.asked("/twilio/voice")
    assert "hello" not in network.phone(CALLER).heard()


def test_digits_cut_the_speech_short_and_end_at_their_number():
    long = says("word " * 60)
    gather = twiml(f'<Gather numDigits="3" action="/code">{long}</Gather>', says("nothing came"))
    network = called(desk := ToyDesk({"/twilio/voice": gather}), Caller(wait(2), press("472"), wait(1), press("9")))

    assert [form["Digits"] for form in desk.asked("/code")] == ["472"]
    assert network.clock.now() < 10


def test_the_finishing_key_ends_the_digits_and_is_not_one_of_them():
    network = called(desk := ToyDesk({"/twilio/voice": twiml('<Gather action="/code"/>')}), Caller(press("12#")))
    assert desk.asked("/code")[0]["Digits"] == "12"
    assert network.truth.troubles == []


def test_an_empty_finishing_key_lets_the_hash_be_a_digit():
    gather = twiml('<Gather numDigits="3" finishOnKey="" action="/code"/>')
    called(desk := ToyDesk({"/twilio/voice": gather}), Caller(press("1#2")))
    assert desk.asked("/code")[0]["Digits"] == "1#2"


def test_silence_goes_on_with_the_next_verb_or_asks_the_action_with_no_digits():
    silent = ToyDesk({"/twilio/voice": twiml('<Gather timeout="2" action="/code"/>', says("nothing came"))})
    assert called(silent).phone(CALLER).heard() == ["nothing came"]

    asking = '<Gather timeout="2" actionOnEmptyResult="true" action="/code"/>'
    called(desk := ToyDesk({"/twilio/voice": twiml(asking)}))
    assert desk.asked("/code")[0]["Digits"] == ""


def test_words_are_heard_by_a_gather_that_listens():
    gather = twiml('<Gather input="dtmf speech" action="/heard"/>')
    called(desk := ToyDesk({"/twilio/voice": gather}), Caller(wait(1), say("my card was declined")))
    assert desk.asked("/heard")[0]["SpeechResult"] == "my card was declined"


def test_keys_pressed_while_nobody_asks_are_lost():
    desk = ToyDesk({"/twilio/voice": twiml('<Pause length="5"/>', '<Gather timeout="1" action="/code"/>')})
    called(desk, Caller(wait(1), press("4")))
    assert desk.asked("/code") == []


def test_a_redirect_by_http_loses_the_post():
    desk = ToyDesk({"/twilio/voice": twiml("<Redirect>/moved</Redirect>"), "/there": twiml(says("arrived"))})
    desk.pages["/moved"] = lambda form: (301, "")
    send = desk.transport

    def transport(method, url, form, headers):
        status, answered, body = send(method, url, form, headers)
        return status, {**answered, "Location": "/there"}, body

    desk.transport = transport
    network = called(desk)
    assert network.phone(CALLER).heard() == ["arrived"]
    assert desk.asked("/there") == [{}]


def test_a_clip_plays_as_long_as_it_is_and_a_missing_one_not_at_all():
    clip = render([Sound(0, "music", 0, 7)], 0, 7, seed="x")
    desk = ToyDesk({"/twilio/voice": twiml("<Play>/hold.wav</Play>", "<Play>/none.mp3</Play>", says("end"))})
    desk.pages["/none.mp3"] = lambda form: (404, "")
    send = desk.transport
    desk.transport = lambda m, url, f, h: (200, {}, clip) if url.endswith("hold.wav") else send(m, url, f, h)
    network = called(desk)

    assert network.phone(CALLER).heard() == ["♪ hold.wav", "end"]
    (end,) = [entry for entry in network.phone(CALLER).transcript if entry.text == "end"]
    assert 7 < end.at < 8
    assert network.truth.codes() == [11200]


def test_a_rejected_call_is_never_answered():
    desk = ToyDesk({"/twilio/voice": twiml('<Reject reason="busy"/>')})
    network = called(desk)
    (call,) = network.calls.values()
    assert (call.status, call.answered_at) == ("busy", None)


def test_a_caller_who_hangs_up_before_the_first_answer_is_canceled():
    desk = ToyDesk({"/twilio/voice": twiml(says("hello"))})
    network = town(desk)
    call = network.place_call(CALLER, MAIN, None)
    network.phone(CALLER).hang_up()
    network.run()

    assert (call.status, call.answered_at) == ("canceled", None)
    assert desk.asked("/twilio/status")[0]["CallStatus"] == "canceled"


def test_parameters_that_nobody_knew_yesterday_come_now_and_then():
    desk = ToyDesk({"/twilio/voice": twiml(says("hello"))})
    called(desk, Caller(wait(1), hang_up()), knobs=Knobs(extra_parameter=1.0))
    known = {"CallReason", "NewParameter2027", "DataRegion"}
    assert all(known & set(form) for _, form in desk.requests)
