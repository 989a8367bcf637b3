"""The provider keeps each queue for ever, and an account holds only so many: delete those of calls that are over."""

from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from calls.models import Call, ProviderQueue
from calls.twilio import rest
from calls.twilio.errors import ProviderError, TooFastError

logger = structlog.get_logger(__name__)

ASK_AGAIN_SECONDS = 5
GIVEN_UP = timedelta(days=1)
"""A queue that the provider will not delete for so long is named in the log and forgotten."""


def note_queue(call: Call | None, sid: str) -> None:
    """This queue was made for this call."""
    if call and sid:
        ProviderQueue.objects.bulk_create([ProviderQueue(call=call, sid=sid)], ignore_conflicts=True)


def delete_queues(call_id: int) -> int:
    """Delete the queues of a call that is over. Safe to repeat. Answers 0, or after how many seconds to come again."""
    queues = ProviderQueue.objects.filter(call=call_id, call__ended_at__isnull=False)
    return max((_delete(queue) for queue in queues), default=0)


def _delete(queue: ProviderQueue) -> int:
    try:
        rest.delete_queue(queue.sid)
    except TooFastError as error:
        return error.seconds
    except ProviderError as error:
        # Whoever was in it may not have left it yet, in the provider's eyes.
        logger.info("queue_not_deleted", queue_sid=queue.sid, error=str(error))
        return ASK_AGAIN_SECONDS
    queue.delete()
    return 0


def sweep_queues(*, at: datetime | None = None, limit: int = 100) -> None:
    """Delete what no worker did, and give up what cannot be deleted."""
    at = at or timezone.now()
    over = ProviderQueue.objects.filter(call__ended_at__lte=at - timedelta(seconds=60)).select_related("call")
    for queue in over.order_by("pk")[:limit]:
        if _delete(queue) and (queue.call.ended_at or at) <= at - GIVEN_UP:
            logger.warning("queue_left_at_provider", queue_sid=queue.sid)
            queue.delete()
