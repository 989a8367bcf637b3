"""The news that open pages hear."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory

from helpdesk import live
from tests import make


async def _listen(user, *, count: int, after_hello) -> list[str]:
    request = RequestFactory().get("/live/")

    async def auser():
        return user

    request.auser = auser
    response = await live.news(request)
    if response.status_code != 200:
        return [str(response.status_code)]
    heard = []
    stream = response.streaming_content
    async for chunk in stream:
        if not heard:
            await asyncio.to_thread(after_hello)
        if heard and chunk.startswith(b":"):
            continue  # a heartbeat
        heard.append(chunk.decode())
        if len(heard) == count:
            break
    await stream.aclose()
    return heard


def listen(user, *, count: int, after_hello) -> list[str]:
    """Hear the news in a thread of its own: a browser test may have left an event loop running in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _listen(user, count=count, after_hello=after_hello)).result()


@pytest.mark.django_db(transaction=True)
def test_a_page_hears_what_changed_for_everybody_and_for_its_person():
    agent = make.agent()

    def change() -> None:
        live.announce("inbox", "ticket-7")
        live.announce("ringing", channel=live.user_channel(agent.pk + 1))
        live.announce("ringing", channel=live.user_channel(agent.pk))

    _hello, *news = listen(agent, count=3, after_hello=change)
    assert [json.loads(item.split("data: ")[1]) for item in news] == [
        {"parts": ["inbox", "ticket-7"]},
        {"parts": ["ringing"]},
    ]


@pytest.mark.django_db
def test_a_visitor_hears_nothing():
    assert listen(AnonymousUser(), count=1, after_hello=lambda: None) == ["403"]


@pytest.mark.django_db(transaction=True)
def test_news_of_a_change_that_was_rolled_back_are_not_told(monkeypatch):
    told = []
    monkeypatch.setattr(live, "_publish", lambda parts, channel: told.append(parts))
    with transaction.atomic():
        live.announce("inbox")
        transaction.set_rollback(True)
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_a_change_survives_redis_being_away(monkeypatch):
    away = live._publisher.connection_pool.connection_kwargs | {"port": 9}
    monkeypatch.setattr(live, "_publisher", redis.Redis(connection_pool=redis.ConnectionPool(**away)))
    live.announce("inbox")
