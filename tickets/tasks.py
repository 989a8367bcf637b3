"""The worker's doors to cases."""

from celery import shared_task

from tickets import services


@shared_task
def close_settled_tickets() -> None:
    """Close solved cases that nobody reopened."""
    services.close_settled_tickets()
