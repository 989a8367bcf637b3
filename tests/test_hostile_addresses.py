"""Every address of the desk, with what nobody types by accident: it is refused, and is never our fault (5xx)."""

import re
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from helpdesk.devservices.state import CHECKOUT
from tests import make
from tests.architecture.sources import DESK
from tests.permissions.guards import STREAM
from tests.permissions.objects import BUILDERS
from tests.permissions.table import TABLE
from tests.test_permissions import no_running_loop

pytestmark = pytest.mark.django_db

LIMIT = 640
"""Digits that Python turns into a number at most: the fewest that can be set, so that addresses stay short."""
DIGITS = "9" * (LIMIT + 60)
MOMENT = "2026-01-01T00:00:00+00:00,"
HOSTILE = {
    "digits": DIGITS,
    "more than a column holds": "9" * 20,
    "digits after a moment": MOMENT + DIGITS,
    "a moment that is none": "0001-01-01T00:00:00+14:00," + "9" * 20,
    "digits with a state": f"{DIGITS}:ringing",
    "NUL": "1\0",
    "superscript": "²",
}
IN_FORMS = {"digits": DIGITS, "NUL": "1\0"}
READS = re.compile(r"(?:GET|POST)(?:\.get|\.getlist)?[\[(]\"([a-z_-]+)\"")
FIELDS = ["key", "version", "mode", "body", "assignee", "instead_of", "text", "until", "second", "case", "tags"]


def parameters() -> list[str]:
    """What a view reads from its address, by its name in the source, and the filters of the lists."""
    sources = [path.read_text() for floor in DESK for path in Path(CHECKOUT, floor).rglob("*.py")]
    read = {name for source in sources for name in READS.findall(source)}
    filters = {"before", "after", "number", "line", "answered_by", "requester", "assignee", "tag", "page_size"}
    return sorted(read | filters)


NAMES = parameters()
WALKED = sorted(name for name, door in TABLE.items() if door.guard is not STREAM)
WITH_OBJECTS = [name for name in WALKED if TABLE[name].of]


@pytest.fixture(autouse=True)
def few_digits_are_many():
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(LIMIT)
    yield
    sys.set_int_max_str_digits(usual)


@pytest.fixture
def team(everybody):
    return everybody["agent"].teams.get()


@pytest.fixture
def admin(everybody):
    return everybody["admin"]


@pytest.fixture
def ask(admin, visit):
    client = visit(admin, raise_request_exception=False)

    def ask(method: str, address: str, *told: object, **more: object) -> int:
        with no_running_loop(), transaction.atomic():
            status = getattr(client, method)(address, *told, **more).status_code
            transaction.set_rollback(True)
        return status

    return ask


@pytest.mark.parametrize("name", WALKED)
def test_no_parameter_is_our_fault(name, team, admin, ask):
    door = TABLE[name]
    arguments = BUILDERS[door.of](admin, team) if door.of else {}
    address = reverse(name, kwargs=door.kwargs | arguments)
    met = {f"GET {kind}": ask("get", f"{address}?{asking(NAMES, text)}") for kind, text in HOSTILE.items()}
    if door.method == "post":
        told = {"content_type": "application/x-www-form-urlencoded"}
        asked = {kind: asking([*door.data, *FIELDS], text) for kind, text in IN_FORMS.items()}
        met |= {f"POST {kind}": ask("post", address, form, **told) for kind, form in asked.items()}
    assert {kind: status for kind, status in met.items() if status >= 500} == {}


@pytest.mark.parametrize("name", WITH_OBJECTS)
def test_no_number_in_an_address_is_our_fault(name, team, admin, ask):
    door = TABLE[name]
    arguments = BUILDERS[door.of](admin, team)
    for text in (DIGITS, "9" * 20, "\0", "9\0"):
        try:
            address = reverse(name, kwargs=door.kwargs | dict.fromkeys(arguments, text))
        except NoReverseMatch:
            continue  # the address takes digits only
        assert ask(door.method, address, door.data, **door.content) < 500


def asking(names: list[str], text: str) -> str:
    return "&".join(f"{name}={quote(text)}" for name in names)


@pytest.mark.parametrize("address", ["/audio/%00", "/%00", "/tickets/1%00/", "/api/v1/tickets/%00/", "/resume/%00/"])
def test_a_nul_in_an_address_names_nothing(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", [f"before={MOMENT}{DIGITS}", f"after={MOMENT}{'9' * 20}", "before=²"])
def test_a_place_in_a_list_that_is_none_begins_it(client, asked):
    client.force_login(make.agent())
    assert client.get(f"/calls/?{asked}").status_code == 200
    assert client.get(f"/calls/ringing/?shown={DIGITS}:ringing:1&shown=²:x").status_code == 200


def test_digits_that_no_view_was_careful_about_are_refused_by_the_net(client, monkeypatch):
    client.force_login(make.agent())
    for error in (ValueError("A string literal cannot contain NUL (0x00) characters."), OverflowError("too large")):
        monkeypatch.setattr("calls.views.calls.read_page", lambda *_told, error=error: (_ for _ in ()).throw(error))
        assert client.get("/calls/").status_code == 400


def test_a_fault_of_ours_is_not_called_the_readers(client, monkeypatch):
    client.force_login(make.agent())
    client.raise_request_exception = False
    monkeypatch.setattr("calls.views.calls.read_page", lambda *_told: (_ for _ in ()).throw(ValueError("ours")))
    assert client.get("/calls/").status_code == 500
