"""A reply and the page of a case are each read in few of our files."""

import inspect
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

import pytest
from django.core.cache import cache
from django.urls import resolve

from helpdesk.devservices.state import CHECKOUT
from scripts.measures import CEILINGS
from tests import make
from tests.architecture.sources import DESK

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(client):
    client.force_login(make.agent())
    return make.ticket()


def test_the_page_of_a_case_enters_few_files(client, ticket):
    path = ticket.get_absolute_url()
    files = files_entered(path, lambda: client.get(path))
    assert len(files) <= CEILINGS["files entered by the page of a case"][0], "\n".join(files)


def test_a_reply_enters_few_files(client, ticket):
    path = f"/tickets/{ticket.pk}/write/"

    def reply() -> None:
        ticket.refresh_from_db()
        fields = {"mode": "reply", "body": "Try BRASS20.", "version": ticket.version, "key": str(uuid.uuid4())}
        assert client.post(path, fields).status_code == 302

    files = files_entered(path, reply)
    assert len(files) <= CEILINGS["files entered by a reply"][0], "\n".join(files)


def files_entered(path: str, ask: Callable[[], object]) -> list[str]:
    """Our files whose functions run while the view of `path` does; its guards and the middleware are outside of it.

    A first request is not counted, because it also imports and compiles, and the second finds nothing in the cache.
    """
    ask()
    cache.clear()
    view = inspect.unwrap(resolve(path).func).__code__
    entered: set[CodeType] = set()
    inside = False

    def note(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal inside
        if frame.f_code is view and event in ("call", "return"):
            inside = event == "call"
        if inside and event == "call":
            entered.add(frame.f_code)

    sys.setprofile(note)
    try:
        ask()
    finally:
        sys.setprofile(None)
    files = {Path(code.co_filename) for code in entered}
    ours = [file.relative_to(CHECKOUT) for file in files if file.is_relative_to(CHECKOUT)]
    return sorted(str(file) for file in ours if file.parts[0] in DESK)
