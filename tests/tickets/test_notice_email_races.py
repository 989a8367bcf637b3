"""Notices by email, as they leave: two workers at once, and one that dies with its work half done."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from helpdesk.mail.outbox import sweep_outbox
from tests import make
from tests.carts.test_races import at_once
from tests.mail_server import mail_server
from tickets.cases import notice_emails, record_requester_contact
from tickets.cases.notice_emails import mail_notices
from tickets.models import NoticeEmail, NoticeSettings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at():
    """A moment at which a notice is due."""
    agent = make.agent(email="ana@desk.test")
    NoticeSettings.objects.create(user=agent, emails=["message"])
    record_requester_contact(make.ticket(assignee=agent), at=timezone.now(), body="Are you there?")
    return timezone.now() + dt.timedelta(minutes=2)


def arrived(at) -> list[str]:
    with mail_server() as server:
        sweep_outbox(at=at)
    return [mail.message["Subject"] for mail in server.received]


def test_four_sweeps_at_once_write_one_mail(at):
    at_once(*(lambda: mail_notices(at=at) for _ in range(4)))
    assert len(arrived(at)) == NoticeEmail.objects.exclude(message=None).count() == 1


def test_a_worker_whose_connection_ends_before_the_commit_leaves_nothing_and_the_next_one_sends_it(at, monkeypatch):
    queue_mail = notice_emails.outbox.queue_mail

    def write_and_die(*mail, **how):
        queue_mail(*mail, **how)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as dying:
        dying.setattr(notice_emails.outbox, "queue_mail", write_and_die)
        mail_notices(at=at)
    connection.close()
    assert arrived(at) == []
    assert NoticeEmail.objects.count() == 0

    mail_notices(at=at)
    mail_notices(at=at)
    (subject,) = arrived(at)
    assert "wrote to you in Case" in subject
    assert arrived(at) == []
