"""Two managers with two tabs each click "Call now" at one moment, over real HTTP: one phone is rung, once."""

from collections.abc import Callable
from functools import partial

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Leg
from escalation.board import owe_callback
from escalation.models import Callback
from helpdesk.accounts.models import User
from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step
from tests.provider.knocking import at_one_moment

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def tab(url: str, manager: User) -> Callable[[Callback], int]:
    """A browser tab with the board open; what a click on the button of a callback is answered."""
    cookie = session_cookie(url, manager)
    session = f"{cookie['name']}={cookie['value']}"
    board = requests.get(url + reverse("escalation:board"), headers={"Cookie": session}, timeout=60)
    token = board.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    cookies = "; ".join([session, *(f"{name}={value}" for name, value in board.cookies.items())])

    def click(callback: Callback) -> int:
        return requests.post(
            url + reverse("calls:start_callback", args=[callback.pk]),
            data={"csrfmiddlewaretoken": token},
            headers={"Cookie": cookies},
            allow_redirects=False,
            timeout=60,
        ).status_code

    return click


def test_of_two_managers_with_two_tabs_each_one_click_rings_one_phone(desk):
    make.line()
    managers = [with_second_step(make.manager(mobile=f"+1500555012{n}")) for n in range(2)]
    tabs = [tab(desk, manager) for manager in managers for _tab in range(2)]
    for _round in range(ROUNDS):
        callback = owe_callback(make.ticket(), at=timezone.now())
        codes = at_one_moment([partial(click, callback) for click in tabs])
        assert sorted(codes) == [302, 409, 409, 409]
        callback.refresh_from_db()
        assert (callback.status, callback.attempts) == (Callback.Status.ATTEMPTING, 1)
        assert Leg.objects.filter(call__callback=callback).count() == 1
    assert Call.objects.count() == ROUNDS
