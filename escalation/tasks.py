"""Celery tasks of escalation."""

from celery import shared_task
from django.utils import timezone

from escalation import board, lines


@shared_task
def remove_unused_audio() -> None:
    """Remove the sounds that were replaced, when no call can play them any more."""
    lines.remove_unused_audio()


@shared_task
def release_answered(ticket_id: int) -> None:
    """Somebody talks to a caller: the call that the desk owed them, because nobody had answered, is not needed."""
    board.release_answered(ticket_id)


@shared_task
def sweep_broken_promises() -> None:
    """Escalate the cases that missed a target or a promise, and release the calls of those that were answered."""
    board.escalate_breaches()
    board.sweep_answered(at=timezone.now())
