"""Orders beside a case, asked of a shop over real HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from helpdesk.lib.safe_http import FetchError, fetch
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import OrderSource
from tickets.people import connect_orders, orders

pytestmark = pytest.mark.django_db

ORDER = {
    "reference": "A-77",
    "event": "Jazz Fest <b>",
    "status": "paid",
    "placed_at": "2026-11-21T19:04:00Z",
    "total_cents": 18400,
    "currency": "USD",
    "tickets": [{"name": "Floor", "quantity": 2}],
}
Answer = Callable[[BaseHTTPRequestHandler], None]


class Shop(ThreadingHTTPServer):
    """What was asked of it, and how it answers."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.answer, self.asked, self.over = answer, [], threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api"


class Counter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((urlsplit(self.path), self.headers))
        self.server.answer(self)

    def log_message(self, *_words: object) -> None:
        """The test says what it wants to say."""


def says(told: object, *, status: int = 200, **headers: str) -> Answer:
    def answer(counter: BaseHTTPRequestHandler) -> None:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        counter.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            counter.send_header(name, value)
        counter.end_headers()
        counter.wfile.write(body)

    return answer


def drips(counter: BaseHTTPRequestHandler) -> None:
    """A byte every moment, for as long as somebody listens."""
    while not counter.server.over.wait(0.1):
        counter.wfile.write(b"H")


@contextmanager
def shop(answer: Answer, *, token: str = "sesame") -> Iterator[Shop]:
    with Shop(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        connect_orders(name="River Tickets", base_url=server.url, token=token, is_active=True)
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()


@pytest.fixture(autouse=True)
def our_own_network(settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]


def pane(browser, ticket) -> str:
    return browser.get(f"/tickets/{ticket.pk}/orders/").content.decode()


def test_without_a_shop_the_pane_says_so_and_the_page_loads_it_by_itself(browser):
    ticket = make.ticket()
    assert "Orders are not connected." in pane(browser, ticket)
    assert f'hx-get="/tickets/{ticket.pk}/orders/"' in browser.get(f"/tickets/{ticket.pk}/about/").content.decode()


def test_the_shop_is_asked_with_the_key_about_every_address_and_the_order(browser):
    ticket = make.ticket(order_reference="A-77")
    with shop(says({"orders": [ORDER]})) as asked_shop:
        shown = pane(browser, ticket)
        asked, headers = asked_shop.asked[0]
    person = ticket.requester
    assert asked.path == "/api/orders"
    assert parse_qs(asked.query) == {"email": [person.email], "phone": [person.phone], "reference": ["A-77"]}
    assert headers["Authorization"] == "Bearer sesame"
    for words in ("A-77", "Jazz Fest &lt;b&gt;", "paid", "$184.00", "2 x Floor", "is-own"):
        assert words in shown


def test_a_minute_long_the_shop_is_asked_once(browser):
    ticket = make.ticket()
    with shop(says({"orders": [ORDER]})) as asked_shop:
        first, second = pane(browser, ticket), pane(browser, ticket)
        browser.get(f"/requesters/{ticket.requester_id}/orders/")
        assert len(asked_shop.asked) == 1
    assert first == second


def test_nobody_found_is_said_in_the_name_of_the_shop(browser):
    with shop(says({"orders": []})):
        assert "No orders under these addresses in River Tickets." in pane(browser, make.ticket())


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says({}, status=503), "It answered with the status 503."),
        (says({}, status=302, Location="http://127.0.0.1/secret"), "It answered with the status 302."),
        (says(b"<html>"), "did not return a list of orders"),
        (says({"orders": [17]}), "did not return a list of orders"),
        (says([]), "did not return a list of orders"),
        (says(b"x" * 300_000), "Its answer is too long."),
        (lambda counter: counter.connection.close(), "The connection broke"),
    ],
)
def test_what_is_wrong_with_the_shop_is_named_and_the_page_offers_to_ask_again(browser, answer, why):
    with shop(answer):
        shown = pane(browser, make.ticket())
    assert why in shown
    assert "Ask again" in shown
    assert "sesame" not in shown


def test_a_shop_that_drips_is_hung_up_on_and_then_left_alone_for_a_while(browser, monkeypatch):
    monkeypatch.setattr(orders, "PATIENCE", 0.5)
    with shop(drips) as slow:
        assert "It did not answer within" in pane(browser, make.ticket())
        assert "did not respond" in pane(browser, make.ticket())
        assert len(slow.asked) == 1


def test_a_link_that_leads_away_from_the_shop_is_not_shown(browser):
    for number, url in enumerate(["https://evil.test/A-77", "javascript:alert(1)", "http://127.0.0.1:1/\\evil.test"]):
        with shop(says({"orders": [ORDER | {"url": url, "reference": f"A-{number}"}]})):
            assert "href" not in pane(browser, make.ticket())
    with shop(says({"orders": [ORDER | {"url": "http://127.0.0.1/orders/1"}]})):
        assert 'href="http://127.0.0.1/orders/1" rel="noopener noreferrer"' in pane(browser, make.ticket())


def test_our_own_network_is_closed_unless_a_host_is_named(browser, settings):
    settings.ALLOWED_PRIVATE_HOSTS = []
    with shop(says({"orders": []})) as unasked:
        assert "must begin with https" in pane(browser, make.ticket())
        assert unasked.asked == []
    for host in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost", "100.64.0.1"):
        with pytest.raises(FetchError, match="private network"):
            fetch(f"https://{host}/", headers={}, seconds=1)
    for url in ("ftp://shop.test/", "https://", "https://[", "file:///etc/passwd", "http://shop.test/"):
        with pytest.raises(FetchError):
            fetch(url, headers={}, seconds=1)


def test_an_admin_connects_the_shop_tries_it_and_the_key_is_never_shown(client):
    client.force_login(with_second_step(make.admin()))
    with shop(says({"orders": [ORDER]}), token="") as server:
        form = {"name": "River Tickets", "base_url": server.url, "token": "sesame", "is_active": "on"}
        assert client.post("/settings/orders/", form).status_code == 302
        assert "sesame" not in OrderSource.objects.get().encrypted_token
        page = client.post("/settings/orders/try/", {"email": "ann@buyers.test"}).content.decode()
        assert "It answered with 1 order." in page
        assert "sesame" not in page
        assert client.post("/settings/orders/", form | {"token": ""}).status_code == 302
        assert server.asked[-1][1]["Authorization"] == "Bearer sesame"
        client.post("/settings/orders/try/", {"email": "ann@buyers.test"})
        assert server.asked[-1][1]["Authorization"] == "Bearer sesame", "an empty key keeps the one that is saved"


def test_the_key_of_one_server_is_never_sent_to_another():
    connect_orders(name="River", base_url="https://shop.test/api", token="sesame", is_active=True)
    moved = connect_orders(name="River", base_url="https://other.test/api", token="", is_active=True)
    assert moved.encrypted_token == ""
