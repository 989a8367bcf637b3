"""A status changes by one guarded UPDATE or not at all."""

import itertools
import threading

import pytest
from django.apps import apps
from django.db import connections
from django.utils import timezone

from helpdesk.lib.transitions import StatusModel, TransitionError, move, try_move
from tests import make
from tickets.models import Ticket

MODELS = [model for model in apps.get_models() if issubclass(model, StatusModel)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_moves_of_a_model_name_only_its_own_statuses(model):
    statuses = set(model.Status)
    assert set(model.MOVES) <= statuses
    assert set(itertools.chain.from_iterable(model.MOVES.values())) <= statuses


def test_every_model_whose_status_moves_is_one_of_them():
    assert MODELS
    assert [model for model in apps.get_models() if hasattr(model, "MOVES") and model not in MODELS] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(itertools.product(Ticket.Status, Ticket.Status)))
def test_a_case_moves_as_its_table_says(before, after):
    ticket = make.ticket(status=before)
    into = make.ticket() if after == Ticket.Status.MERGED else None
    allowed = after in Ticket.MOVES.get(before, ())
    assert try_move(ticket, after, solved_at=timezone.now(), merged_into=into) is allowed
    ticket.refresh_from_db()
    assert ticket.status == (after if allowed else before)


@pytest.mark.django_db
def test_a_person_is_told_which_row_could_not_move_and_why():
    ticket = make.ticket(status=Ticket.Status.CLOSED)
    with pytest.raises(TransitionError, match=f"Case {ticket.pk} cannot go from Closed to Open"):
        move(ticket, Ticket.Status.OPEN)


@pytest.mark.django_db
def test_a_row_that_another_hand_moved_first_is_left_alone():
    ticket = make.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(status=Ticket.Status.SOLVED, solved_at=timezone.now())
    assert try_move(ticket, Ticket.Status.OPEN) is False
    assert ticket.status == Ticket.Status.NEW


@pytest.mark.django_db(transaction=True)
def test_of_eight_hands_at_once_one_moves_the_row():
    ticket = make.ticket()
    barrier, results = threading.Barrier(8), []

    def hand() -> None:
        mine = Ticket.objects.get(pk=ticket.pk)
        barrier.wait()
        results.append(try_move(mine, Ticket.Status.OPEN))
        connections.close_all()

    threads = [threading.Thread(target=hand) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
