"""Programs read the emails that came in, those that the desk sent, and those that others sent in our name."""

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.services import create_token
from tests import make
from tests.ledger.test_sent_api import ALBUM, post
from tests.mail.writing import deliver, letter
from tests.permissions.objects import with_second_step
from tickets.cases import reply_to_requester
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """Of one mail that came in, and an answer that leaves; beside those of a team that only managers see."""
    deliver(letter(sender="eve@buyers.test", subject="Of others"), envelope_from="eve@buyers.test")
    Ticket.objects.update(team=make.team())
    deliver(letter(sender="ann@buyers.test", subject="My code fails", headers={"Message-ID": "<one@buyers.test>"}))
    case = Ticket.objects.get(subject="My code fails")
    reply_to_requester(case, body="It works again.", by=make.agent(), seen_version=case.version)
    return case


def reads(client, person):
    headers = {"Authorization": f"Bearer {create_token(person, name='Reports')[1]}"}

    def read(name: str, *args: int, **asked: str):
        return client.get(reverse(f"v1:{name}", args=args), asked, headers=headers)

    return read


@pytest.fixture
def agent(client):
    return reads(client, make.agent())


@pytest.fixture
def manager(client):
    return reads(client, with_second_step(make.manager()))


def test_received_emails_are_listed_with_their_cases_and_read_as_they_came(case, agent, manager):
    rows = agent("received-list").json()["results"]
    assert [(row["subject"], row["from_address"], row["status"], row["cases"]) for row in rows] == [
        ("My code fails", "ann@buyers.test", "filed", [case.pk])
    ]
    assert agent("received-list", message_id="<one@buyers.test>", from_address="Ann@Buyers.test").json()["results"]
    assert not agent("received-list", from_address="eve@buyers.test").json()["results"]
    assert agent("received-detail", rows[0]["id"]).json() == rows[0]
    raw = agent("received-raw", rows[0]["id"])
    assert raw["Content-Type"] == "message/rfc822"
    assert b"<one@buyers.test>" in raw.content

    assert [row["subject"] for row in manager("received-list").json()["results"]] == ["My code fails", "Of others"]


def test_emails_of_the_desk_are_listed_with_what_became_of_them(case, agent, manager):
    rows = agent("outbound-list", to_address="ANN@buyers.test").json()["results"]
    assert {(row["status"], tuple(row["to"]), *row["cases"]) for row in rows} == {
        ("queued", ("ann@buyers.test",), case.pk)
    }
    assert len(rows) == 2, "the acknowledgement and the reply"
    assert b"It works again." in agent("outbound-raw", rows[0]["id"]).content
    assert not agent("outbound-list", to_address="eve@buyers.test").json()["results"]
    assert manager("outbound-list", to_address="eve@buyers.test").json()["results"]


@pytest.mark.parametrize("kind", ["received", "outbound"])
def test_an_email_on_a_case_of_others_is_not_there(case, agent, manager, kind):
    hidden = next(
        row["id"]
        for row in manager(f"{kind}-list").json()["results"]
        if "eve@buyers.test" in [row["from_address"], *row["to"]]
    )
    assert agent(f"{kind}-detail", hidden).status_code == 404
    assert agent(f"{kind}-raw", hidden).status_code == 404
    assert manager(f"{kind}-detail", hidden).status_code == 200


@pytest.mark.parametrize("kind", ["received", "outbound"])
def test_a_list_costs_the_same_however_long_it_is(case, agent, kind, django_assert_max_num_queries):
    for number in range(5):
        sender = f"more-{number}@buyers.test"
        deliver(letter(sender=sender), envelope_from=sender)
    agent(f"{kind}-list")
    with django_assert_max_num_queries(6):
        assert len(agent(f"{kind}-list").json()["results"]) >= 6


def test_what_others_sent_in_our_name_is_listed(client, agent):
    post(client, "sent-list", ALBUM)
    (row,) = agent("sent-list", to_address="ann@buyers.test", sent_since="2026-11-01T00:00:00Z").json()["results"]
    assert (row["source"], row["subject"]) == ("Lantern Row", "Your free album")
    assert agent("sent-detail", row["id"]).json() == row
    assert not agent("sent-list", sent_since=timezone.now().isoformat()).json()["results"]
