"""One box: number, phone, mail, order, names and words with accents and typos."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(team):
    requester = make.requester(name="Jonas Müller", email="jonas@buyers.test", phone="+15005552099")
    return make.ticket(
        requester=requester, subject="Rejected code at the Café", order_reference="ord-1001", team=team, body=""
    )


def found(browser, asked: str) -> dict[str, list[int]]:
    groups = browser.get("/tickets/search/", {"q": asked}).context["groups"]
    return {str(group.label): [case.pk for case in group.cases] for group in groups}


@pytest.mark.parametrize(
    ("asked", "group"),
    [
        ("ORD-1001", "Order"),
        ("Jonas@Buyers.test", "E-mail"),
        ("+1 500-555-2099", "Phone"),
        ("(500) 555.2099", "Phone"),
        ("rejected cafe", "Subject"),
        ("CAFÉ", "Subject"),
        ("muller", "Name"),
        ("Müller jonas", "Name"),
        ("rejectd", "Similar words"),
    ],
)
def test_a_case_is_found_by(browser, ticket, asked, group):
    make.ticket(subject="Something else", body="")
    assert found(browser, asked) == {group: [ticket.pk]}


@pytest.mark.parametrize("mark", ["", "#"])
def test_a_case_is_found_by_its_number(browser, ticket, mark):
    assert found(browser, f"{mark}{ticket.pk}")["Case number"] == [ticket.pk]


@pytest.mark.parametrize("asked", ["ORD-1001", "jonas@buyers.test", "5005552099", "rejected", "müller", "rejectd"])
def test_what_one_may_not_see_is_not_found(browser, team, asked):
    requester = make.requester(name="Jonas Müller", email="jonas@buyers.test", phone="+15005552099")
    make.ticket(requester=requester, subject="Rejected code", order_reference="ORD-1001", team=make.team())
    assert found(browser, asked) == {}


@pytest.mark.parametrize("asked", ["", " ", "%", "_", "\\", "'; drop", "\0", "9" * 40, "x" * 5000, "@", "%%%%"])
def test_no_text_breaks_the_search(browser, ticket, asked):
    response = browser.get("/tickets/search/", {"q": asked})
    assert response.status_code == 200
    assert not response.context["groups"]


def test_a_search_costs_few_queries(browser, ticket, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get("/tickets/search/", {"q": "jonas"})
