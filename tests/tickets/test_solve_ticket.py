"""A case is solved when nothing is owed any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.lib.conflict import ConflictError
from tests import make
from tickets.cases import give_promise, keep_promise, solve_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_case_cannot_be_solved_while_a_promise_is_owed():
    ticket = make.ticket()
    at = timezone.now()
    promise = give_promise(ticket, what="A manager calls back", due_at=at + timedelta(minutes=30), at=at)
    ticket.refresh_from_db()

    with pytest.raises(ConflictError, match="A manager calls back"):
        solve_ticket(ticket, by=make.agent())

    keep_promise(promise, at=at)
    solve_ticket(ticket, by=make.agent(), note="New code sent")
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.SOLVED
    assert ticket.entries.last().body == "Solved. New code sent"
