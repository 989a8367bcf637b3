"""Celery tasks of sign-in: expired sessions, requests for a new password."""

from celery import shared_task
from django.core.management import call_command

from helpdesk.accounts import services


@shared_task
def clear_expired_sessions() -> None:
    """Delete the sessions that ended."""
    call_command("clearsessions")


@shared_task
def answer_password_request(key: int) -> None:
    """Mail a link to whoever just forgot a password."""
    services.answer_password_request(key)


@shared_task
def sweep_password_requests() -> None:
    """Answer those of which no worker was told."""
    services.answer_password_requests()
