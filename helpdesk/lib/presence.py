"""Who looks at what just now: a hint in Redis with a short life, never a lock and never the truth.

A page that is open says so every few seconds (static/press4/presence.js). Whoever closes it says good-bye; whose
browser dies is forgotten a moment later. While Redis is away nobody is seen, and everything else works.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.lib.circuit_breaker import CircuitBreaker

logger = structlog.get_logger(__name__)

LIFE_SECONDS = 20
"""So long after its last sign of life a page counts as open: two of its signs may get lost."""

_client = redis.Redis.from_url(
    # As with the news: a hint is worth less than the request that waits for it.
    settings.REDIS_URL,
    decode_responses=True,
    socket_timeout=1,
    socket_connect_timeout=1,
    retry=Retry(NoBackoff(), 0),
)
_redis = CircuitBreaker(seconds=3)


People = dict[int, str]
"""Who is at a place, by the key of the user, and what they do there: "" for looking."""


def stay(place: str, user_id: int, *, doing: str, tab: str, at: datetime) -> bool:
    """Note that this tab of a person's browser is at `place`; answers whether others see something new."""
    return _change(place, f"{user_id}:{tab}", f"{at.timestamp()}|{doing}", at=at)


def leave(place: str, user_id: int, *, tab: str, at: datetime) -> bool:
    """Forget this tab; answers whether others see something new."""
    return _change(place, f"{user_id}:{tab}", None, at=at)


def who_is_at(places: Iterable[str], *, at: datetime) -> dict[str, People]:
    """The people at each of these places, in one round trip; each once, and whoever does something as doing it."""
    places = list(places)
    if not places or _redis.is_open():
        return {}
    try:
        with _client.pipeline(transaction=False) as pipe:
            for place in places:
                pipe.hgetall(_key(place))
            rows = pipe.execute()
    except redis.RedisError as error:
        _lost(error)
        return {}
    return {place: found for place, row in zip(places, rows, strict=True) if (found := _alive(row, at=at))}


def _change(place: str, tab: str, sign: str | None, *, at: datetime) -> bool:
    """Write the sign of life of a tab, or remove the tab; tabs that died without a word go with it."""
    if _redis.is_open():
        return False
    key = _key(place)
    try:
        before: dict[str, str] = cast("dict[str, str]", _client.hgetall(key))  # decode_responses
        dead = [other for other, last in before.items() if not _is_alive(last, at=at)]
        with _client.pipeline(transaction=False) as pipe:
            pipe.hdel(key, tab, *dead)
            if sign:
                pipe.hset(key, tab, sign)
                pipe.expire(key, LIFE_SECONDS)
            pipe.execute()
    except redis.RedisError as error:
        _lost(error)
        return False
    after = {other: last for other, last in before.items() if other != tab} | ({tab: sign} if sign else {})
    return _alive(before, at=at) != _alive(after, at=at)


def _alive(row: dict[str, str], *, at: datetime) -> People:
    doing: People = {}
    for field, value in row.items():
        if _is_alive(value, at=at):
            user_id = int(field.split(":")[0])
            doing[user_id] = max(doing.get(user_id, ""), value.split("|")[1])
    return dict(sorted(doing.items()))


def _is_alive(value: str, *, at: datetime) -> bool:
    return float(value.split("|")[0]) > at.timestamp() - LIFE_SECONDS


def _key(place: str) -> str:
    return f"press4:presence:{place}"


def _lost(error: redis.RedisError) -> None:
    _redis.trip()
    logger.warning("presence_lost", error=str(error))
