"""Live news for open pages over Server-Sent Events: which parts of a page are out of date.

The news carries no data, only names of channels ("carts-board"). The page asks for the part again by an ordinary
request, so what a person may see is decided where it always is. The channel of one row (`LiveChannel.TICKET.of(12)`)
has a name that only its own page knows: whoever listens learns neither which cases there are, nor in which of them
something happens. Redis carries the news between processes; when it is away, the stream ends, the browser's
EventSource reconnects, and a reload shows what was missed.
"""

import json
from collections.abc import Iterable
from enum import StrEnum

import redis
import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.lib.circuit_breaker import CircuitBreaker
from helpdesk.lib.parameters import get_key

logger = structlog.get_logger(__name__)

ARRIVED = "press4.arrived"
"""In the environment of a request: when it came (seconds since the epoch)."""

STAFF = "staff"
"""Every signed-in member of staff."""


class LiveChannel(StrEnum):
    """What an open page may show. Its parts say with `{% live "inbox" %}` which news they hear."""

    INBOX = "inbox"
    TICKET = "ticket"
    WATCHERS = "watchers"
    MENTIONS = "mentions"
    NOTICES = "notices"
    CALLS = "calls"
    CALL = "call"
    TRANSFER = "transfer"
    RECORDING = "recording"
    COMMENTS = "comments"
    RING_TEST = "ring-test"
    REVIEWS = "reviews"
    RINGING_BAR = "ringing-bar"
    DUTY = "duty"
    ESCALATION_BOARD = "escalation-board"
    CARTS_BOARD = "carts-board"
    CART = "cart"
    MAILBOXES = "mailboxes"

    def of(self, pk: int) -> str:
        """The channel of one row: its name is known to the pages that show the row, and to nobody else."""
        return f"{self}-{salted_hmac('press4.live', f'{self}-{pk}').hexdigest()[:16]}"


_publisher = redis.Redis.from_url(
    # No retries: news that are late are worth less than the request that waits for them.
    settings.REDIS_URL,
    socket_timeout=1,
    socket_connect_timeout=1,
    retry=Retry(NoBackoff(), 0),
)


EVERY_AUDIENCE = f"press4:live:{_publisher.get_connection_kwargs().get('db') or 0}:"
"""What the names of all channels of Redis begin with: who listens on one database of Redis hears them all."""


_redis = CircuitBreaker(seconds=3)


def announce(*channels: str) -> None:
    """After commit, tell everybody's open pages what changed."""
    transaction.on_commit(lambda: _publish(channels, STAFF))


def announce_to(people: Iterable[int], *channels: str) -> None:
    """After commit, tell the open pages of these people, named by their pks, what changed; and no others.

    They ask at once. What everybody hears is asked for a moment later, each page after its own, so that the phone that
    rings does not wait behind fifty lists.
    """
    audiences = [audience_of(user_id) for user_id in dict.fromkeys(people)]
    if audiences:
        transaction.on_commit(lambda: _publish(channels, *audiences, now=True))


def audience_of(user_id: int) -> str:
    """This member of staff alone."""
    return f"user-{user_id}"


def _publish(channels: tuple[str, ...], *audiences: str, **marks: bool) -> None:
    if _redis.is_open():
        return
    news = json.dumps({"parts": channels, **marks})
    try:
        # One round trip, however many people are told.
        with _publisher.pipeline(transaction=False) as pipeline:
            for audience in audiences:
                pipeline.publish(_key(audience), news)
            pipeline.execute()
    except redis.RedisError as error:
        _redis.trip()
        logger.warning("live_news_lost", parts=channels, error=str(error))


def _key(audience: str) -> str:
    return f"{EVERY_AUDIENCE}{audience}"


class NewsResponse(HttpResponse):
    """The head of a stream, which `helpdesk/serving` goes on with for whoever listens to these channels."""

    channels: tuple[str, ...]
    since: float | None
    """When the page was asked for that listens (seconds since the epoch)."""


def news(request: HttpRequest) -> HttpResponse:
    """GET /live/?since=…: the stream of news for the person who is signed in (text/event-stream, event `changed`).

    `since` (milliseconds) is when the page was asked for: what changed since then is told again. Here it is only
    decided who listens, and to what; `helpdesk/serving/streams.py` goes on with it.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    answer = NewsResponse(content_type="text/event-stream")
    answer.channels = (_key(STAFF), _key(audience_of(request.user.pk)))
    since = get_key(request.GET, "since")
    answer.since = None if since is None else since / 1_000
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer
