"""deploy/Caddyfile in front of the desk, where there is a caddy."""

import time
from contextlib import suppress

import pytest

from helpdesk.devservices.processes import free_port, stop
from helpdesk.lib.live import LiveChannel, announce_to
from tests import make
from tests.desk_server import desk_server
from tests.hostile import dial, head, status_of
from tests.proxy import find_caddy, start_caddy
from tests.simulator.served import eventually
from tests.test_serving import ask, signed_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not find_caddy(), reason="there is no caddy on this machine"),
]

READ_BODY = 2


@pytest.fixture(scope="module")
def url(django_db_setup, tmp_path_factory):
    """The proxy's address, with little patience for bodies."""
    web, port = free_port(), free_port()
    url = f"http://localhost:{port}"
    with desk_server(port=web, PUBLIC_BASE_URL=url, MFA_REQUIRED="false"):
        caddy = start_caddy(tmp_path_factory.mktemp("caddy"), url=url, web=web, callers=web, read_body=f"{READ_BODY}s")
        try:
            assert eventually(lambda: answers(url))
            yield url
        finally:
            stop(caddy)


def answers(url: str) -> bool:
    try:
        return ask(url, "/livez").status == 200
    except OSError:
        return False


def test_a_stream_outlives_the_time_that_a_body_has(url):
    agent = make.agent()
    stream = ask(url, "/live/", Cookie=signed_in(url, agent))
    assert (stream.status, stream.readline()) == (200, b"retry: 2000\n")
    time.sleep(2 * READ_BODY)
    announce_to([agent.pk], LiveChannel.RINGING_BAR)
    while b"ringing" not in (line := stream.readline()):
        assert line, "it was cut"
    stream.close()


def test_what_speaks_to_the_operator_is_closed(url):
    assert {ask(url, path).status for path in ("/metrics", "/readyz")} == {404}


def test_a_webhook_of_more_than_a_mebibyte_goes_no_further(url):
    with dial(url) as line:
        kind = "application/x-www-form-urlencoded"
        line.sendall(
            head("POST", "/twilio/voice", url, Content_Length=2**21, Content_Type=kind, X_Twilio_Signature="no")
        )
        with suppress(OSError):
            line.sendall(b"x" * 2**21)
        assert status_of(line) == 413
