"""How often something may be done: by one network, for one shop."""

import redis
import structlog
from django.core.cache import cache
from django.utils import timezone

logger = structlog.get_logger(__name__)


def is_too_often(what: str, *, most: int, minutes: int = 1, count: int = 1) -> bool:
    """Whether `what` ("report:203.0.113.7") was done more than `most` times in these minutes of the clock, `count` more
    times with this one. With Redis away nobody is refused: what people say matters more than how often."""
    key = f"rate:{what}:{int(timezone.now().timestamp()) // (60 * minutes)}"
    try:
        cache.add(key, 0, timeout=120 * minutes)
        return cache.incr(key, count) > most
    except (redis.RedisError, ValueError) as error:
        logger.warning("rate_unknown", what=what.partition(":")[0], error=str(error))
        return False
