"""The news that open pages hear."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.db import transaction
from django.test import Client

from helpdesk.lib import live
from helpdesk.lib.live import LiveChannel
from helpdesk.serving.hub import Ear, Hub
from tests import make
from tickets.cases import add_note


async def _listen(channels: tuple[str, ...], *, count: int, after_hello) -> list[bytes]:
    hub, ear = Hub(), Ear(channels)
    await hub.join(ear)
    await asyncio.to_thread(after_hello)
    async with asyncio.timeout(10):
        heard = [await ear.news.get() for _news in range(count)]
    hub.leave(ear)
    return heard


def channels_of(user) -> tuple[str, ...]:
    client = Client()
    client.force_login(user)
    return client.get("/live/").channels


def listen(user, *, count: int, after_hello) -> list[bytes]:
    """Hear the news in a thread of its own: a browser test may have left an event loop running in ours."""
    hearing = _listen(channels_of(user), count=count, after_hello=after_hello)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, hearing).result()


@pytest.mark.django_db(transaction=True)
def test_a_page_hears_what_changed_for_everybody_and_for_its_person():
    agent = make.agent()

    def change() -> None:
        live.announce(LiveChannel.INBOX, LiveChannel.TICKET.of(7))
        live.announce_to([agent.pk + 1], LiveChannel.RINGING_BAR)
        live.announce_to([agent.pk], LiveChannel.RINGING_BAR)

    assert [json.loads(news) for news in listen(agent, count=2, after_hello=change)] == [
        {"parts": ["inbox", LiveChannel.TICKET.of(7)]},
        {"parts": ["ringing-bar"], "now": True},
    ]


@pytest.mark.django_db(transaction=True)
def test_who_listens_learns_no_number_of_a_case_and_its_page_still_hears_of_it():
    agent, hidden, ticket = make.agent(), make.ticket(team=make.team()), make.ticket()
    told = listen(agent, count=2, after_hello=lambda: [add_note(one, body="x", by=agent) for one in (hidden, ticket)])
    names = {name for news in told for name in json.loads(news)["parts"]}
    assert not any(name.endswith(f"-{one.pk}") for name in names for one in (hidden, ticket))
    browser = Client()
    browser.force_login(agent)
    heard = set(re.findall(r'data-live="([^"]*)"', browser.get(f"/tickets/{ticket.pk}/").content.decode()))
    assert names - heard == {LiveChannel.TICKET.of(hidden.pk)}


@pytest.mark.django_db
def test_a_visitor_hears_nothing():
    answer = Client().get("/live/")
    assert answer.status_code == 403
    assert not hasattr(answer, "channels")


@pytest.mark.django_db(transaction=True)
def test_news_of_a_change_that_was_rolled_back_are_not_told(monkeypatch):
    told = []
    monkeypatch.setattr(live, "_publish", lambda parts, channel: told.append(parts))
    with transaction.atomic():
        live.announce(LiveChannel.INBOX)
        transaction.set_rollback(True)
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_a_change_survives_redis_being_away(monkeypatch):
    away = live._publisher.connection_pool.connection_kwargs | {"port": 9}
    monkeypatch.setattr(live, "_publisher", redis.Redis(connection_pool=redis.ConnectionPool(**away)))
    live.announce(LiveChannel.INBOX)
