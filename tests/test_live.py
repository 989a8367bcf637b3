"""The news that open pages hear."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from time import time

import pytest
import redis
from django.db import transaction
from django.test import Client

from helpdesk.lib import live
from helpdesk.lib.live import ARRIVED, LiveChannel
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
    pages = f"/tickets/{ticket.pk}/", f"/tickets/newest/?view=open&case={ticket.pk}"  # which the page fetches
    heard = {name for page in pages for name in re.findall(r'data-live="([^"]*)"', browser.get(page).content.decode())}
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("age", "told"),
    [(None, []), (5, [{"parts": ["inbox"]}]), (120, [{"missed": True}])],
    ids=["a page that knows of no gap", "a page of a moment ago", "a page from before anybody here listened"],
)
def test_what_changed_before_a_page_listened_is_told_again(age, told):
    agent = make.agent()

    async def listen_late() -> list[bytes]:
        hub, early = Hub(), Ear(channels_of_agent)
        await hub.join(early)
        hub.hears_since -= 60  # a process that has listened for a minute
        await asyncio.to_thread(live.announce, LiveChannel.INBOX)
        await asyncio.to_thread(live.announce_to, [agent.pk + 1], LiveChannel.RINGING_BAR)
        async with asyncio.timeout(10):
            await early.news.get()
        late = Ear(channels_of_agent, age and time() - age)
        await hub.join(late)
        await asyncio.to_thread(live.announce, LiveChannel.DUTY)
        heard = []
        async with asyncio.timeout(10):
            while (news := json.loads(await late.news.get())) != {"parts": ["duty"]}:
                heard.append(news)
        return heard

    channels_of_agent = channels_of(agent)
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, listen_late()).result() == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "since"), [("", None), ("?since=1500", 1.5), ("?since=x", None), (f"?since={'9' * 99}", None)]
)
def test_a_page_says_when_it_was_asked_for(query, since):
    client = Client()
    client.force_login(make.agent())
    assert client.get(f"/live/{query}").since == since
    page = client.get("/tickets/", **{ARRIVED: 1_796_045_597.25})
    assert 'data-live-since="1796045597250"' in page.content.decode()
