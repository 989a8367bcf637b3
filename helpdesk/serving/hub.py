"""One connection to Redis for each process, and from there the news to everybody who listens here."""

import asyncio
from collections import defaultdict

import redis
import redis.asyncio
import structlog
from django.conf import settings

from helpdesk.lib.live import EVERY_AUDIENCE

logger = structlog.get_logger(__name__)

MOST_UNREAD = 200
"""News that wait for one page. Whoever is further behind comes anew, and asks for everything."""


class Ear:
    """What one page hears. None in `news` is the end."""

    def __init__(self, channels: tuple[str, ...]) -> None:
        self.channels = channels
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
    """Hears everything as long as somebody listens, and tells each page what is for it."""

    def __init__(self) -> None:
        self.ears: dict[bytes, set[Ear]] = defaultdict(set)
        self.hearing: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    async def join(self, ear: Ear) -> None:
        """From the return on nothing is missed. With Redis away the stream ends at once."""
        for channel in ear.channels:
            self.ears[channel.encode()].add(ear)
        if self.hearing is None:
            self.ready.clear()
            self.hearing = asyncio.create_task(self._hear())
        await self.ready.wait()

    def leave(self, ear: Ear) -> None:
        for channel in map(str.encode, ear.channels):
            self.ears[channel].discard(ear)
            if not self.ears[channel]:
                del self.ears[channel]
        if not self.ears and self.hearing:
            self.hearing.cancel()
            self.hearing = None

    async def _hear(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.psubscribe(f"{EVERY_AUDIENCE}*")
                self.ready.set()
                async for message in pubsub.listen():
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
