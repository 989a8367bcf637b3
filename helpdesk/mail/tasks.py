"""Celery tasks of the outbox."""

from celery import shared_task

from helpdesk.mail import outbox


@shared_task
def send_message(message_id: int) -> None:
    """Send one mail that was just queued."""
    outbox.send_message(message_id)


@shared_task
def sweep_outbox() -> None:
    """Send what no worker was told of, and settle what was interrupted."""
    outbox.sweep_outbox()
