"""Celery tasks of carts."""

from celery import shared_task

from carts import recovery


@shared_task
def sweep_carts() -> None:
    """Abandon, mail and give up the carts whose deadline has come."""
    recovery.sweep_carts()
