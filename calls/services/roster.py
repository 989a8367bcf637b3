"""The phones that ring even when PostgreSQL is away."""

import structlog
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from escalation.models import RingGroup
from escalation.services import freeze_roster

logger = structlog.get_logger(__name__)

KEY = "emergency-phones"
MOST = 10  # numbers that the provider takes in one Dial


def remember_phones() -> None:
    """Note in Redis whom the first ring group rings, for the moment when the database cannot tell."""
    phones = current_phones()
    try:
        cache.set(KEY, phones, timeout=None)
    except RedisError as error:
        logger.warning("phones_not_remembered", error=str(error))


def current_phones() -> list[str]:
    """The first tier of the first ring group."""
    group = RingGroup.objects.filter(lines__is_active=True).order_by("pk").first()
    members = freeze_roster(group, at=timezone.now()) if group else []
    return list(dict.fromkeys(member["phone"] for member in members if member["tier"] == 1))[:MOST]


def remembered_phones() -> list[str]:
    """What was noted last; nothing when Redis is away too."""
    try:
        return cache.get(KEY, [])
    except RedisError as error:
        logger.warning("phones_not_known", error=str(error))
        return []
