"""Cases over the API: what the pages do, for programs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.board import owe_callback
from helpdesk.accounts.services import create_token
from helpdesk.api.throttles import PersonThrottle
from helpdesk.mail.models import OutboundMessage, Suppression
from tests import make
from tickets.models import Entry, Requester, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return make.agent()


@pytest.fixture
def api(client, agent):
    """A program that holds the agent's token."""
    _token, text = create_token(agent, name="Reports")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


def post(api, name, *args, key="", **data):
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(reverse(f"v1:{name}", args=args), data, content_type="application/json", headers=headers)


def test_a_case_is_written_down_like_on_the_page(api, agent):
    response = post(
        api, "ticket-list", text="The code SUMMER is refused", email="Ann@Buyers.test", phone="+1 500 555 0199"
    )
    ticket = Ticket.objects.get()
    assert response.status_code == 201
    assert response.json()["subject"] == "The code SUMMER is refused"
    assert (ticket.requester.email, ticket.requester.phone) == ("ann@buyers.test", "+15005550199")
    assert ticket.entries.filter(actor=agent).exists()


def test_a_repeat_with_the_same_key_makes_one_case(api):
    answers = [post(api, "ticket-list", key="17", text="The code is refused").json()["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Ticket.objects.count() == 1


def test_one_person_s_key_never_finds_another_s_case(api, client):
    first = post(api, "ticket-list", key="17", text="Mine").json()["id"]
    _token, text = create_token(make.agent(), name="Other")
    api.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    assert post(api, "ticket-list", key="17", text="Yours").json()["id"] != first


@pytest.mark.parametrize("told", [{}, {"text": "  "}, {"text": "x", "email": "no address"}, {"text": "x", "event": 99}])
def test_what_is_wrong_is_named_and_nothing_is_written(api, told):
    response = post(api, "ticket-list", **told)
    assert response.status_code == 400
    assert not Ticket.objects.exists()


def test_a_case_comes_with_its_timeline(api):
    ticket = make.ticket()
    answer = api.get(reverse("v1:ticket-detail", args=[ticket.pk])).json()
    assert answer["version"] == ticket.version
    assert [entry["kind"] for entry in answer["entries"]] == [Entry.Kind.MESSAGE]


def test_a_list_asks_the_same_number_of_questions_for_any_number_of_cases(api, django_assert_num_queries):
    make.ticket()
    address = reverse("v1:ticket-list")
    api.get(address)  # writes down that the token was used
    for _ in range(4):
        make.ticket()
    with django_assert_num_queries(3):  # token, cases, addresses of their requesters
        assert len(api.get(address).json()["results"]) == 5


def test_a_list_is_narrowed_and_read_page_by_page(api, agent):
    mine = [make.ticket(assignee=agent).pk for _ in range(3)]
    make.ticket()
    first = api.get(reverse("v1:ticket-list"), {"assignee": agent.pk, "page_size": 2}).json()
    second = api.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == mine[::-1]
    assert second["next"] is None


def test_overdue_cases_are_those_past_their_promise(api):
    late = make.ticket(at=timezone.now() - timedelta(days=2))
    fresh = make.ticket()
    address = reverse("v1:ticket-list")
    assert [row["id"] for row in api.get(address, {"overdue": "true"}).json()["results"]] == [late.pk]
    assert [row["id"] for row in api.get(address, {"overdue": "false"}).json()["results"]] == [fresh.pk]


def test_a_reply_leaves_as_one_mail_however_often_it_is_sent(api):
    ticket = make.ticket()
    for _ in range(2):
        response = post(api, "ticket-reply", ticket.pk, key="a", body="Use CODE9.", seen_version=ticket.version)
        assert response.status_code == 201
    assert OutboundMessage.objects.filter(to_address=ticket.requester.email).count() == 1


def test_a_reply_has_the_recipients_and_the_subject_that_are_asked_for(api):
    ticket = make.ticket()
    fields = {"body": "Use CODE9.", "seen_version": ticket.version}
    twice = post(api, "ticket-reply", ticket.pk, cc=["a@b.test"], bcc=["A@b.test"], **fields)
    assert (twice.status_code, "a@b.test is there twice." in str(twice.json())) == (400, True)
    Suppression.objects.create(address="gone@b.test", reason="bounced")
    gone = post(api, "ticket-reply", ticket.pk, cc=["gone@b.test"], **fields)
    assert (gone.status_code, "gone@b.test bounced" in str(gone.json())) == (400, True)
    fields |= {"to": ["x@b.test"], "cc": ["y@b.test"], "bcc": ["z@b.test"], "subject": "Hi"}
    sent = post(api, "ticket-reply", ticket.pk, **fields)
    assert sent.status_code == 201
    message = OutboundMessage.objects.get()
    assert (message.to, message.cc, message.bcc) == (["x@b.test"], ["y@b.test"], ["z@b.test"])
    assert message.subject == f"Hi [Case {ticket.pk}]"


def test_a_reply_to_a_case_that_changed_meanwhile_is_a_conflict(api):
    ticket = make.ticket()
    response = post(api, "ticket-reply", ticket.pk, body="Late", seen_version=ticket.version - 1)
    assert (response.status_code, response.json()["code"]) == (409, "stale")
    assert not OutboundMessage.objects.exists()


def test_a_case_that_is_owed_a_callback_is_not_solved(api):
    ticket = make.ticket()
    owe_callback(ticket, at=timezone.now())
    response = post(api, "ticket-solve", ticket.pk)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert "A manager calls back" in response.json()["detail"]


def test_a_case_is_handed_over_noted_and_solved(api, agent):
    ticket = make.ticket()
    assert post(api, "ticket-assign", ticket.pk, assignee=agent.pk).json()["assignee"] == agent.pk
    assert post(api, "ticket-note", ticket.pk, body="Looked it up.").status_code == 201
    assert post(api, "ticket-solve", ticket.pk, note="New code").json()["status"] == "solved"


def test_a_case_that_somebody_has_is_taken_only_knowingly(api, agent):
    ben = make.agent(name="Ben Adeyemi")
    ticket = make.ticket(assignee=ben)
    refused = post(api, "ticket-assign", ticket.pk, assignee=agent.pk)
    assert (refused.status_code, refused.json()) == (409, {"detail": "Ben Adeyemi has it.", "code": "taken"})
    ticket.refresh_from_db()
    assert ticket.assignee == ben
    assert post(api, "ticket-assign", ticket.pk, assignee=agent.pk, instead_of=ben.pk).status_code == 200


def test_a_case_is_not_given_to_somebody_who_may_not_see_it(api, agent):
    ticket = make.ticket(team=(team := make.team()))
    agent.teams.add(team)
    response = post(api, "ticket-assign", ticket.pk, assignee=make.agent().pk)
    assert (response.status_code, list(response.json())) == (400, ["assignee"])


def test_too_many_requests_are_told_to_wait(api, monkeypatch):
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": "2/min"})
    statuses = [api.get(reverse("v1:ticket-list")).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_without_redis_the_api_works_and_is_only_unlimited(api, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"},
    }
    assert api.get(reverse("v1:ticket-list")).status_code == 200


@pytest.mark.parametrize("address", ["müller@bücher.example", "MÜLLER@xn--bcher-kva.example"])
def test_an_address_in_any_script_is_taken(api, address):
    assert post(api, "ticket-list", text="Help", email=address).status_code == 201
    assert Requester.objects.get().email == "müller@bücher.example"


@pytest.mark.parametrize("address", ["a@ü..de", "ü@", "a\u200bb@x.de", "a@-ü.de"])
def test_an_address_that_is_none_in_any_script_is_refused(api, address):
    assert "email" in post(api, "ticket-list", text="Help", email=address).json()
