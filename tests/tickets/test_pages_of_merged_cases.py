"""What is sent from a page that was opened before its case was merged: it is done where that goes on, or refused."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from escalation.board import escalate_by_hand, owe_callback
from escalation.models import Callback, Escalation
from helpdesk.mail.models import OutboundMessage
from tests import make
from tickets.cases import snooze_ticket
from tickets.forms.base import new_key
from tickets.lists import change_in_bulk
from tickets.merging import merge_tickets
from tickets.models import Entry, FieldValue, Promise, Tag, Tagging, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(agent, team):
    """A case that was merged, as the page before the merge knew it, and the one where it goes on."""
    source, into = make.ticket(), make.ticket()
    snooze_ticket(source, until=timezone.now() + timedelta(days=1), by=agent)
    read_before = Ticket.objects.get(pk=source.pk)
    merge_tickets(source, into=into, by=agent)
    return read_before, into


def standing(*cases) -> list:
    """All that the rows of these cases say, and what stands on their timelines, with their tags and fields."""
    keys = [case.pk for case in cases]
    rows = list(Ticket.objects.filter(pk__in=keys).order_by("pk").values())
    return [rows, Entry.objects.filter(ticket__in=keys).count(), Tagging.objects.count(), FieldValue.objects.count()]


def test_a_button_changes_neither_case_and_says_why(browser, cases, team):
    source, into = cases
    field = make.custom_field()
    told = {
        "tags": {"new": "vip"},
        "assign": {"assignee": f"team-{team.pk}"},
        "wake": {},
        "snooze": {"until": "tomorrow"},
        "fields": {f"field_{field.pk}": "B12"},
    }
    before = standing(*cases)
    for door, data in told.items():
        answer = browser.post(f"/tickets/{source.pk}/{door}/", data)
        assert answer.status_code == 409, door
        assert f"was merged into case {into.pk}" in answer.content.decode(), door
    assert standing(*cases) == before


@pytest.mark.parametrize("verb", ["solve", "tag", "assign", "snooze", "priority"])
def test_among_many_the_merged_one_stays_and_the_others_are_changed(agent, cases, verb):
    source, _into = cases
    other = make.ticket()
    tag = Tag.objects.create(name="vip")
    value = {"tag": str(tag.pk), "assign": str(agent.pk), "snooze": "tomorrow", "priority": "high"}.get(verb, "")
    before = standing(source)
    change = change_in_bulk([source, other], verb=verb, value=value, by=agent, key=uuid.uuid4())
    assert standing(source)[:2] == before[:2]
    refused, changed = change.steps.get(ticket=source), change.steps.get(ticket=other)
    assert "was merged into case" in refused.refusal
    assert changed.was


def test_a_promise_is_owed_where_the_case_goes_on(browser, cases):
    source, into = cases
    form = {"key": new_key(), "what": "We call", "kind": "call", "until": "hour"}
    assert browser.post(f"/tickets/{source.pk}/promise/", form).status_code == 302
    assert Promise.objects.get().ticket == into


def test_a_call_that_is_owed_at_the_moment_of_the_merge_is_owed_and_stands_before_the_managers(agent, cases):
    source, into = cases
    escalate_by_hand(source, reason="agent", detail="Lost", by=agent, owes_callback=True)
    owe_callback(source, at=timezone.now())
    assert Escalation.objects.get().ticket == Callback.objects.get().ticket == Promise.objects.get().ticket == into


def forward(browser, address, **more):
    form = {"key": new_key(), "to": "hall@riverside.test", "subject": "Fwd: Seats", "body": "Please look."}
    return browser.post(address, form | more)


def test_a_conversation_that_grew_by_a_merge_is_read_before_it_is_forwarded(browser, cases):
    source, into = cases
    answer = forward(browser, f"/tickets/{source.pk}/forward/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"was merged into case {into.pk}" in page
    assert "Please look." in page
    assert not OutboundMessage.objects.exists()

    assert f'action="/tickets/{into.pk}/forward/' in page
    assert forward(browser, f"/tickets/{into.pk}/forward/").status_code == 302
    assert OutboundMessage.objects.count() == 1


def test_one_message_is_forwarded_from_the_case_where_it_stands_now(browser, cases):
    source, into = cases
    said = into.entries.get(came_from=source, kind=Entry.Kind.MESSAGE)
    assert forward(browser, f"/tickets/{source.pk}/forward/?entry={said.pk}").status_code == 302
    sent = OutboundMessage.objects.get()
    assert said.body in bytes(sent.raw).decode()
    assert into.entries.filter(kind=Entry.Kind.FORWARD, message=sent).exists()
