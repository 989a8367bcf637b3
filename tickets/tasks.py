"""Celery tasks of cases.

A name that is given to a task is the one under which messages of an older version may wait in the queue.
"""

from celery import shared_task
from django.utils import timezone

from tickets import inbound
from tickets.cases import attachments, lifecycle, notice_emails, snoozes
from tickets.composer import scheduling
from tickets.imports import jobs
from tickets.ledger import signatures, silences
from tickets.lists import vocabulary
from tickets.portal import requests
from tickets.pushes import sending
from tickets.rules import auto_assignment, service_levels


@shared_task
def sweep_attachments() -> None:
    """Remove files that were uploaded and never sent."""
    attachments.sweep_attachments()


@shared_task
def file_mails() -> None:
    """Put what came in on the cases that it belongs to: mails, and what providers say of ours."""
    inbound.file_due_messages()
    inbound.note_due_deliveries()


@shared_task
def answer_link_request(key: int) -> None:
    """Mail a link to whoever asked for it on a help page."""
    requests.answer_link_request(key)


@shared_task
def sweep_link_requests() -> None:
    """Answer those of which no worker was told."""
    requests.answer_link_requests()


@shared_task
def look_up_keys() -> None:
    """Keep the keys that mails of ours are signed with."""
    signatures.look_up_keys()


@shared_task
def send_scheduled_replies() -> None:
    """Send the replies whose time has come."""
    scheduling.send_due_replies()


@shared_task
def mail_notices() -> None:
    """Mail our people what the bell has and what nobody sees otherwise."""
    notice_emails.mail_notices()


@shared_task
def push_notices() -> None:
    """Push to the browsers of our people what they have not read."""
    sending.push_notices()


@shared_task
def send_push(key: int) -> None:
    """Send what waits for one browser."""
    sending.send_push(key)


@shared_task
def sweep_silences() -> None:
    """Notice which shop or other source is silent for longer than usual, and which is heard again."""
    silences.sweep_silences()


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


@shared_task(name="tickets.tasks.give_out_cases")
def auto_assign(team_id: int) -> None:
    """Give the cases that wait in a team to its people."""
    auto_assignment.auto_assign(team_id, at=timezone.now())


@shared_task(name="tickets.tasks.give_out_to")
def auto_assign_to(user_id: int) -> None:
    """Somebody has room again."""
    auto_assignment.auto_assign_to(user_id, at=timezone.now())


@shared_task(name="tickets.tasks.take_back_from_the_away")
def unassign_absent() -> None:
    """A requester wrote to somebody who may be away."""
    auto_assignment.unassign_absent(at=timezone.now())


@shared_task
def sweep_assignment() -> None:
    """Whatever waits for a person: cases of the away, and those that nobody was given."""
    auto_assignment.unassign_absent(at=timezone.now())
    auto_assignment.auto_assign_everywhere(at=timezone.now())


@shared_task
def go_on_with_import(job_id: int) -> None:
    """Read a file of cases on, step by step."""
    jobs.go_on_with_import(job_id)


@shared_task
def sweep_imports() -> None:
    """Go on with imports that a worker left."""
    jobs.sweep_imports()
