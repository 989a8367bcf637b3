"""Live news for open pages over Server-Sent Events: the names of parts of a page that are out of date.

The news carries no data, only names ("carts-board"). The page asks for the part again by an ordinary request, so what
a person may see is decided where it always is. What has a number ("ticket-12") has a name that only its own page knows:
whoever listens learns neither which cases there are, nor in which of them something happens. Redis carries the news
between processes; when it is away, the stream ends, the browser's EventSource reconnects, and a reload shows what was
missed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import redis
import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.lib.circuit_breaker import CircuitBreaker

logger = structlog.get_logger(__name__)

STAFF = "staff"
"""The channel that every signed-in member of staff hears."""

EVERY_CHANNEL = "press4:live:"
"""What the names of all channels begin with in Redis."""

_publisher = redis.Redis.from_url(
    # No retries: news that are late are worth less than the request that waits for them.
    settings.REDIS_URL,
    socket_timeout=1,
    socket_connect_timeout=1,
    retry=Retry(NoBackoff(), 0),
)


_redis = CircuitBreaker(seconds=3)


def announce(*parts: str, channel: str = STAFF) -> None:
    """After commit, tell the open pages of `channel` that `parts` changed."""
    transaction.on_commit(lambda: _publish(parts, channel))


def announce_to(people: Iterable[int], *parts: str) -> None:
    """After commit, tell the open pages of these people, named by their pks, that `parts` changed; and no others.

    They ask at once. What everybody hears is asked for a moment later, each page after its own, so that the phone that
    rings does not wait behind fifty lists.
    """
    channels = [user_channel(user_id) for user_id in dict.fromkeys(people)]
    if channels:
        transaction.on_commit(lambda: _publish(parts, *channels, now=True))


def user_channel(user_id: int) -> str:
    """The channel that only this member of staff hears."""
    return f"user-{user_id}"


def name_in_news(part: str) -> str:
    """What the news call a part: the pages that show it say so in `data-live`."""
    name, dash, number = part.rpartition("-")
    is_numbered = name and dash and number.isdecimal()
    return f"{name}-{salted_hmac('press4.live', part).hexdigest()[:16]}" if is_numbered else part


def _publish(parts: tuple[str, ...], *channels: str, **marks: bool) -> None:
    if _redis.is_open():
        return
    news = json.dumps({"parts": [name_in_news(part) for part in parts], **marks})
    try:
        # One round trip, however many people are told.
        with _publisher.pipeline(transaction=False) as pipeline:
            for channel in channels:
                pipeline.publish(_key(channel), news)
            pipeline.execute()
    except redis.RedisError as error:
        _redis.trip()
        logger.warning("live_news_lost", parts=parts, error=str(error))


def _key(channel: str) -> str:
    return f"{EVERY_CHANNEL}{channel}"


@dataclass(frozen=True)
class Listener:
    """Whoever is let in to the news, and with which session."""

    channels: tuple[str, ...]
    session: str


class NewsResponse(HttpResponse):
    """The head of a stream, which `helpdesk/serving` goes on with for its listener."""

    listener: Listener


def news(request: HttpRequest) -> HttpResponse:
    """GET /live/: the stream of news for the person who is signed in (text/event-stream, event `changed`).

    Here it is only decided who listens, and to what; `helpdesk/serving/streams.py` goes on with it.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    answer = NewsResponse(content_type="text/event-stream")
    answer.listener = Listener(
        channels=(_key(STAFF), _key(user_channel(request.user.pk))), session=request.session.session_key or ""
    )
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer
