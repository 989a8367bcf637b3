"""What stands beside a case or goes on in another one is another team's matter when that case is."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.services import create_token
from tests import make
from tickets.cases.links import link_tickets
from tickets.merging import merge_tickets
from tickets.models import Entry, Hint, Ticket

pytestmark = pytest.mark.django_db
SECRET = "The strike of the stage hands"


@pytest.fixture
def theirs():
    ticket = make.ticket(subject=SECRET)
    Ticket.objects.filter(pk=ticket.pk).update(team=make.team())
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def merged(theirs):
    """A case that everybody could see, and which is part of the other team's now."""
    ticket = make.ticket()
    merge_tickets(ticket, into=theirs, by=make.manager())
    theirs.refresh_from_db()
    ticket.refresh_from_db()
    return ticket


DOORS = ["write", "attachments", "draft", "remedy", "refusal", "take", "assign", "priority", "status", "solve"]
DOORS += ["watch", "leave", "tags", "snooze", "wake", "people", "promise", "fields", "link", "merge", "timeline"]
DOORS += ["raise", "orders"]


@pytest.mark.parametrize("door", ["", *(f"{door}/" for door in DOORS)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_number_of_a_merged_case_opens_no_door_into_another_team_s(browser, merged, theirs, door, method):
    before = (theirs.version, Entry.objects.count())
    answer = getattr(browser, method)(f"/tickets/{merged.pk}/{door}", {"body": "x", "mode": "note", "q": "x"})
    theirs.refresh_from_db()
    assert answer.status_code in {404, 405}
    assert SECRET not in answer.content.decode()
    assert (theirs.version, Entry.objects.count()) == before


def test_nor_does_the_api(merged, theirs):
    _token, text = create_token(make.agent(), name="Reports")
    bearer, entries = {"Authorization": f"Bearer {text}"}, Entry.objects.count()
    told = {"note": {"body": "x"}, "reply": {"body": "x", "seen_version": 1}, "assign": {"assignee": None}, "solve": {}}
    assert Client().get(reverse("v1:ticket-detail", args=[merged.pk]), headers=bearer).status_code == 404
    for action, data in told.items():
        url = reverse(f"v1:ticket-{action}", args=[merged.pk])
        answer = Client().post(url, json.dumps(data), content_type="application/json", headers=bearer)
        assert answer.status_code == 404, action
    assert Entry.objects.count() == entries


def test_who_may_see_both_is_led_on(merged, theirs):
    client = Client()
    client.force_login(make.agent(teams=[theirs.team]))
    answer = client.get(f"/tickets/{merged.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/tickets/{theirs.pk}/")


def test_a_link_is_shown_only_to_who_may_see_what_its_other_end_became(browser, theirs):
    ticket, other = make.ticket(), make.ticket()
    link = link_tickets(ticket, to=other, by=make.manager())
    merge_tickets(other, into=theirs, by=make.manager())
    assert SECRET not in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert browser.post(f"/tickets/links/{link.pk}/remove/", {"from": ticket.pk}).status_code == 404


def test_a_hint_is_shown_only_to_who_may_see_the_case_that_it_names(browser, theirs, desk):
    ticket = make.ticket()
    hint = make.hint(ticket, kind=Hint.Kind.DUPLICATE, text=f"Another open case: {SECRET}", other=theirs)
    assert SECRET not in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert SECRET in desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert browser.post(f"/hints/{hint.pk}/dismiss/").status_code == 404


def test_the_api_takes_no_event_of_another_team():
    theirs, ours = make.event(), make.event()
    theirs.organizer.team = make.team()
    theirs.organizer.save()
    _token, text = create_token(make.agent(), name="Reports")
    for event, status in ((theirs, 400), (ours, 201)):
        answer = Client().post(
            reverse("v1:ticket-list"),
            json.dumps({"text": "The code fails.", "event": event.pk}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}"},
        )
        assert answer.status_code == status
