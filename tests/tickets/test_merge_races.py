"""Merges at one moment, with connections of their own."""

from contextlib import suppress

import pytest
from django.utils import timezone

from tests import make
from tests.carts.test_races import at_once
from tickets.cases import record_requester_contact
from tickets.merging import MergeError, merge_tickets
from tickets.models import CaseMerge, Entry, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def merging(source, into, by):
    def act() -> None:
        with suppress(MergeError):
            merge_tickets(source, into=into, by=by)

    return act


@pytest.mark.parametrize("again", range(3))
def test_of_merges_that_cross_each_other_one_wins_and_no_case_leads_to_a_merged_one(again):
    agent, cases = make.agent(), [make.ticket() for _ in range(4)]
    one, two, three, four = cases
    pairs = [(one, two), (two, one), (two, three), (three, one), (one, four), (four, one), (one, two)]

    at_once(*(merging(source, into, agent) for source, into in pairs))

    merged = Ticket.objects.filter(status="merged").select_related("merged_into")
    assert merged
    assert all(case.merged_into.merged_into_id is None for case in merged)
    assert CaseMerge.objects.count() == merged.count()
    said = Entry.objects.filter(kind="message")
    assert said.count() == len(cases)
    assert not said.filter(ticket__status="merged").exists()


def test_what_is_written_while_a_case_is_merged_is_in_the_case_that_stands():
    agent, source, into = make.agent(), make.ticket(), make.ticket()
    read_before = [Ticket.objects.get(pk=source.pk) for _ in range(6)]

    at_once(
        merging(source, into, agent),
        *(
            lambda case=case, number=number: record_requester_contact(case, body=f"word {number}", at=timezone.now())
            for number, case in enumerate(read_before)
        ),
    )

    assert not source.entries.exists()
    assert into.entries.filter(body__startswith="word").count() == len(read_before)
    into.refresh_from_db()
    assert into.messages_count == len(read_before) + 2
