"""The settings pages of teams, organizers and events: add, change, what a deletion does, and what is refused."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Team
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import Event, Organizer

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(with_second_step(make.admin()))
    return client


def test_a_team_is_made_filled_and_deleted_and_the_page_says_what_that_changes(client):
    ana = make.agent(name="Ana")
    assert client.post(reverse("escalation:new_team"), {"name": "Jazz", "members": [ana.pk]}).status_code == 302
    team = Team.objects.get(name="Jazz")
    assert list(team.members.all()) == [ana]
    assert client.post(reverse("escalation:new_team"), {"name": "Jazz"}).status_code == 422
    case = make.ticket(team=team)
    make.organizer(team=team)
    page = client.get(reverse("escalation:team", args=[team.pk])).content.decode()
    assert "Kept, but without Jazz: 1 organizer." in page
    assert client.post(reverse("escalation:delete_team", args=[team.pk])).status_code == 302
    case.refresh_from_db()
    assert case.team is None


def test_an_organizer_with_events_is_kept_and_the_page_says_why(client):
    team = make.team()
    fields = {"name": "Blue Note", "team": team.pk, "contact_email": "ben@bluenote.test"}
    assert client.post(reverse("tickets:new_organizer"), fields).status_code == 302
    organizer = Organizer.objects.get(name="Blue Note")
    assert organizer.team == team
    again = client.post(reverse("tickets:new_organizer"), fields)
    assert again.status_code == 422
    assert "already exists" in again.content.decode()
    event = make.event(organizer=organizer)
    page = client.get(reverse("tickets:edit_organizer", args=[organizer.pk])).content.decode()
    assert "Blue Note cannot be deleted: it still has 1 event." in page
    assert reverse("tickets:delete_organizer", args=[organizer.pk]) not in page
    refused = client.post(reverse("tickets:delete_organizer", args=[organizer.pk]))
    assert refused.status_code == 409
    event.delete()
    assert client.post(reverse("tickets:delete_organizer", args=[organizer.pk])).status_code == 302
    assert not Organizer.objects.exists()


def test_the_times_of_an_event_are_those_of_its_venue(client):
    organizer = make.organizer()
    fields = {"name": "Jazz Fest", "organizer": organizer.pk, "venue": "Pier 4", "timezone": "America/New_York"}
    fields |= {"starts_at": "2026-12-05T20:00", "doors_at": "2026-12-05T19:00"}
    assert client.post(reverse("tickets:new_event"), fields).status_code == 302
    event = Event.objects.get()
    assert event.starts_at == datetime(2026, 12, 6, 1, tzinfo=UTC)
    assert event.external_id.startswith("desk-")
    page = client.get(reverse("tickets:edit_event", args=[event.pk])).content.decode()
    assert 'value="2026-12-05T20:00"' in page
    assert "Dec 2026, " in client.get(reverse("tickets:event_settings")).content.decode()
    late = client.post(
        reverse("tickets:edit_event", args=[event.pk]), fields | {"doors_at": "2026-12-05T21:00", "external_id": "E-1"}
    )
    assert late.status_code == 422
    case = make.ticket(event=event)
    assert client.post(reverse("tickets:delete_event", args=[event.pk])).status_code == 302
    case.refresh_from_db()
    assert case.event is None


def test_an_empty_list_offers_the_button_that_fills_it(client):
    for page, add in (
        ("escalation:teams", "escalation:new_team"),
        ("tickets:organizer_settings", "tickets:new_organizer"),
        ("tickets:event_settings", "tickets:new_event"),
    ):
        text = client.get(reverse(page)).content.decode()
        assert text.count(f'href="{reverse(add)}"') == 2, page
