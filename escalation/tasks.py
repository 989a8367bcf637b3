"""The worker's doors to escalation."""

from celery import shared_task

from escalation import services


@shared_task
def remove_unused_audio() -> None:
    """Remove the sounds that were replaced, when no call can play them any more."""
    services.remove_unused_audio()


@shared_task
def sweep_broken_promises() -> None:
    """Flag the cases that nobody answered within their promise."""
    services.escalate_broken_promises()
