"""Six phones are asked for at the same moment, on connections that are kept, and none waits for another."""

import socket
import threading

import pytest
import requests
from django.db import connections
from django.utils import timezone
from urllib3.exceptions import MaxRetryError, NewConnectionError

from calls import ringing
from calls.models import Call, Leg, durations
from calls.twilio import client, errors, rest
from calls.twilio.errors import InDoubtError, NotBelievedError, NotReachedError, ProviderError
from tests import make
from tests.calls.stand_in import provider_stand_in
from tests.calls.town import CALLER, TEAM

PATIENCE = 20.0
UNWILLING = TEAM[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def api(settings):
    with provider_stand_in() as stand_in:
        settings.TWILIO_API_BASE_URL = stand_in.url
        client._session.cache_clear()
        client._believed.clear()
        yield stand_in
    client._session.cache_clear()


@pytest.fixture
def call(settings, tmp_path, monkeypatch):
    """A caller who waits, and six phones that nobody has asked for."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("calls.ringing.placing.enqueue_now", lambda *_args: True)
    make.line("problem", ring_group=make.ring_group())
    ringing.ring_problem_line(sid="CA" + "a" * 32, from_number=CALLER, to_number=make.PROBLEM_LINE, at=timezone.now())
    return Call.objects.get()


def statuses() -> dict[str, str]:
    return dict(Leg.objects.values_list("phone", "status"))


def meet(phones: int, *, of: list[str] = TEAM):
    """Answers only when so many requests stand there at the same moment."""
    barrier = threading.Barrier(phones)

    def behave(path: str, form: dict[str, str]) -> None:
        if form.get("To") in of or "Status" in form:
            barrier.wait(PATIENCE)

    return behave


def test_all_phones_are_asked_for_at_the_same_moment(api, call):
    api.behave = meet(6)
    assert ringing.place_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED)
    assert Leg.objects.exclude(sid=None).count() == 6


def test_all_phones_are_silenced_at_the_same_moment_on_the_connections_that_placed_them(api, call):
    api.behave = meet(6)
    ringing.place_legs(call.pk)
    assert api.connections == 6
    assert ringing.cancel_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.CANCELED)
    assert api.connections == 6


def test_a_phone_that_is_not_answered_for_keeps_no_other_waiting(api, call):
    others_are_written = threading.Event()

    def hang(path: str, form: dict[str, str]) -> None:
        if form.get("To") == UNWILLING:
            assert others_are_written.wait(PATIENCE)

    api.behave = hang
    worker = threading.Thread(target=_place_and_close, args=(call.pk,))
    worker.start()
    for _look in range(200):
        if Leg.objects.filter(status=Leg.Status.QUEUED).count() == 5:
            break
        others_are_written.wait(0.05)
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED) | {UNWILLING: Leg.Status.PLACING}
    others_are_written.set()
    worker.join(PATIENCE)
    assert statuses()[UNWILLING] == Leg.Status.QUEUED


def _place_and_close(call_id: int) -> None:
    try:
        ringing.place_legs(call_id)
    finally:
        connections.close_all()


def test_a_phone_that_is_refused_for_haste_is_asked_for_again_and_the_others_ring(api, call):
    api.behave = lambda path, form: (429, {"code": 20429}) if form.get("To") == UNWILLING else None
    assert 0.5 < ringing.place_legs(call.pk) <= 1.25
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED) | {UNWILLING: Leg.Status.PLACING}
    api.behave = lambda path, form: None
    assert ringing.place_legs(call.pk, at=Leg.objects.get(phone=UNWILLING).due_at) == 0
    assert statuses()[UNWILLING] == Leg.Status.QUEUED
    assert {phone: len(api.of(phone)) for phone in TEAM} == dict.fromkeys(TEAM, 1) | {UNWILLING: 2}


def test_a_phone_that_was_refused_for_haste_does_not_wait_for_one_that_is_not_answered_for(api, call):
    is_asked_again = threading.Event()

    def behave(path: str, form: dict[str, str]):
        if form.get("To") == TEAM[0]:
            assert is_asked_again.wait(PATIENCE)
        if form.get("To") == UNWILLING:
            if len(api.of(UNWILLING)) == 1:
                return 429, {"code": 20429}
            is_asked_again.set()
        return None

    api.behave = behave
    assert ringing.place_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED)


def test_two_workers_at_the_same_phones_ask_for_each_once(api, call):
    workers = [threading.Thread(target=_place_and_close, args=(call.pk,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    assert {phone: len(api.of(phone)) for phone in TEAM} == dict.fromkeys(TEAM, 1)
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED)


def test_a_worker_that_is_killed_between_asking_and_noting_leaves_a_row_that_says_so(api, call, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_args: object, **_more: object) -> None:
        raise Killed

    monkeypatch.setattr("calls.ringing.placing._Placing._note", die)
    with pytest.raises(Killed):
        ringing.place_legs(call.pk)
    legs = Leg.objects.all()
    assert {(leg.status, leg.sid, leg.claimed_at is not None) for leg in legs} == {("placing", None, True)}
    assert legs.interrupted(at=timezone.now()).count() == 6


def test_whoever_wins_while_the_others_are_placed_silences_them(api, call):
    api.behave = lambda path, form: None if "Status" in form else _win(call)
    ringing.place_legs(call.pk)
    assert set(statuses().values()) == {Leg.Status.CANCELED}


def _win(call: Call) -> None:
    try:
        call.problem_call.__class__.objects.filter(call=call).update(status="abandoned", left_at=timezone.now())
    finally:
        connections.close_all()


def test_an_idle_connection_is_not_trusted_for_long(api, monkeypatch):
    api.behave = lambda path, form: (200, {"status": "in-progress"})
    rest.status_of("CA" + "b" * 32)
    rest.status_of("CA" + "b" * 32)
    assert api.connections == 1
    monkeypatch.setattr(client, "FRESH", -1.0)
    rest.status_of("CA" + "b" * 32)
    assert api.connections == 2


def test_threads_that_ask_at_the_same_moment_are_not_given_each_others_answers(api):
    gate = threading.Barrier(8)

    def behave(path: str, form: dict[str, str]):
        gate.wait(PATIENCE)
        return 200, {"status": path[-10:-5]}

    api.behave = behave
    wanted, found = [f"CA{n:032x}" for n in range(8)], {}
    threads = [threading.Thread(target=lambda sid=sid: found.update({sid: rest.status_of(sid)})) for sid in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == {sid: sid[-5:] for sid in wanted}


# What surely did nothing, and what may have


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize("address", [closed_port(), "http://no-such-host.invalid"], ids=["refused", "unknown name"])
def test_a_provider_that_is_not_reached_did_nothing_and_is_asked_again(address, settings, call):
    settings.TWILIO_API_BASE_URL = address
    assert 1 < ringing.place_legs(call.pk) <= 1.25 * errors.SOON
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.PLACING)
    assert not Leg.objects.exclude(claimed_at=None).exists()


def test_a_provider_that_is_not_reached_for_long_fails_the_phones_so_that_the_caller_is_rung_otherwise(settings, call):
    settings.TWILIO_API_BASE_URL = closed_port()
    Leg.objects.update(created_at=timezone.now() - durations.PROVIDER_UNREACHED)
    assert ringing.place_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.FAILED)
    assert "no connection" in Leg.objects.first().error


def raised(error: Exception) -> type:
    with pytest.raises(ProviderError) as caught, errors.explained():
        raise error
    return type(caught.value)


def test_what_broke_after_a_connection_stood_is_in_doubt():
    reset = requests.exceptions.ConnectionError(ConnectionResetError(104, "reset by peer"))
    assert raised(reset) is InDoubtError
    assert raised(requests.exceptions.ReadTimeout()) is InDoubtError
    assert raised(requests.exceptions.ChunkedEncodingError()) is InDoubtError
    assert raised(requests.exceptions.ConnectTimeout()) is NotReachedError
    behind_a_proxy = MaxRetryError(None, "/", NewConnectionError(None, "proxy away"))
    assert raised(requests.exceptions.ProxyError(behind_a_proxy)) is NotReachedError


def test_an_earlier_failure_that_is_being_handled_does_not_explain_a_later_one():
    try:
        raise NewConnectionError(None, "the first request")
    except NewConnectionError:
        assert raised(requests.exceptions.ReadTimeout()) is InDoubtError


def test_a_token_that_is_not_believed_is_its_own_kind_of_refusal(api, call):
    api.behave = lambda path, form: (401, {"code": 20003, "message": "Authenticate", "status": 401})
    assert ringing.place_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.FAILED)
    assert "[20003]" in Leg.objects.first().error
    with pytest.raises(NotBelievedError) as caught:
        rest.status_of("CA" + "b" * 32)
    assert caught.value.code == 20003


def test_while_one_token_replaces_another_a_request_that_is_not_believed_is_made_with_the_other(api, settings, call):
    settings.TWILIO_AUTH_TOKENS = ["old", "new"]  # in the wrong order, and the old one is no more

    def believe(path: str, form: dict[str, str]):
        return None if api.tokens[-1] == "new" else (401, {"code": 20003, "message": "Authenticate"})

    api.behave = believe
    rest.stop_ringing("CA" + "b" * 32)
    assert api.tokens == ["old", "new"]
    assert ringing.place_legs(call.pk) == 0
    assert statuses() == dict.fromkeys(TEAM, Leg.Status.QUEUED)
    assert set(api.tokens[2:]) == {"new"}


def test_the_first_token_signs_what_we_ask(api, settings):
    settings.TWILIO_AUTH_TOKENS = ["new", "old"]
    rest.stop_ringing("CA" + "b" * 32)
    assert api.tokens == ["new"]
