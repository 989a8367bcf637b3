"""The pages of calls: who sees what, and what a recording gives to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.models import Recording, RecordingPlay
from simulator.phone_network import accepts
from tests import make
from tests.calls.town import TEAM

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(town, client):
    """A call that was answered and recorded, seen by an agent."""
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.run()
    client.force_login(make.agent())
    return Recording.objects.select_related("call").get()


def test_the_list_shows_who_answered_and_filters(recorded, client):
    page = client.get(reverse("calls:list")).content.decode()
    assert "Agent 2 answered after" in page
    assert "Agent 2 answered" not in client.get(reverse("calls:list"), {"outcome": "missed"}).content.decode()
    assert "Agent 2 answered" in client.get(reverse("calls:list"), {"number": "(500) 555-0131"}).content.decode()
    assert "No matching calls" in client.get(reverse("calls:list"), {"number": "5005550199"}).content.decode()


def test_every_page_of_a_call_opens(recorded, client):
    call = recorded.call
    addresses = [
        call.get_absolute_url(),
        reverse("calls:entry_panel", args=[call.pk]),
        reverse("calls:ticket_panel", args=[call.ticket_id]),
        reverse("calls:recording_panel", args=[recorded.pk]),
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
    assert reverse("calls:play", args=[recorded.pk]) in client.get(call.get_absolute_url()).content.decode()


def test_pages_go_on_where_the_last_one_ended(client):
    client.force_login(make.agent())
    at = timezone.now()
    for n in range(65):
        make.call(started_at=at - timedelta(minutes=n), from_number=f"+1500555{n:04d}")
    seen, url = [], reverse("calls:list")
    while url:
        page = client.get(url).context["page"]
        seen += [call.pk for call in page["calls"]]
        url = page["older_url"] and reverse("calls:list") + page["older_url"]
    assert len(seen) == len(set(seen)) == 65
    back = client.get(reverse("calls:list") + page["newer_url"]).context["page"]
    assert [call.pk for call in back["calls"]] == seen[30:60]


def test_another_teams_call_is_not_seen(recorded, client):
    recorded.call.ticket.team = make.team()
    recorded.call.ticket.save()
    agent = make.agent()
    client.force_login(agent)
    recorded.call.ticket.refresh_from_db()
    for name, pk in (("detail", recorded.call.pk), ("play", recorded.pk), ("recording_panel", recorded.pk)):
        assert client.get(reverse(f"calls:{name}", args=[pk])).status_code == 404
    assert RecordingPlay.objects.count() == 0


def test_those_who_are_rung_see_it_on_every_page_and_others_do_not(town, client):
    town.call()
    town.network.advance(20)
    rung = make.User.objects.get(ring_memberships__phone=TEAM[1])
    client.force_login(rung)
    shown = client.get(reverse("calls:ringing")).content.decode()
    assert "+1 500-555-0131" in shown
    assert "Press 1 on +1 500-555-0112" in shown
    client.force_login(make.agent())
    assert "ringing" not in client.get(reverse("calls:ringing")).content.decode()

    town.person(TEAM[2], accepts(after=1, talk=20))
    town.network.advance(60)
    client.force_login(rung)
    assert "ringing" not in client.get(reverse("calls:ringing")).content.decode()
    told = client.get(reverse("calls:ringing"), {"shown": ["bar", f"{make.Call.objects.get().pk}:ringing"]})
    assert "Agent 3 answered" in told.content.decode()
