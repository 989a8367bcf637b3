"""The worker's doors to escalation."""

from celery import shared_task

from escalation import services


@shared_task
def sweep_broken_promises() -> None:
    """Flag the cases that nobody answered within their promise."""
    services.escalate_broken_promises()
