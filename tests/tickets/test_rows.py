"""A row of a list: what it shows, and that more rows ask nothing more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tickets.lists.rows import rows_of, with_row_facts
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def all_rows(**options: object) -> list[dict[str, object]]:
    return rows_of(list(with_row_facts(Ticket.objects.order_by("pk"))), view="open", **options)


def test_the_marks_of_a_row_stand_in_the_order_of_their_urgency():
    ticket, now = make.ticket(priority="urgent"), timezone.now()
    counts = {"manager_requests_count": 1, "calls_count": 2, "messages_count": 3}
    snoozed = {"snoozed_at": now, "snoozed_until": now + timedelta(days=1)}
    Ticket.objects.filter(pk=ticket.pk).update(**counts, **snoozed, cart_cents=18400, cart_currency="USD")
    make.promise(ticket, due_at=now + timedelta(minutes=10, seconds=30), kind="call")
    make.promise(ticket, due_at=now + timedelta(days=2))
    make.tag("vip", cases=[ticket])

    [row] = all_rows()

    first, promised, *others, tag = row["marks"]
    assert first["words"] == "asked for manager"
    assert (promised["css"], "in 10m" in promised["words"], "Callback" in promised["icon"]) == (
        "chip tone-red",
        True,
        True,
    )
    words = [mark["words"] for mark in others if not mark["icon"]]
    assert words == ["Urgent", "called 2×", "cart $184.00", "3 messages"]  # noqa: RUF001
    assert (tag["words"], tag["css"]) == ("vip", "tag tone-gray")


def test_who_has_no_name_is_called_by_the_number_without_a_query_for_each_row():
    make.ticket()
    with CaptureQueriesContext(connection) as of_named:
        all_rows()
    for _n in range(3):
        make.ticket(requester=make.requester(name=""))
    with CaptureQueriesContext(connection) as of_nameless:
        rows = all_rows()

    assert len(of_nameless) == len(of_named) + 1
    assert all(row["requester"] == str(row["case"].requester) for row in rows)
    assert all(row["requester"] in row["choice"] for row in rows)


def test_the_case_that_is_open_is_marked_in_the_list_beside_it():
    opened, _other = make.ticket(), make.ticket()

    assert [row["is_current"] for row in all_rows(opened=opened)] == [True, False]
    assert [row["is_current"] for row in all_rows()] == [False, False]
