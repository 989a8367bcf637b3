"""The town as a process: handsets by JSON, REST over HTTP, mail over SMTP, and its beginning and end."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest
import requests

from tests.simulator.served import Served, eventually, served_desk, served_town
from tests.simulator.toy_desk import AUTH, CALLER, MAIN, ToyDesk, say, twiml

BEN = "+15005550112"
PAGES = {
    "/twilio/voice": twiml('<Gather numDigits="1" action="/menu">', say("Press 4"), '<Pause length="30"/></Gather>'),
    "/menu": twiml(f"<Dial><Number>{BEN}</Number></Dial>"),
}


@pytest.fixture(scope="module")
def desk():
    return ToyDesk(PAGES)


@pytest.fixture(scope="module")
def town(desk):
    with served_desk(desk) as url, served_town(url) as town:
        yield town


def test_every_page_opens_and_allows_no_foreign_script(town: Served):
    for path in ("/", "/phones", "/phones?dial=%2B15005550102", "/shop", "/shop/events/jazz-fest", "/mail"):
        answer = town.get(path)
        assert answer.status_code == 200
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
        assert " style=" not in answer.text
    assert town.get("/nowhere").status_code == 404


def test_a_person_dials_presses_a_key_and_talks_with_the_one_who_answers(town: Served):
    assert town.act(CALLER, "dial", to=MAIN)["state"] == "dialling"
    eventually(lambda: town.phone(CALLER)["state"] == "talking")
    town.act(CALLER, "press", keys="4")
    eventually(lambda: town.phone(BEN)["state"] == "ringing")
    town.act(BEN, "answer")
    eventually(lambda: town.phone(BEN)["talking_to"] == ["Ann Lee"])

    town.act(CALLER, "say", text="My card was declined")
    assert [e["text"] for e in town.phone(BEN)["transcript"] if e["kind"] == "heard"] == ["My card was declined"]
    assert town.act(CALLER, "hang-up")["state"] == "idle"
    eventually(lambda: town.phone(BEN)["state"] == "idle")
    (bridge,) = town.get("/api/truth").json()["bridges"]
    assert (bridge["a_number"], bridge["b_number"]) == (CALLER, BEN)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("answer", {}),
        ("press", {"keys": "1"}),
        ("hang-up", {}),
        ("dial", {"to": "+19995550000"}),
        ("hold", {"holder": "x"}),
    ],
)
def test_a_button_that_makes_no_sense_now_says_so(town: Served, action, said):
    answer = town.post(f"/api/phones/+15005550116/{action}", json=said)
    assert answer.status_code == 409
    assert answer.json()["error"].endswith(".")


def test_rest_over_http_asks_for_the_token_and_dials_a_mobile(town: Served):
    create = {"To": "+15005550113", "From": MAIN, "Url": f"{town.desk_url}/whisper", "Timeout": "20"}
    assert requests.post(town.api("/Calls.json"), data=create, timeout=5).status_code == 401

    answer = requests.post(town.api("/Calls.json"), data=create, auth=AUTH, timeout=5)
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    eventually(lambda: town.phone("+15005550113")["state"] == "ringing")
    sid = answer.json()["sid"]
    requests.post(town.api(f"/Calls/{sid}.json"), data={"Status": "canceled"}, auth=AUTH, timeout=5)
    eventually(lambda: town.phone("+15005550113")["state"] == "idle")


def test_mail_comes_in_over_smtp_and_is_shown_as_it_came(town: Served):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@press4.example", "ann@example.com", "Trouble?"
    message["List-Unsubscribe"] = f"<{town.desk_url}/unsubscribe/x>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Call (500) 555-0102")
    message.add_alternative('<a href="tel:+1-500-555-0102">call</a><script>x</script>', subtype="html")
    with smtplib.SMTP("127.0.0.1", town.smtp_port) as post_office:
        post_office.send_message(message)

    (found,) = town.get("/api/messages?to=ann@example.com").json()
    assert (found["subject"], found["numbers"]) == ("Trouble?", ["+15005550102"])
    shown = town.get(f"/mail/{found['id']}")
    assert "/phones?dial=%2B15005550102" in shown.text
    assert 'sandbox="allow-popups' in shown.text
    letter = town.get(f"/mail/{found['id']}/html")
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "script-src" not in letter.headers["Content-Security-Policy"]
    assert "/phones?dial=%2B1-500-555-0102" in letter.text
    assert "Subject: Trouble?" in town.get(f"/mail/{found['id']}/raw").text


def test_a_mailbox_that_does_not_exist_bounces_at_the_door(town: Served):
    with (
        smtplib.SMTP("127.0.0.1", town.smtp_port) as post_office,
        pytest.raises(smtplib.SMTPRecipientsRefused) as caught,
    ):
        post_office.sendmail("a@b.example", ["bounce@example.com"], b"Subject: x\r\n\r\nx")
    assert caught.value.recipients["bounce@example.com"][0] == 550


def test_one_click_unsubscribe_is_one_post_without_a_cookie(town: Served, desk: ToyDesk):
    raw = (
        f"Subject: x\r\nList-Unsubscribe: <{town.desk_url}/api/unsubscribe>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nx"
    )
    posts = []
    desk.take_json = lambda path, headers, body: (posts.append((path, headers, body)), (200, {}, b""))[1]
    with smtplib.SMTP("127.0.0.1", town.smtp_port) as post_office:
        post_office.sendmail("a@b.example", ["bo@example.com"], raw.encode())
    (found,) = town.get("/api/messages?to=bo@example.com").json()
    assert "Done: the sender answered 200." in town.post(f"/mail/{found['id']}/unsubscribe").text
    ((path, headers, body),) = posts
    assert (path, body) == ("/api/unsubscribe", b"List-Unsubscribe=One-Click")
    assert "Cookie" not in headers


def test_a_knob_that_does_not_exist_is_refused(town: Served):
    assert town.post("/api/knobs", json={"duplicate": 0.0}).json()["duplicate"] == 0.0
    assert town.post("/api/knobs", json={"loudness": 11}).status_code == 400


def test_a_day_with_a_name_turns_all_knobs_and_a_good_one_turns_them_back(town: Served):
    assert town.post("/api/weather", json={"weather": "muddled"}).json()["reorder"] == 0.5
    assert "disorder</option>" in town.get("/phones").text.partition("selected")[2].partition("\n")[0]
    assert town.post("/api/weather", json={"weather": "good"}).json()["reorder"] == 0.0
    assert town.post("/api/weather", json={"weather": "hail"}).status_code == 400


def test_a_mobile_in_the_hands_of_somebody_who_accepts_answers_by_itself(town: Served):
    assert town.act(BEN, "hold", holder="accepts")["holder"] == "accepts"
    town.act(CALLER, "dial", to=MAIN)
    eventually(lambda: town.phone(CALLER)["state"] == "talking")
    town.act(CALLER, "press", keys="4")
    eventually(lambda: town.phone(BEN)["talking_to"] == ["Ann Lee"])
    town.act(CALLER, "hang-up")
    assert town.act(BEN, "hold", holder="me")["holder"] == "me"


def test_the_town_ends_at_once_though_a_page_of_the_desk_never_answers():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with served_town(f"http://127.0.0.1:{silent.getsockname()[1]}") as town:
            town.act(CALLER, "dial", to=MAIN)
            silent.settimeout(10)
            asked, _ = silent.accept()  # for the first document
            with asked:
                began = time.monotonic()
                town.process.send_signal(signal.SIGTERM)
                town.process.wait(timeout=10)
                assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SIMULATOR_PORT": "{taken}"}, "port {taken} is taken; set SIMULATOR_PORT to a free one."),
        ({"SIMULATOR_PORT": "many"}, "SIMULATOR_PORT must be a port number from 1 to 65535, not 'many'."),
        ({"SIMULATOR_TOWN": "/nowhere/town.json"}, "The town file /nowhere/town.json cannot be read"),
    ],
)
def test_a_start_that_cannot_be_is_one_clear_sentence(environment, sentence):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = str(holder.getsockname()[1])
        settings = {name: value.format(taken=taken) for name, value in environment.items()}
        run = [sys.executable, "-m", "simulator"]
        ended = subprocess.run(
            run, env={**os.environ, **settings}, capture_output=True, text=True, timeout=30, check=False
        )
    assert ended.returncode == 1
    assert sentence.format(taken=taken) in ended.stderr
    assert "Traceback" not in ended.stderr
