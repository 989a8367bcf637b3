"""Celery tasks of cases."""

from celery import shared_task
from django.utils import timezone

from tickets.cases import attachments, lifecycle, snoozes
from tickets.imports import jobs
from tickets.lists import vocabulary
from tickets.rules import distribution, service_levels


@shared_task
def sweep_attachments() -> None:
    """Remove files that were uploaded and never sent."""
    attachments.sweep_attachments()


@shared_task
def close_settled_tickets() -> None:
    """Close solved cases that nobody reopened."""
    lifecycle.close_settled_tickets()


@shared_task
def wake_due_tickets() -> None:
    """Bring back the cases whose snooze is over."""
    snoozes.wake_due_tickets()


@shared_task
def learn_words() -> None:
    """Learn the words of new entries, so that a search recognises a typo."""
    vocabulary.learn_words()


@shared_task
def hold_to_event_day() -> None:
    """Answer sooner who goes to an event today."""
    service_levels.hold_to_event_day(at=timezone.now())


@shared_task
def give_out_cases(team_id: int) -> None:
    """Give the cases that wait in a team to its people."""
    distribution.give_out_cases(team_id, at=timezone.now())


@shared_task
def give_out_to(user_id: int) -> None:
    """Somebody has room again."""
    distribution.give_out_to(user_id, at=timezone.now())


@shared_task
def take_back_from_the_away() -> None:
    """A requester wrote to somebody who may be away."""
    distribution.take_back_from_the_away(at=timezone.now())


@shared_task
def sweep_assignment() -> None:
    """Whatever waits for a person: cases of the away, and those that nobody was given."""
    distribution.take_back_from_the_away(at=timezone.now())
    distribution.give_out_everywhere(at=timezone.now())


@shared_task
def go_on_with_import(job_id: int) -> None:
    """Read a file of cases on, step by step."""
    jobs.go_on_with_import(job_id)


@shared_task
def sweep_imports() -> None:
    """Go on with imports that a worker left."""
    jobs.sweep_imports()
