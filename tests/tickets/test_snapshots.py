"""Each field of a case is given back by an undo, or there is a reason why it never is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.cases.snapshots import (
    NEVER_UNDONE,
    OF_BULK_CHANGES,
    OF_MERGES,
    OF_REPLIES,
    fields_of,
    is_still,
    take_snapshot,
)
from tickets.models import Ticket

UNDONE = {Ticket._meta.get_field(name).name for name in (*OF_BULK_CHANGES, *OF_REPLIES, *OF_MERGES)}


def test_every_field_of_a_case_is_undone_or_has_a_reason_not_to_be():
    assert UNDONE | set(NEVER_UNDONE) == {field.name for field in Ticket._meta.concrete_fields if not field.generated}
    assert UNDONE & set(NEVER_UNDONE) == set()


@pytest.mark.django_db
def test_a_snapshot_gives_back_what_it_was_taken_of():
    moments = {"active_at": timezone.now(), "solving_spent": timedelta(hours=3, microseconds=7), "cart_cents": 4200}
    ticket = make.ticket(assignee=make.agent())
    Ticket.objects.filter(pk=ticket.pk).update(**moments)
    ticket.refresh_from_db()
    kept = take_snapshot(ticket, UNDONE)
    columns = [Ticket._meta.get_field(name).attname for name in UNDONE]
    assert fields_of(kept) == {name: getattr(ticket, name) for name in columns}
    assert all(is_still(ticket, name, kept[name]) for name in UNDONE)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    ticket.refresh_from_db()
    assert [name for name in UNDONE if not is_still(ticket, name, kept[name])] == ["assignee"]


def test_what_earlier_versions_kept_of_a_merge_is_read_too():
    ticket = Ticket(solving_spent=timedelta(seconds=90), cart_cents=4200, assignee_id=7)
    assert is_still(ticket, "solving_spent", 90_000_000)
    assert is_still(ticket, "cart_cents", 4200)
    assert is_still(ticket, "assignee_id", 7)
