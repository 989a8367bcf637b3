"""Housekeeping around sign-in."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    """Delete the sessions that ended."""
    call_command("clearsessions")
