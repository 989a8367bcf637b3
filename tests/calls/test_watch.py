"""The watch over every test would see a breach: a document, a request, a query too many, a question to the outside."""

import socket

import pytest
import requests
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from calls.twilio import rest
from calls.twilio.errors import ProviderError
from calls.twiml.speech import answer
from simulator.phone_network import Caller, NetworkAdapter, hang_up, wait
from tests import make
from tests.provider import watch


@pytest.fixture(autouse=True)
def provider_would_take_it():
    """Instead of the one of every test: what is found here is what is meant to be found."""
    watch.begin()
    yield watch.complaints
    watch.begin()


def knock(monkeypatch: pytest.MonkeyPatch, door) -> str:
    """What the watch says of a webhook that does as `door` does."""
    handler = ClientHandler()
    monkeypatch.setattr(handler, "_middleware_chain", lambda request: door(), raising=False)
    handler.get_response(RequestFactory().post("/twilio/voice"))
    return "\n".join(watch.complaints)


def test_a_document_that_the_provider_would_refuse(monkeypatch):
    from twilio.twiml.voice_response import VoiceResponse

    response = VoiceResponse()
    response.say("Hello", vioce="alice")
    assert "<Say> has no attribute vioce" in knock(monkeypatch, lambda: answer(response))


def test_a_recording_that_begins_before_the_notice(monkeypatch):
    from twilio.twiml.voice_response import VoiceResponse

    response = VoiceResponse()
    response.say("One moment.")
    response.start().recording()
    response.say("This call is recorded.")
    assert "<Start> records before anybody was told" in knock(monkeypatch, lambda: answer(response))
    response = VoiceResponse()
    response.dial("+15005550111", record="record-from-answer-dual")
    assert "<Dial> records before anybody was told" in knock(monkeypatch, lambda: answer(response))


@pytest.mark.django_db
def test_a_query_too_many(monkeypatch):
    def door():
        with connection.cursor() as cursor:
            for _ in range(watch.MOST_QUERIES + 1):
                cursor.execute("SELECT 1")
        return HttpResponse()

    assert "/twilio/voice needs 13 queries, not 12" in knock(monkeypatch, door)


def test_a_question_to_the_provider_inside_a_webhook(monkeypatch, settings):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:9"

    def door():
        with pytest.raises(ProviderError):
            rest.status_of("CA" + "1" * 32)
        return HttpResponse()

    said = knock(monkeypatch, door)
    assert "/twilio/voice asked for GET http://127.0.0.1:9/2010-04-01/Accounts/" in said
    assert "/twilio/voice connected to ('127.0.0.1', 9)" in said


def test_any_other_connection_inside_a_webhook(monkeypatch):
    def door():
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        return HttpResponse()

    assert "connected to ('127.0.0.1', 9)" in knock(monkeypatch, door)


def test_a_request_with_a_parameter_that_the_provider_does_not_know(town, monkeypatch):
    monkeypatch.setattr(rest, "STOP", {"status": "annulled"})
    town.call(to=make.PROBLEM_LINE, script=Caller(wait(12), hang_up()))
    town.run()
    assert "Status cannot be ['annulled']" in "\n".join(watch.complaints)


def test_what_is_said_and_asked_in_a_whole_call_is_seen(town, monkeypatch):
    asked = []
    send = NetworkAdapter.send
    monkeypatch.setattr(NetworkAdapter, "send", lambda *a, **k: asked.append(a[1]) or send(*a, **k))
    town.call()
    town.run()
    assert {"calls:voice", "calls:menu_heard", "calls:wait", "calls:status"} <= watch.knocked.keys()
    assert asked
    assert all(isinstance(one, requests.PreparedRequest) for one in asked)
    assert watch.complaints == []
