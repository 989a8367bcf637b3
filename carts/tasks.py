"""The worker's door to carts."""

from celery import shared_task

from carts import services


@shared_task
def sweep_carts() -> None:
    """Abandon, mail and give up the carts whose deadline has come."""
    services.sweep_carts()
