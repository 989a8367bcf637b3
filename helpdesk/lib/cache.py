"""The cache in Redis, which the desk can do without."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from helpdesk.lib.circuit_breaker import CircuitBreaker

logger = structlog.get_logger(__name__)


def _forgiven(method: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
    @wraps(method)
    def forgiving(self: "FailSafeRedisCache", *args: Any, **options: Any) -> Any:
        if not self.breaker.is_open():
            try:
                return method(self, *args, **options)
            except RedisError as error:
                self.breaker.trip()
                logger.warning("cache_away", error=str(error))
        return nothing(args, options) if callable(nothing) else nothing

    return forgiving


class FailSafeRedisCache(RedisCache):
    """Finds nothing and forgets everything while Redis is away: sign-in works then, with no limit on its rate."""

    breaker = CircuitBreaker(seconds=3)

    add = _forgiven(RedisCache.add, nothing=True)
    get = _forgiven(RedisCache.get, lambda args, options: args[1] if len(args) > 1 else options.get("default"))
    set = _forgiven(RedisCache.set, None)
    touch = _forgiven(RedisCache.touch, nothing=False)
    delete = _forgiven(RedisCache.delete, nothing=False)
    get_many = _forgiven(RedisCache.get_many, lambda _args, _options: {})
    set_many = _forgiven(RedisCache.set_many, lambda _args, _options: [])
    delete_many = _forgiven(RedisCache.delete_many, None)
    has_key = _forgiven(RedisCache.has_key, nothing=False)
    incr = _forgiven(RedisCache.incr, nothing=1)
    clear = _forgiven(RedisCache.clear, nothing=False)
