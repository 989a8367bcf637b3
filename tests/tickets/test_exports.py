"""A list of cases leaves the desk as a file: with a reason, and harmless in a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse

from tests import make
from tests.permissions.objects import with_second_step
from tickets.imports.csv.column_names import FIELDS, guess_columns
from tickets.models import CaseExport, Ticket

pytestmark = pytest.mark.django_db
EXPORT = reverse("tickets:export")


@pytest.fixture
def manager_browser(client):
    client.force_login(with_second_step(make.manager(name="Mo Ba")))
    return client


def exported(browser, **asked: str) -> list[dict[str, str]]:
    answer = browser.post(f"{EXPORT}?view=open", {"why": "Asked by the organizer"} | asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_nothing_leaves_without_a_reason(manager_browser):
    assert manager_browser.post(EXPORT, {"why": ""}).status_code == 422
    assert not CaseExport.objects.exists()


def test_who_took_which_list_out_and_why_is_written_down(manager_browser):
    exported(manager_browser)
    export = CaseExport.objects.get()
    assert (str(export.user), export.reason, export.filters) == ("Mo Ba", "Asked by the organizer", {"view": "open"})


def test_no_cell_is_taken_for_a_formula(manager_browser):
    requester = make.requester(name='=HYPERLINK("https://evil.test")', phone="+15005559001")
    make.ticket(requester=requester, subject="@SUM(A1)", order_reference="-1+2")
    [row] = exported(manager_browser)
    assert row["Customer"] == '\'=HYPERLINK("https://evil.test")'
    assert (row["Subject"], row["Order"], row["Phone"]) == ("'@SUM(A1)", "'-1+2", "'+15005559001")


def test_the_queries_do_not_grow_with_the_rows(manager_browser, django_assert_num_queries):
    make.ticket()
    exported(manager_browser)
    with django_assert_num_queries(6):
        exported(manager_browser)
    for _case in range(10):
        make.ticket(event=make.event(), assignee=make.agent())
    with django_assert_num_queries(6):
        assert len(exported(manager_browser)) == 11


def test_what_was_exported_can_be_brought_in_elsewhere(manager_browser):
    make.ticket(subject="+1 for the balcony")
    [row] = exported(manager_browser)
    columns = guess_columns(list(row))
    assert set(FIELDS) - set(columns) == {"body"}
    assert Ticket.objects.get().status == row[columns["status"]]
