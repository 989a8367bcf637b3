"""A moment of an event is said as the clock of its venue shows it, with the name of its time, whoever reads it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carts.recovery.codes import issue_code
from carts.recovery.mail import write_mail
from helpdesk.lib.moments import clock_of, say_time_there
from helpdesk.lib.time_zones import zone_called
from tests import make
from tickets.composer.placeholders import fill

pytestmark = pytest.mark.django_db

ZONE = "Asia/Tokyo"
BEGINS = "8:15 PM JST"


@pytest.fixture
def event(team, agent):
    agent.timezone = "America/New_York"
    agent.save()
    there = timezone.now().astimezone(zone_called(ZONE)).replace(hour=20, minute=15, second=0) + timedelta(days=9)
    return make.event(organizer=make.organizer(team=team), starts_at=there, timezone=ZONE)


def page(browser, address: str) -> str:
    return browser.get(address).content.decode()


def test_every_page_that_names_its_time_names_the_zone(browser, event, team):
    case = make.ticket(event=event, team=team)
    pages = [reverse("tickets:events"), reverse("tickets:organizers"), event.get_absolute_url()]
    for address in [*pages, event.organizer.get_absolute_url(), reverse("tickets:about", args=[case.pk])]:
        assert BEGINS in page(browser, address), address


def test_on_its_day_doors_and_the_hours_left_are_said_in_its_zone(browser, event, team):
    event.starts_at = timezone.now() - timedelta(hours=1)
    event.doors_at = event.starts_at - timedelta(hours=1)
    event.save()
    doors, begins = (say_time_there(moment, event.zone) for moment in (event.doors_at, event.starts_at))
    for address in (reverse("tickets:events"), event.get_absolute_url()):
        shown = page(browser, address)
        assert f"Doors {doors}" in shown
        assert f"begins {begins}" in shown
    case = make.ticket(event=event, team=team)
    assert re.search(r'data-moment="ago"[^>]* title="[^"]* JST"', page(browser, case.get_absolute_url()))


def test_placeholders_and_the_recovery_mail_say_it(agent, event, team):
    case = make.ticket(event=event, team=team)
    assert fill("{{ event.time }}", case, agent=agent) == BEGINS
    step = make.mailed_step(event=event)
    mail = write_mail(step, code=issue_code(step.cart, at=timezone.now()))
    assert BEGINS in mail.text
    assert BEGINS in mail.html


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "20:30 CEST"),
        ("America/New_York", "14:30 EDT"),
        ("Asia/Dubai", "22:30 UTC+04"),
        ("Asia/Kathmandu", "00:15 UTC+0545"),
        ("America/Sao_Paulo", "15:30 UTC-03"),
        ("Mars/Olympus", "18:30 UTC"),
        ("", "18:30 UTC"),
    ],
)
def test_a_clock_without_a_short_name_is_said_by_its_difference(zone, said):
    with clock_of("24"):
        assert say_time_there(datetime(2026, 7, 1, 18, 30, tzinfo=UTC), zone_called(zone)) == said


def test_an_event_with_a_zone_that_is_none_breaks_no_page(browser, event, team):
    event.timezone = "Mars/Olympus"
    event.save()
    for address in (reverse("tickets:events"), reverse("tickets:organizers"), event.get_absolute_url()):
        assert "UTC" in page(browser, address)
