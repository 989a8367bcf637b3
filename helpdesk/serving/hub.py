"""One connection to Redis for each process, and from there the news to everybody who listens here.

A page is a moment old when its stream opens. What was told in that moment is told it again; where nobody here can say
what was told, the page hears that it missed something, and asks for all its parts.
"""

import asyncio
from collections import defaultdict, deque
from time import time

import redis
import redis.asyncio
import structlog
from django.conf import settings

from helpdesk.lib.live import EVERY_AUDIENCE

logger = structlog.get_logger(__name__)

MOST_UNREAD = 200
"""News that wait for one page. Whoever is further behind comes anew, and asks for everything."""
MOST_KEPT = 2_000
"""News that were told and are still known, of everybody."""
LONGEST_KEPT = 60
"""Seconds. A page that took longer than that until it listened asks for everything."""
MISSED = b'{"missed": true}'


class Ear:
    """What one page hears. None in `news` is the end. `since`: when the page was asked for (epoch seconds)."""

    def __init__(self, channels: tuple[str, ...], since: float | None = None) -> None:
        self.channels, self.since = channels, since
        self.news: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_UNREAD + 1)

    def hear(self, news: bytes) -> None:
        if self.news.qsize() < MOST_UNREAD:
            self.news.put_nowait(news)
        else:
            self.end()

    def end(self) -> None:
        """The page is told nothing more, not even what waits."""
        while not self.news.empty():
            self.news.get_nowait()
        self.news.put_nowait(None)


class Hub:
    """Hears everything from the first listener on, and tells each page what is for it."""

    def __init__(self) -> None:
        self.ears: dict[bytes, set[Ear]] = defaultdict(set)
        self.hearing: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        self.hears_since = 0.0
        self.told: deque[tuple[float, bytes, bytes]] = deque(maxlen=MOST_KEPT)
        """When, on which channel, what."""

    async def join(self, ear: Ear) -> None:
        """From `since` on nothing is missed. With Redis away the stream ends at once."""
        for channel in ear.channels:
            self.ears[channel.encode()].add(ear)
        if self.hearing is None:
            self.ready.clear()
            self.hearing = asyncio.create_task(self._hear())
        await self.ready.wait()
        since = ear.since
        if since is None:
            return
        # What was told meanwhile is told again, as far as it is known here.
        is_known = since >= self.hears_since and (len(self.told) < MOST_KEPT or since >= self.told[0][0])
        if not is_known or time() - since > LONGEST_KEPT:
            ear.hear(MISSED)
            return
        wanted = {channel.encode() for channel in ear.channels}
        for news in dict.fromkeys(news for at, channel, news in self.told if at >= since and channel in wanted):
            ear.hear(news)

    def leave(self, ear: Ear) -> None:
        for channel in map(str.encode, ear.channels):
            self.ears[channel].discard(ear)
            if not self.ears[channel]:
                del self.ears[channel]

    async def _hear(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.psubscribe(f"{EVERY_AUDIENCE}*")
                self.told.clear()
                self.hears_since = time()
                self.ready.set()
                async for message in pubsub.listen():
                    self.told.append((time(), message["channel"], message["data"]))
                    for ear in tuple(self.ears.get(message["channel"], ())):
                        ear.hear(message["data"])
        except (redis.RedisError, OSError) as error:
            logger.warning("live_news_ended", error=str(error))
        finally:
            if self.hearing is asyncio.current_task():
                self.hearing = None
                self.ready.set()
                # The pages reconnect, and ask for what they missed.
                for ear in {ear for ears in self.ears.values() for ear in ears}:
                    ear.end()
            await client.aclose()
