"""Strangers who send slowly, read slowly, or come in crowds: callers and colleagues notice nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from twilio.request_validator import RequestValidator

from helpdesk.accounts.models import User
from tests import hostile, make
from tests.desk_server import desk_server
from tests.hostile import PATIENCE, dial, head, status_of
from tests.mail.posting import basic
from tests.simulator.served import eventually
from tests.test_serving import ask, connections_of, long_recording, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = 4.0
"""Seconds: far below the times out, far above what a busy machine needs."""
MIB = 1024 * 1024
THREADS, DOOR_THREADS = settings.CALLER_THREADS + settings.PAGE_THREADS, 2


@pytest.fixture(scope="module")
def url(django_db_setup):
    """A desk for all tests of this module; each leaves it as quiet as it was."""
    with desk_server(MFA_REQUIRED="false") as url:
        yield url


def cookie_name(url: str) -> str:
    return f"press4_session_{urlsplit(url).port}"


def webhook(url: str, path: str = "/twilio/status", *, filler: int = 0) -> float:
    """Ask as the provider does; how many seconds the answer took."""
    form = {"CallSid": "CA" + "1" * 32, "AccountSid": settings.TWILIO_ACCOUNT_SID, "CallStatus": "completed"}
    if filler:
        form["TranscriptionText"] = "x" * filler
    signature = RequestValidator(settings.TWILIO_AUTH_TOKENS[0]).compute_signature(f"{url}{path}", form)
    body = urlencode(form).encode()
    kind = "application/x-www-form-urlencoded"
    began = time.monotonic()
    with dial(url) as line:
        line.sendall(
            head("POST", path, url, Content_Length=len(body), Content_Type=kind, X_Twilio_Signature=signature) + body
        )
        assert status_of(line) in {200, 204}
    return time.monotonic() - began


def test_webhooks_are_answered_while_strangers_hold_their_bodies_back(url):
    signed = {"X_Twilio_Signature": "made up", "Content_Type": "application/x-www-form-urlencoded"}
    with hostile.held_back_bodies(url, "/twilio/voice", count=60, **signed) as lines:
        assert max(webhook(url) for _n in range(3)) < QUICK
        assert {status_of(line) for line in lines} == {408}


@pytest.mark.parametrize(
    "path", ["/api/v1/carts/events", "/api/v1/carts/beacon", "/accounts/login/", "/tickets/1/reply/"]
)
def test_pages_open_while_strangers_hold_their_bodies_back(url, path):
    cookie = signed_in(url, make.agent())
    with hostile.held_back_bodies(url, path, count=40, Content_Type="application/json"):
        began = time.monotonic()
        assert ask(url, "/tickets/", Cookie=cookie).status == 200
        assert time.monotonic() - began < QUICK


def test_what_comes_in_drops_is_given_up_in_plain_words(url):
    """A head has ten seconds and a body as many: the two are waited for side by side."""
    with ThreadPoolExecutor(2) as slow:
        head_took = slow.submit(drop_a_head, url)
        answer = slow.submit(drop_a_body, url).result()
        assert 5 < head_took.result() < 15
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"came too slowly" in answer


def drop_a_body(url: str) -> bytes:
    """Send it piece by piece; what is answered in the end."""
    with dial(url) as line:
        line.sendall(head("POST", "/accounts/login/", url, Transfer_Encoding="chunked"))
        began = time.monotonic()
        answer = b""
        while time.monotonic() - began < PATIENCE and not answer:
            try:
                line.sendall(b"1\r\nx\r\n")
                line.settimeout(0.5)
                answer = line.recv(4096)
            except TimeoutError:
                continue
        with suppress(OSError):
            answer += line.recv(4096)  # the words come after the head
    return answer


def drop_a_head(url: str) -> float:
    """Send it line by line; the seconds until the connection is ended."""
    with dial(url) as line:
        line.sendall(b"GET /livez HTTP/1.1\r\n")
        began = time.monotonic()
        while not is_ended(line) and time.monotonic() - began < 20:
            with suppress(OSError):
                line.sendall(b"X-A: b\r\n")
        return time.monotonic() - began


def test_an_unsigned_webhook_is_refused_before_its_body(url):
    with dial(url) as line:
        line.sendall(head("POST", "/twilio/voice", url, Content_Length=500))
        assert status_of(line) == 403


@pytest.mark.parametrize(("size", "code"), [(MIB, 200), (MIB + 1, 413), (400 * MIB, 413)])
def test_a_webhook_has_at_most_a_mebibyte(url, size, code):
    with dial(url) as line:
        kind = "application/x-www-form-urlencoded"
        line.sendall(
            head("POST", "/twilio/voice", url, Content_Length=size, Content_Type=kind, X_Twilio_Signature="made up")
        )
        if code == 413:
            assert status_of(line) == 413
        else:
            line.sendall(b"x" * size)
            assert status_of(line) == 403  # it was read, and its signature is wrong


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/livez", {"X_A": "b" * 30_000}, 200),
        ("/livez", {"X_A": "b" * 40_000}, 431),
        ("/livez", {f"X_{n}": "b" * 100 for n in range(400)}, 431),
        ("/livez?" + "a" * 7_000, {}, 200),
        ("/livez?" + "a" * 9_000, {}, 414),
    ],
    ids=["long", "too long", "many", "address", "long address"],
)
def test_the_head_of_a_request_has_at_most_32_kib(url, path, headers, code):
    assert hostile.send(url, head("GET", path, url, **headers)) == code


def test_a_header_without_an_end_is_not_kept(url):
    with dial(url) as line:
        line.sendall(b"GET /livez HTTP/1.1\r\nX-A: ")
        sent = 0
        with suppress(OSError):
            while sent < 4 * MIB:
                sent += line.send(b"b" * 65_536)
        assert sent < 4 * MIB
        assert status_of(line) in {0, 431}


def test_cookies_that_no_browser_may_send_reach_nobody(url):
    agent = make.agent()
    hostile_cookie = signed_in(url, agent) + '; a="' + "\\" * 25_000 + '"'
    assert ask(url, "/tickets/", Cookie=hostile_cookie).status == 200
    began = time.monotonic()
    assert ask(url, "/live/", Cookie='a="' + "\\" * 25_000 + '"').status == 403
    assert time.monotonic() - began < QUICK  # reading them took more than a second of the event loop


@pytest.mark.parametrize("path", ["/api/v1/carts/beacon", "/accounts/login/", "/twilio/voice"])
def test_a_body_of_single_bytes_is_given_up(url, path):
    kind = {"Content_Type": "application/x-www-form-urlencoded", "X_Twilio_Signature": "made up"}
    begin = head("POST", path, url, Transfer_Encoding="chunked", **kind)
    assert hostile.send(url, begin + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n") == 400


def test_a_webhook_with_a_long_address_is_not_checked(url):
    kind = {"Content_Type": "application/x-www-form-urlencoded", "X_Twilio_Signature": "made up"}
    begin = head("POST", "/twilio/voice?" + "a=b&" * 1_500, url, Content_Length=500, **kind)
    assert hostile.send(url, begin) == 403  # its body was not waited for


def test_long_webhooks_of_one_network_are_few(url):
    kind = {"Content_Type": "application/x-www-form-urlencoded", "X_Twilio_Signature": "made up"}
    request = head("POST", "/twilio/voice", url, Content_Length=100_000, **kind) + b"x" * 100_000
    codes = [hostile.send(url, request) for _n in range(30)]
    assert codes[:5] == [403] * 5
    assert codes.count(403) < 15
    assert set(codes) == {403, 429}


@pytest.mark.parametrize("path", ["/tickets/1/attachments/", "/settings/imports/", "/accounts/login/", "/nowhere/"])
@pytest.mark.parametrize("cookie", ["", "made-up"])
def test_a_stranger_uploads_nothing(url, path, cookie):
    headers = {"Cookie": f"{cookie_name(url)}={'a' * 32}"} if cookie else {}
    code, sent = hostile.upload(url, path, size=400 * MIB, seconds=10, **headers)
    assert code in {403, 413, 0}
    assert sent < 48 * MIB


def test_a_ticket_buyer_sends_files_to_a_help_page_and_a_flood_of_them_is_refused(url):
    code, _sent = hostile.upload(url, "/help/", size=9 * MIB)
    assert code == 422  # read, and then nothing was written beside the file
    code, sent = hostile.upload(url, "/help/", size=60 * MIB)
    assert code in {413, 0}
    assert sent < 48 * MIB
    codes = [hostile.upload(url, "/help/", size=100_000)[0] for _n in range(25)]
    assert codes[:10] == [422] * 10
    assert codes[-1] == 429


def test_without_the_secret_an_email_provider_posts_64_kib_and_with_it_40_mib(url):
    path, known = "/mail/hooks/mailgun/mime", {"Authorization": basic()}
    made_up = {"Authorization": basic("provider:made-up-0123456789-0123")}
    refused = 401
    for headers in ({}, made_up):
        code, sent = hostile.upload(url, path, size=400 * MIB, seconds=10, **headers)
        assert code in {refused, 413, 0}
        assert sent < 48 * MIB
        assert hostile.upload(url, path, size=50_000, **headers)[0] == refused
    assert hostile.upload(url, path, size=20 * MIB, **known)[0] == 200
    code, sent = hostile.upload(url, path, size=60 * MIB, **known)
    assert code in {413, 0}
    assert sent < 48 * MIB


def test_before_sign_in_a_form_has_64_kib_and_after_it_more(url):
    def send(size: int, **headers: str) -> bytes:
        body = urlencode({"login": "a", "password": "x" * size}).encode()
        kind = "application/x-www-form-urlencoded"
        with dial(url) as line:
            line.sendall(head("POST", "/accounts/login/", url, Content_Length=len(body), Content_Type=kind, **headers))
            with suppress(OSError):
                line.sendall(body)
            answer = b""
            with suppress(OSError):
                while piece := line.recv(65536):
                    answer += piece
                    if b"</html>" in answer:
                        break
            return answer

    signed_out = b"You are not signed in"
    made_up = {"Cookie": f"{cookie_name(url)}={'b' * 32}"}
    assert signed_out not in send(60_000)  # it was read
    for answer in (send(70_000), send(MIB), send(70_000, **made_up)):
        assert answer.startswith(b"HTTP/1.1 403 ")
        assert signed_out in answer
    assert signed_out not in send(MIB, Cookie=signed_in(url, make.agent()))


@pytest.mark.parametrize("signed", [False, True])
def test_a_body_without_a_length_has_no_more_before_sign_in(url, signed):
    cookie = signed_in(url, make.agent()) if signed else f"{cookie_name(url)}={'c' * 32}"
    with dial(url) as line:
        line.sendall(head("POST", "/tickets/1/reply/", url, Transfer_Encoding="chunked", Cookie=cookie))
        with suppress(OSError):
            for _n in range(20):
                line.sendall(b"2000\r\n" + b"x" * 8192 + b"\r\n")
            line.sendall(b"0\r\n\r\n")
        assert status_of(line) == (404 if signed else 413)  # it was read, and there is no such case


def test_who_is_signed_in_uploads_what_the_pages_take_and_no_more(url):
    agent = make.agent()
    cookie, ticket = signed_in(url, agent), make.ticket()
    path = f"/tickets/{ticket.pk}/attachments/"
    code, _sent = hostile.upload(url, path, size=9 * MIB, Cookie=cookie)
    assert code == 403  # read, and then its form key is missing
    code, sent = hostile.upload(url, path, size=60 * MIB, Cookie=cookie)
    assert code in {413, 0}
    assert sent < 48 * MIB
    code, _sent = hostile.upload(url, "/settings/imports/", size=40 * MIB, Cookie=cookie)
    assert code in {413, 0}  # imports are for admins


def test_made_up_sessions_open_no_stream_and_take_no_connection(url):
    answers = hostile.burst(url, "/live/", count=600, cookie_name=cookie_name(url))
    assert set(answers) <= {403, 429, 503}
    assert connections_of(url) <= THREADS + DOOR_THREADS
    assert webhook(url) < QUICK
    assert eventually(lambda: connections_of(url) <= THREADS)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_made_up_sessions_at_a_recording_take_no_connection(url, method):
    answers = hostile.burst(url, "/calls/recordings/1/play/", count=300, cookie_name=cookie_name(url), method=method)
    assert set(answers) <= {302, 503}
    assert connections_of(url) <= THREADS
    assert webhook(url) < QUICK


def test_a_person_has_a_number_of_streams_and_the_next_one_is_told_so(url):
    cookie = signed_in(url, make.agent())
    streams = [ask(url, "/live/", Cookie=cookie) for _page in range(30)]
    codes = [stream.status for stream in streams]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert b"Too many" in streams[-1].read()
    for stream in streams:
        stream.close()
    assert eventually(lambda: ask(url, "/live/", Cookie=cookie).status == 200)


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE", "OPTIONS"])
def test_only_get_opens_a_stream(url, method):
    cookie = signed_in(url, make.agent())
    for _n in range(30):  # more than one person may have open
        answer = ask(url, "/live/", method=method, Cookie=cookie)
        assert (answer.status, answer.read() == b"") == ((200, True) if method == "HEAD" else (405, False))
    assert ask(url, "/live/", method=method).status == (403 if method == "HEAD" else 405)
    stream = ask(url, "/live/", Cookie=cookie)
    assert (stream.status, stream.readline()) == (200, b"retry: 2000\n")
    stream.close()


def sign_out(person, client):
    client.logout()


def deactivate(person, client):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def demote(person, client):
    type(person).objects.filter(pk=person.pk).update(role="agent")


def change_password(person, client):
    person.set_password("another one, and long")
    person.save()


def test_a_stream_ends_with_the_right_to_it(url):
    """Whatever took the right away; the streams are waited for side by side."""
    listeners = {change: listen(url) for change in (sign_out, deactivate, demote, change_password)}
    for change, (person, client, _stream) in listeners.items():
        change(person, client)
    with ThreadPoolExecutor(len(listeners)) as waiting:
        took = waiting.map(seconds_until_the_end, (stream for _person, _client, stream in listeners.values()))
        late = [change.__name__ for change, seconds in zip(listeners, took, strict=True) if seconds >= 12]
    assert late == []


def listen(url: str) -> tuple[User, Client, HTTPResponse]:
    """A manager whose stream of news is open."""
    person, client = make.manager(), Client()
    client.force_login(person)
    cookie = f"{cookie_name(url)}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    stream = ask(url, "/live/", Cookie=cookie)
    assert (stream.status, stream.readline()) == (200, b"retry: 2000\n")
    return person, client, stream


def seconds_until_the_end(stream: HTTPResponse) -> float:
    began = time.monotonic()
    stream.read()
    return time.monotonic() - began


def test_slow_readers_keep_no_thread(url):
    manager, recording = make.manager(), long_recording()
    cookie = signed_in(url, manager)
    with (
        hostile.slow_readers(url, f"/calls/recordings/{recording.pk}/play/", count=12, Cookie=cookie),
        hostile.slow_readers(url, "/tickets/", count=2 * settings.PAGE_THREADS, Cookie=cookie),
        hostile.slow_readers(url, "/static/vendor/twilio-voice/twilio.min.js", count=40),
    ):
        began = time.monotonic()
        assert ask(url, "/tickets/", Cookie=cookie).status == 200
        assert time.monotonic() - began < 15  # it comes after all of these; a thread that waits for one waits longer
        assert webhook(url) < QUICK


def test_requests_in_a_pipeline_end_with_their_connection(url):
    line = dial(url, small_window=True)
    line.sendall(head("GET", "/accounts/login/", url) * 400)
    began = time.monotonic()
    assert ask(url, "/accounts/login/").status == 200
    assert time.monotonic() - began < QUICK
    assert eventually(lambda: is_ended(line))
    line.close()


def is_ended(line) -> bool:
    """Whether the other side has closed this connection; what it still says is read."""
    line.settimeout(0.2)
    try:
        return not line.recv(MIB)
    except TimeoutError:
        return False
    except OSError:
        return True


def test_static_files_need_no_page_thread_and_keep_their_headers(url):
    answer = ask(url, "/static/press4/shell.css")
    assert (answer.status, answer.getheader("x-content-type-options")) == (200, "nosniff")
    assert answer.read()
    assert ask(url, "/static/press4/nothing.css").status == 404
    assert ask(url, "/static/../helpdesk/settings.py").status == 404
    assert ask(url, "/static/%00").status == 404
    head_only = ask(url, "/static/press4/shell.css", method="HEAD")
    assert (head_only.status, head_only.read()) == (200, b"")


def test_nothing_is_left_in_the_folder_of_temporary_files(tmp_path):
    with desk_server(MFA_REQUIRED="false", TMPDIR=str(tmp_path)) as url:
        for path in ("/accounts/login/", "/tickets/1/attachments/"):
            hostile.upload(url, path, size=40 * MIB, seconds=5)
        assert sum(file.stat().st_size for file in Path(tmp_path).rglob("*") if file.is_file()) < MIB


def test_a_body_in_pieces_without_a_length_arrives(url):
    with dial(url) as line:
        kind = "application/json"
        line.sendall(head("POST", "/api/v1/carts/beacon", url, Transfer_Encoding="chunked", Content_Type=kind))
        line.sendall(b'5\r\n{"key\r\n7\r\n": "a"}\r\n0\r\n\r\n')
        assert status_of(line) == 403  # it was read: no shop has this key
