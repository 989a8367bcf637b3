"""What no honest program sends is refused with a reason (400), in JSON, at every door that reads or answers it."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.board import owe_callback
from helpdesk.accounts.services import create_token
from helpdesk.mail.models import OutboundMessage
from tests import make, shop
from tests.permissions.objects import with_second_step
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

LISTS = ["ticket-list", "call-list", "cart-list", "callback-list"]
DEEP = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
LEVELS = b'{"text": "x", "more": ' + b'{"a":' * 400 + b"1" + b"}" * 401
BODIES = {
    "deep": DEEP,
    "some levels": LEVELS,
    "no end": b'{"text": ' + b"[" * 100_000,
    "bad UTF-8": b'{"text": "\xff\xfe"}',
    "cut": b'{"text": "x"',
    "empty": b"",
    "NUL": b'{"text": "a\\u0000b"}',
    "raw NUL": b'{"text": "a\0b"}',
    "NUL in a name": b'{"text": "x", "a\\u0000": 1}',
    "half a character": b'{"text": "\\ud800"}',
    "half a character below": b'{"text": "x", "more": [{"a": "\\udfff"}]}',
    "NaN": b'{"text": "x", "n": NaN}',
    "infinite number": b'{"text": 1e999}',
    "long number": b'{"text": "x", "event": ' + b"9" * 5_000 + b"}",
    "large number": b'{"text": "x", "event": ' + b"9" * 30 + b"}",
    "a list": b'["text"]',
    "a text": b'"text"',
    "null": b"null",
}


@pytest.fixture
def api(client):
    _token, text = create_token(make.agent(), name="Reports")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    client.raise_request_exception = False
    return client


def is_said(response, status: int) -> bool:
    return response.status_code == status and bool(json.loads(response.content))


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_none_is_refused(api, kind):
    ticket = make.ticket()
    for name, args in [("ticket-list", []), ("ticket-note", [ticket.pk]), ("ticket-reply", [ticket.pk])]:
        answer = api.post(reverse(f"v1:{name}", args=args), BODIES[kind], content_type="application/json")
        assert is_said(answer, 400)
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "nonsense"])
def test_another_kind_of_content_is_refused(api, kind):
    assert is_said(api.post(reverse("v1:ticket-list"), b"text=x", content_type=kind), 415)


@pytest.mark.parametrize(
    "kind",
    sorted(
        set(BODIES)
        - {"NUL in a name", "NUL", "half a character", "half a character below", "large number", "some levels"}
    ),
)
def test_the_doors_of_the_shops_refuse_it_too(kind):
    source = make.cart_source(public_id="shop-1", publishable_key="pk_test_1", allowed_origins=["https://shop.test"])
    body = BODIES[kind]
    assert shop.post(body, source=source, headers=shop.signed(body)).status_code == 400


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_filter_is_named(api, name):
    answer = api.get(reverse(f"v1:{name}"), {"statuss": "open", "page_size": 2})
    assert is_said(answer, 400)
    assert list(answer.json()) == ["statuss"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("value", ["9" * 5_000, "9" * 20, "a\0b", "-1", "²"])
def test_a_filter_that_makes_no_sense_is_never_our_fault(api, name, value):
    known = ["ticket", "assignee", "cursor", "page_size", "external_id", "source", "line", "active_since", "status"]
    for filter_name in known:
        answer = api.get(reverse(f"v1:{name}"), {filter_name: value})
        assert answer.status_code in {200, 400, 404}
        json.loads(answer.content)


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v1/tickets/1", "/api/v1/tickets/x/", "/api/v2/tickets/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_of_the_api_says_so_in_json(client, api, address, method):
    for program in (client, api):
        answer = getattr(program, method)(address)
        assert is_said(answer, 404)
        assert answer.json()["code"] == "not_found"


def test_the_page_that_explains_the_api_is_for_people(client):
    client.force_login(make.agent())
    assert client.get("/api/docs/nothing/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("phone", ["12", "call me", "+1 500 555 0199 0199 0199", "none", "0", "+"])
def test_a_number_that_cannot_be_read_is_refused_with_its_field(api, phone):
    told = {"text": "The code is refused", "phone": phone}
    answer = api.post(reverse("v1:ticket-list"), told, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["phone"])
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", "\u2800", "\u200b\u2060"])
def test_words_that_nobody_can_see_are_refused_with_their_field(client, unseen):
    _token, text = create_token(with_second_step(make.manager()), name="Reports")
    ticket = make.ticket()
    callback = owe_callback(ticket, at=timezone.now())
    entries = ticket.entries.count()
    doors = [
        ("ticket-list", [], {"text": unseen}),
        ("ticket-list", [], {"text": "Real", "name": unseen}),
        ("ticket-note", [ticket.pk], {"body": unseen}),
        ("ticket-reply", [ticket.pk], {"body": unseen, "seen_version": ticket.version}),
        ("callback-cancel", [callback.pk], {"why": unseen}),
    ]
    for name, args, told in doors:
        answer = client.post(
            reverse(f"v1:{name}", args=args),
            told,
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}"},
        )
        assert (answer.status_code, list(answer.json())) == (400, [next(k for k in told if told[k] == unseen)])
    assert ticket.entries.count() == entries
    assert not OutboundMessage.objects.exists()
    assert ticket.promises.owed().exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ticket-list", {"text": "x"}),
        ("ticket-note", {"body": "x"}),
        ("ticket-reply", {"body": "x", "seen_version": 1}),
        ("ticket-assign", {"assignee": None}),
        ("ticket-solve", {"note": "x"}),
    ],
)
def test_an_unknown_field_of_a_body_is_named(api, name, told):
    args = [] if name == "ticket-list" else [make.ticket().pk]
    answer = api.post(reverse(f"v1:{name}", args=args), told | {"notee": "x"}, content_type="application/json")
    assert is_said(answer, 400)
    assert list(answer.json()) == ["notee"]
    assert Ticket.objects.count() == len(args)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": "A" * 40},
        {"cursor": "cD1hYmM="},  # p=abc
        {"cursor": "not a cursor"},
        {"cursor": ""},
        {"page_size": "many"},
        {"page_size": "0"},
    ],
)
def test_a_page_that_there_is_not_is_refused_and_never_the_first(api, name, asked):
    answer = api.get(reverse(f"v1:{name}"), asked)
    assert is_said(answer, 400)
    assert list(answer.json()) == list(asked)


@pytest.mark.parametrize("name", ["ticket-list", "callback-list"])
def test_yes_or_no_is_nothing_else(api, name):
    for value, status in {"maybe": 400, "yes": 400, "true": 200, "FALSE": 200, "1": 200}.items():
        assert api.get(reverse(f"v1:{name}"), {"overdue": value}).status_code == status
    assert list(api.get(reverse(f"v1:{name}"), {"overdue": "maybe"}).json()) == ["overdue"]


def test_a_key_that_was_used_for_another_body_is_refused(api):
    told = {"content_type": "application/json", "headers": {"Idempotency-Key": "17"}}
    address = reverse("v1:ticket-list")
    first = api.post(address, {"text": "Mine", "name": "Ann"}, **told)
    again = api.post(address, {"name": "Ann", "text": "Mine"}, **told)
    other = api.post(address, {"text": "Mine, and more"}, **told)
    assert first.json()["id"] == again.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Ticket.objects.count() == 1
