"""The worker's doors to escalation."""

from celery import shared_task
from django.utils import timezone

from escalation import services


@shared_task
def remove_unused_audio() -> None:
    """Remove the sounds that were replaced, when no call can play them any more."""
    services.remove_unused_audio()


@shared_task
def release_answered(ticket_id: int) -> None:
    """Somebody talks to a caller: the call that the desk owed them, because nobody had answered, is not needed."""
    services.release_answered(ticket_id)


@shared_task
def sweep_broken_promises() -> None:
    """Flag the cases that nobody answered within their promise, and release the calls of those that were answered."""
    services.escalate_broken_promises()
    services.sweep_answered(at=timezone.now())
