"""No byte of a recording without a note of who asked for it."""

import socket
import struct
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from calls.models import RecordingPlay
from tests import make
from tests.desk_server import session_cookie

PLAYS = 1000
HOW = ["whole", "part", "tail", "head", "impossible", "aborted", "aborted", "part"]
RANGES = {"part": "bytes=100-1099", "tail": "bytes=-500", "impossible": "bytes=999999999-"}


@pytest.fixture
def recording(db):
    return make.audible_recording()


@pytest.fixture
def listener(recording, client):
    agent = make.agent()
    client.force_login(agent)
    return agent


def address(recording) -> str:
    return reverse("calls:play", args=[recording.pk])


def test_a_recording_is_heard_whole_and_in_part(recording, listener, client):
    whole = client.get(address(recording))
    sound = whole.getvalue()
    assert (whole.status_code, sound) == (200, make.wav())
    assert (whole["X-Content-Type-Options"], whole["Cache-Control"]) == ("nosniff", "private, no-store")
    part = client.get(address(recording), headers={"Range": "bytes=100-199"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{recording.size}")
    assert part.getvalue() == sound[100:200]
    assert client.get(address(recording), headers={"Range": "bytes=-10"}).getvalue() == sound[-10:]


def test_each_request_is_written_down_with_what_was_asked_for(recording, listener, client):
    client.get(address(recording))
    client.get(address(recording), headers={"Range": "bytes=0-99"})
    beyond = client.get(address(recording), headers={"Range": f"bytes={recording.size}-"})
    head = client.head(address(recording))
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{recording.size}")
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(recording.size), b"")
    plays = RecordingPlay.objects.order_by("pk").values_list("user", "method", "range_header")
    asked = [("GET", ""), ("GET", "bytes=0-99"), ("GET", f"bytes={recording.size}-"), ("HEAD", "")]
    assert list(plays) == [(listener.pk, *one) for one in asked]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_play_that_cannot_be_written_down_opens_no_file(recording, listener, client, monkeypatch, method):
    opened = []
    monkeypatch.setattr("calls.views.recordings._sound", lambda *args: opened.append(args))
    monkeypatch.setattr("calls.models.RecordingPlay.save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        getattr(client, method)(address(recording))
    assert opened == []


def test_a_recording_whose_file_is_gone_is_not_found(recording, listener, client):
    recording.file.storage.delete(recording.file.name)
    assert client.get(address(recording)).status_code == 404


class Listener:
    """A person at a real socket, who may hang up in the middle of a sound."""

    def __init__(self, desk: str, path: str, cookie: dict[str, str]) -> None:
        self.host, self.port = urlsplit(desk).hostname, urlsplit(desk).port
        self.path, self.cookie = path, f"{cookie['name']}={cookie['value']}"

    def ask(self, how: str) -> bytes:
        """What came, headers and all; of an aborted play only its beginning."""
        with socket.create_connection((self.host, self.port), timeout=60) as wire:
            wire.sendall(self._request(how))
            if how == "aborted":
                heard = wire.recv(2000)
                # Closing resets the connection: nothing says goodbye.
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return heard
            return b"".join(iter(lambda: wire.recv(1 << 16), b""))

    def _request(self, how: str) -> bytes:
        lines = [f"{'HEAD' if how == 'head' else 'GET'} {self.path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"Cookie: {self.cookie}", "Connection: close"]
        lines += [f"Range: {RANGES[how]}"] if how in RANGES else []
        return "\r\n".join([*lines, "", ""]).encode()


@pytest.fixture
def served(transactional_db, desk):
    recording = make.audible_recording()
    recording.file.save("long.wav", ContentFile(sound := make.wav(seconds=20, loud=7)), save=False)
    recording.size = len(sound)
    recording.save()
    return Listener(desk, address(recording), session_cookie(desk, make.agent()))


def test_a_thousand_plays_leave_a_thousand_rows_and_without_the_log_nothing_is_heard(served):
    asked = [HOW[number % len(HOW)] for number in range(PLAYS)]
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(served.ask, asked))
    statuses = Counter(answer.split(b" ", 2)[1] for answer in answers)
    count = Counter(asked)
    assert statuses == {
        b"200": count["whole"] + count["head"] + count["aborted"],
        b"206": count["part"] + count["tail"],
        b"416": count["impossible"],
    }
    assert RecordingPlay.objects.count() == PLAYS
    assert RecordingPlay.objects.filter(method="HEAD").count() == count["head"]

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE calls_recordingplay ADD CONSTRAINT broken CHECK (false) NOT VALID")
        try:
            refused = [served.ask(how) for how in HOW]
        finally:
            cursor.execute("ALTER TABLE calls_recordingplay DROP CONSTRAINT broken")
    assert {answer.split(b" ", 2)[1] for answer in refused} == {b"500"}
    assert not any(b"RIFF" in answer or b"\x07\x00\x07\x00" in answer for answer in refused)
    assert RecordingPlay.objects.count() == PLAYS


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"Range": "bytes=0-"}, 206),
        ({"Range": "Bytes=0-"}, 206),
        ({"Range": "bytes=-999999999"}, 206),
        ({"Range": "bytes=-0"}, 416),
        ({"Range": "bytes=0-1,5-6"}, 200),
        ({"Range": "bytes=-"}, 200),
        ({"Range": "lines=0-"}, 200),
        ({"Range": "bytes=0-", "If-Range": '"a validator"'}, 200),
    ],
)
def test_one_range_is_answered_as_a_part_also_when_it_is_the_whole(recording, listener, client, asked, status):
    answer = client.get(address(recording), headers=asked)
    assert answer.status_code == status
    if status == 206:
        assert answer["Content-Range"] == f"bytes 0-{recording.size - 1}/{recording.size}"


@pytest.mark.parametrize("asked", ["bytes=0-99", "bytes=999999999-"])
def test_a_range_counts_for_get_alone(recording, listener, client, asked):
    answer = client.head(address(recording), headers={"Range": asked})
    assert (answer.status_code, answer["Content-Length"]) == (200, str(recording.size))
