"""A case that nobody answered in time comes before a manager once, whoever sweeps."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from escalation.board import dismiss_escalation, escalate_breaches, record_outcome
from escalation.models import Callback, Escalation
from escalation.tasks import sweep_broken_promises
from tests import make
from tickets.cases import record_requester_contact
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATE = NOW - timedelta(hours=5)
STALE = LATE + timedelta(hours=8)
"""The answer was due after four hours, and did not come in four more."""


def test_the_sweep_flags_the_late_case():
    ticket, in_time = make.ticket(at=LATE), make.ticket(at=NOW)
    with time_machine.travel(NOW, tick=False):
        sweep_broken_promises()

    escalation = ticket.escalations.get()
    assert (escalation.reason, escalation.detail) == ("no_reply", "waiting for 5 h")
    assert not ticket.callbacks.exists()
    assert not in_time.escalations.exists()
    ticket.refresh_from_db()
    assert ticket.escalated_at is not None


def test_a_second_sweep_changes_nothing():
    make.ticket(at=LATE)
    assert escalate_breaches(at=NOW) == 1
    assert escalate_breaches(at=NOW) == 0
    assert (Escalation.objects.count(), Callback.objects.count()) == (1, 0)


def test_what_a_manager_dismissed_is_not_raised_again_for_the_same_wait():
    ticket, manager = make.ticket(at=LATE), make.manager()
    escalate_breaches(at=NOW)
    dismiss_escalation(ticket.escalations.get(), by=manager, why="Settled at the counter.")

    assert escalate_breaches(at=NOW + timedelta(minutes=5)) == 0


def test_a_new_wait_after_an_answer_is_flagged_again():
    ticket, manager = make.ticket(at=LATE), make.manager()
    escalate_breaches(at=NOW)
    escalate_breaches(at=STALE)
    record_outcome(ticket.callbacks.get(), outcome="solved", note="", by=manager, at=NOW)
    record_requester_contact(ticket, at=NOW + timedelta(minutes=1), body="It happened again.")

    assert escalate_breaches(at=NOW + timedelta(hours=6)) == 1
    assert ticket.escalations.count() == 2


def test_an_answered_case_is_left_alone():
    make.reply(make.ticket(at=LATE))
    assert escalate_breaches(at=NOW) == 0


@pytest.mark.parametrize("verb", ["raise_escalation", "owe_callback"])
def test_one_broken_row_does_not_keep_the_others_waiting(monkeypatch, verb):
    bad, good = make.ticket(at=LATE - timedelta(hours=1)), make.ticket(at=LATE)
    from escalation.board import breaches

    do = getattr(breaches, verb)

    def do_or_fail(ticket, **arguments):
        if ticket.pk == bad.pk:
            raise ValueError("no such day")
        return do(ticket, **arguments)

    monkeypatch.setattr(breaches, verb, do_or_fail)
    escalate_breaches(at=STALE)
    done = {"raise_escalation": "escalations", "owe_callback": "callbacks"}[verb]
    assert getattr(good, done).exists()
    assert not getattr(bad, done).exists()


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_the_same_moment_flag_each_case_once():
    tickets = [make.ticket(at=LATE) for _ in range(12)]
    start = threading.Barrier(4)
    errors = []

    def sweep():
        try:
            start.wait(10)
            escalate_breaches(at=STALE)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    sweepers = [threading.Thread(target=sweep) for _ in range(4)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join(60)

    assert errors == []
    escalate_breaches(at=STALE)
    assert Escalation.objects.count() == Callback.objects.count() == len(tickets)
    for ticket in Ticket.objects.all():
        bodies = list(ticket.entries.filter(kind="escalation").order_by("pk").values_list("body", flat=True))
        assert [body.split(" (")[0].split(":")[0] for body in bodies] == ["SLA missed", "Still no answer"]
