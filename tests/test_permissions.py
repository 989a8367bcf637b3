"""Every route, every kind of visitor, and the own object, another team's and nobody's."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Team, User
from tests import make
from tests.permissions.guards import IN, LOGIN, NOBODYS, OTHERS, OWN, PROVE, SETUP, SIGNATURE, Door
from tests.permissions.objects import BUILDERS, nobodys
from tests.permissions.routes import all_routes
from tests.permissions.table import TABLE
from tickets.portal import frame

pytestmark = pytest.mark.django_db

ROUTES = sorted({route.name for route in all_routes() if not route.name.startswith("admin:")})
ACTS = sorted(name for name, door in TABLE.items() if door.method == "post" and door.guard != SIGNATURE)
ONLY_ACT = [name for name in ACTS if not TABLE[name].also_get]
BY_SESSION = [name for name in ACTS if not TABLE[name].sessionless]


@pytest.fixture
def team(everybody):
    return everybody["agent"].teams.get()


@pytest.fixture(autouse=True)
def nobody_comes_too_often(monkeypatch):
    """All of these visits come from one network."""
    monkeypatch.setattr(frame, "MOST_POSTS", 100_000)


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(TABLE) == ROUTES


@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_may_enter(name, team, everybody, visit):
    door = TABLE[name]
    addresses = addresses_of(name, everybody["agent"], team)
    met = {
        (visitor, whose): ask(door, address, visit(user))
        for visitor, user in everybody.items()
        for whose, address in addresses.items()
    }
    answers = {key: door.answer(*key) for key in met}
    assert met == {key: door.ok if answer == IN else answer for key, answer in answers.items()}


@pytest.mark.parametrize("name", ONLY_ACT)
def test_what_acts_is_never_done_by_a_get(name, team, everybody, visit):
    """Link previews, prefetching and mail scanners follow every address that they find."""
    assert visit(everybody["admin"]).get(address_for(everybody["admin"], name, team)).status_code == 405


@pytest.mark.parametrize("name", BY_SESSION)
def test_what_acts_needs_the_token_of_the_page(name, team, everybody, visit):
    """Else any page on the web could act with the session of whoever looks at it."""
    address = address_for(everybody["admin"], name, team)
    door, client = TABLE[name], visit(everybody["admin"], enforce_csrf_checks=True)
    assert client.post(address, door.data, **door.content).status_code == 403


def address_for(owner: User, name: str, team: Team) -> str:
    """The address of an object of `owner`."""
    door = TABLE[name]
    arguments = BUILDERS[door.of](owner, team) if door.of else {}
    return reverse(name, kwargs=door.kwargs | arguments)


def addresses_of(name: str, agent: User, team: Team) -> dict[str, str]:
    """The address of the agent's own object, of another team's and of nobody's; one address when it has no object."""
    door = TABLE[name]
    if not door.of:
        return {"": reverse(name, kwargs=door.kwargs)}
    build = BUILDERS[door.of]
    own = build(agent, team)
    others = build(make.agent(), make.team())
    objects = {OWN: own, OTHERS: others, NOBODYS: nobodys(own)}
    return {whose: reverse(name, kwargs=door.kwargs | arguments) for whose, arguments in objects.items()}


def ask(door: Door, address: str, client: Client) -> object:
    """What the visitor meets there; whatever the visit changed is taken back."""
    with transaction.atomic(), no_running_loop():
        response = getattr(client, door.method)(address, door.data, **door.content)
        transaction.set_rollback(True)
    if file := getattr(response, "file_on_loop", None):
        file.close()  # which a server does, and Django's client leaves to its caller
    return answer(response)


@contextmanager
def no_running_loop() -> Iterator[None]:
    """Playwright leaves its event loop in the thread of a browser test; Django would not answer an async view in it."""
    loop, ours = asyncio._get_running_loop(), connections["default"]
    asyncio._set_running_loop(None)
    # Without a loop the thread has another connection, which would not see what the test wrote.
    theirs, connections["default"] = connections["default"], ours
    try:
        yield
    finally:
        connections["default"] = theirs
        asyncio._set_running_loop(loop)


def answer(response: HttpResponse) -> object:
    """The status, or in words where the visitor was sent."""
    where = response.headers.get("Location", "").partition("?")[0]
    words = {
        reverse(settings.LOGIN_URL): LOGIN,
        reverse("mfa_index"): SETUP,
        reverse("account_reauthenticate"): PROVE,
    }
    return words.get(where, response.status_code)
