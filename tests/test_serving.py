"""The real web process: a bounded number of database connections, streams that hold none, and an end in time."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from calls.models import Recording
from tests import make
from tests.desk_server import desk_server, session_cookie
from tests.simulator.served import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CALLER_THREADS, PAGE_THREADS = settings.CALLER_THREADS, settings.PAGE_THREADS
LONG = 40_000_000
"""Bytes of sound: more than the buffers between the desk and somebody who does not read."""


@pytest.fixture(scope="module")
def url(django_db_setup) -> Iterator[str]:
    """A desk for the tests that leave it as it was."""
    with desk_server(MFA_REQUIRED="false") as url:
        yield url


def ask(url: str, path: str, *, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    desk = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    desk.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return desk.getresponse()


def connections_of(url: str) -> int:
    """How many to the database this desk holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s",
            [url],
        )
        return cursor.fetchone()[0]


def signed_in(url: str, person) -> str:
    cookie = session_cookie(url, person)
    return f"{cookie['name']}={cookie['value']}"


def long_recording() -> Recording:
    path = Path(settings.MEDIA_ROOT, "recordings", "long.wav")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(range(250)) * (LONG // 250))
    return make.recording(file="recordings/long.wav", size=LONG)


def test_threads_keep_their_connections_and_no_crowd_makes_more_of_them(url):
    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(lambda _n: ask(url, "/readyz").status, range(200)))
        answers += list(crowd.map(lambda _n: ask(url, "/twilio/voice", method="POST").status, range(100)))
    assert set(answers) == {200, 403}
    assert 1 <= connections_of(url) <= CALLER_THREADS + PAGE_THREADS


def test_the_first_caller_waits_for_no_connection():
    with desk_server() as url:
        assert ask(url, "/livez").status == 200
        assert eventually(lambda: connections_of(url) == CALLER_THREADS + PAGE_THREADS)


def test_a_page_that_listens_all_day_holds_no_connection_to_the_database(url):
    agent = make.agent()
    cookie = signed_in(url, agent)
    assert ask(url, "/live/").status == 403
    before = connections_of(url)
    streams = [ask(url, "/live/", Cookie=cookie) for _page in range(20)]
    for stream in streams:
        assert (stream.status, stream.readline()) == (200, b"retry: 2000\n")
    assert eventually(lambda: connections_of(url) <= before)


def test_a_part_of_a_recording_travels_through_the_real_server(url):
    manager, recording = make.manager(), long_recording()
    path, cookie = f"/calls/recordings/{recording.pk}/play/", signed_in(url, manager)
    part = ask(url, path, Cookie=cookie, Range="bytes=250-749")
    assert (part.status, part.getheader("content-range")) == (206, f"bytes 250-749/{LONG}")
    assert part.read() == bytes(range(250)) * 2
    assert len(ask(url, path, Cookie=cookie).read()) == LONG
    head = ask(url, path, method="HEAD", Cookie=cookie)
    assert (head.status, head.getheader("content-length"), head.read()) == (200, str(LONG), b"")


def test_whoever_pauses_a_recording_keeps_nobody_waiting_and_holds_no_connection(url):
    manager, recording = make.manager(), long_recording()
    cookie, path = signed_in(url, manager), f"/calls/recordings/{recording.pk}/play/"
    assert ask(url, "/readyz").status == 200
    before = connections_of(url)
    paused = [ask(url, path, Cookie=cookie) for _listener in range(2 * PAGE_THREADS)]
    assert {answer.status for answer in paused} == {200}
    assert ask(url, "/calls/", Cookie=cookie).status == 200
    assert connections_of(url) <= before + 1


def test_the_server_ends_in_time_while_somebody_listens_and_somebody_does_not_read():
    manager, recording = make.manager(), long_recording()
    with desk_server(MFA_REQUIRED="false") as url:
        cookie = signed_in(url, manager)
        listening = ask(url, "/live/", Cookie=cookie)
        listening.readline()
        stuck = [ask(url, f"/calls/recordings/{recording.pk}/play/", Cookie=cookie) for _listener in range(3)]
        assert {answer.status for answer in stuck} == {200}
        began = time.monotonic()
    assert time.monotonic() - began < 10  # else it had to be killed


def test_a_header_that_only_our_proxy_may_say_cannot_be_spelt_differently():
    with desk_server(METRICS_TOKEN="") as url:
        desk = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        for name, status in (("X-Forwarded-For", 403), ("X_Forwarded_For", 200)):
            desk.request("GET", "/metrics", headers={name: "192.0.2.1"})
            answer = desk.getresponse()
            answer.read()
            assert answer.status == status
