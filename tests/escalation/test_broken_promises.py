"""A case that nobody answered in time comes before a manager once, whoever sweeps."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from escalation.models import Callback, Escalation
from escalation.services import (
    cancel_callback,
    dismiss_escalation,
    escalate_broken_promises,
    record_outcome,
)
from escalation.tasks import sweep_broken_promises
from tests import make
from tickets.models import Ticket
from tickets.services import record_requester_contact

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATE = NOW - timedelta(hours=5)


def test_the_sweep_flags_the_late_case_and_owes_a_call():
    ticket, in_time = make.ticket(at=LATE), make.ticket(at=NOW)
    with time_machine.travel(NOW, tick=False):
        sweep_broken_promises()

    escalation = ticket.escalations.get()
    assert (escalation.reason, escalation.detail) == ("no_reply", "waiting for 5 hours")
    callback = ticket.callbacks.get()
    assert (callback.escalation, callback.phone) == (escalation, ticket.requester.phone)
    assert callback.due_at == NOW + timedelta(minutes=30)
    assert not in_time.escalations.exists()
    ticket.refresh_from_db()
    assert ticket.escalated_at is not None


def test_a_second_sweep_changes_nothing():
    make.ticket(at=LATE)
    assert escalate_broken_promises(at=NOW) == 1
    assert escalate_broken_promises(at=NOW) == 0
    assert (Escalation.objects.count(), Callback.objects.count()) == (1, 1)


def test_what_a_manager_dismissed_is_not_raised_again_for_the_same_wait():
    ticket, manager = make.ticket(at=LATE), make.manager()
    escalate_broken_promises(at=NOW)
    cancel_callback(ticket.callbacks.get(), by=manager, why="Came to the counter.")
    dismiss_escalation(ticket.escalations.get(), by=manager, why="Settled at the counter.")

    assert escalate_broken_promises(at=NOW + timedelta(minutes=5)) == 0


def test_a_new_wait_after_an_answer_is_flagged_again():
    ticket, manager = make.ticket(at=LATE), make.manager()
    escalate_broken_promises(at=NOW)
    record_outcome(ticket.callbacks.get(), outcome="solved", note="", by=manager, at=NOW)
    record_requester_contact(ticket, at=NOW + timedelta(minutes=1), body="It happened again.")

    assert escalate_broken_promises(at=NOW + timedelta(hours=6)) == 1
    assert ticket.escalations.count() == 2


def test_an_answered_case_is_left_alone():
    make.reply(make.ticket(at=LATE))
    assert escalate_broken_promises(at=NOW) == 0


def test_one_broken_row_does_not_keep_the_others_waiting(monkeypatch):
    bad, good = make.ticket(at=LATE - timedelta(hours=1)), make.ticket(at=LATE)
    from escalation.services import broken_promises

    owe = broken_promises.owe_callback

    def owe_or_fail(ticket, **arguments):
        if ticket.pk == bad.pk:
            raise ValueError("no such day")
        return owe(ticket, **arguments)

    monkeypatch.setattr(broken_promises, "owe_callback", owe_or_fail)

    assert escalate_broken_promises(at=NOW) == 1
    assert good.callbacks.exists()
    assert not bad.escalations.exists()


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_the_same_moment_flag_each_case_once():
    tickets = [make.ticket(at=LATE) for _ in range(12)]
    start = threading.Barrier(4)
    errors = []

    def sweep():
        try:
            start.wait(10)
            escalate_broken_promises(at=NOW)
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
    escalate_broken_promises(at=NOW)
    assert Escalation.objects.count() == Callback.objects.count() == len(tickets)
    for ticket in Ticket.objects.all():
        assert ticket.entries.filter(kind="escalation").count() == 1
