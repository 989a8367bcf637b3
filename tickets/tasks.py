"""The worker's doors to cases."""

from celery import shared_task
from django.utils import timezone

from tickets import services


@shared_task
def close_settled_tickets() -> None:
    """Close solved cases that nobody reopened."""
    services.close_settled_tickets()


@shared_task
def wake_due_tickets() -> None:
    """Bring back the cases whose snooze is over."""
    services.wake_due_tickets()


@shared_task
def hold_to_event_day() -> None:
    """Answer sooner who goes to an event today."""
    services.hold_to_event_day(at=timezone.now())
