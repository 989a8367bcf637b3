"""The pages of organizers and events: what goes wrong with each, counted for whoever may see it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 5, 10, 16, tzinfo=UTC)
"""Noon in New York."""


@pytest.fixture
def organizer(team):
    return make.organizer(name="Northgate Arena", team=team)


@pytest.fixture
def game(organizer):
    """Tonight at eight; the doors open at seven."""
    doors = NOW + timedelta(hours=7)
    return make.event(
        organizer=organizer,
        name="River Otters vs. Highland Foxes",
        timezone="America/New_York",
        doors_at=doors,
        starts_at=doors + timedelta(hours=1),
    )


@pytest.fixture
def noon(browser, agent):
    """The browser of the agent, at noon of the day."""
    with time_machine.travel(NOW, tick=False):
        browser.force_login(agent)
        yield browser


def problems(event, team) -> None:
    """Three open ones: one answered, one not, one too late; and one that is solved."""
    answered, late = (make.ticket(team=team, event=event, channel="email", at=NOW) for _ in range(2))
    make.ticket(team=team, event=event, channel="phone", at=NOW)
    solved = make.ticket(team=team, event=event, status="solved", at=NOW)
    Ticket.objects.filter(pk__in=[answered.pk, solved.pk]).update(waiting_since=None, reply_due_at=None)
    Ticket.objects.filter(pk=late.pk).update(reply_due_at=NOW - timedelta(minutes=1))


def test_on_its_day_an_event_says_when_the_doors_open_and_what_is_wrong(noon, game, team):
    problems(game, team)
    response = noon.get(f"/events/{game.pk}/")
    page = response.content.decode()
    assert "Event today" in page
    assert "Doors 7:00 PM EDT" in page
    count = response.context["count"]
    assert (count["open"], count["waiting"], count["late"], response.context["solved"]) == (3, 2, 1, 1)
    assert f"/tickets/?view=open&amp;event={game.pk}&amp;is=overdue" in page
    assert [(kind["value"], kind["count"], kind["percent"]) for kind in response.context["kinds"]] == [
        ("email", 2, 100),
        ("phone", 1, 50),
    ]
    assert len(response.context["rows"]) == 3


def test_each_number_leads_to_the_cases_that_it_counts(noon, game, team):
    problems(game, team)
    problems(make.event(organizer=game.organizer), team)
    for narrowed, expected in [("", 3), ("&is=waiting", 2), ("&is=overdue", 1)]:
        listed = noon.get(f"/tickets/?view=open&event={game.pk}{narrowed}")
        assert len(listed.context["cases"]) == expected
    listed = noon.get(f"/tickets/?view=open&organizer={game.organizer_id}")
    assert len(listed.context["cases"]) == 6


def test_an_organizer_s_page_counts_event_by_event_the_next_one_first(noon, game, organizer, team):
    later = make.event(organizer=organizer, starts_at=NOW + timedelta(days=9))
    over = make.event(organizer=organizer, starts_at=NOW - timedelta(days=9))
    problems(game, team)
    problems(over, team)
    response = noon.get(f"/events/organizers/{organizer.pk}/")
    assert [event.pk for event, _count in response.context["events"]] == [game.pk, later.pk, over.pk]
    assert [count["open"] for _event, count in response.context["events"]] == [3, 0, 3]
    assert response.context["total"]["open"] == 6
    assert response.context["solved"] == 2


def test_the_list_of_events_begins_with_today_and_ends_with_what_is_left_over(noon, game, organizer, team):
    later = make.event(organizer=organizer, starts_at=NOW + timedelta(days=9))
    over = make.event(organizer=organizer, starts_at=NOW - timedelta(days=9))
    make.event(organizer=organizer, starts_at=NOW - timedelta(days=8))  # over, and nothing is left
    problems(over, team)
    context = noon.get("/events/").context
    shown = {part: [event.pk for event, _count in context[part]] for part in ("today", "coming", "over")}
    assert shown == {"today": [game.pk], "coming": [later.pk], "over": [over.pk]}


def test_the_list_of_organizers_names_the_next_event_of_each(noon, game, team):
    problems(game, team)
    ((organizer, count),) = noon.get("/events/organizers/").context["organizers"]
    assert (organizer.next_starts_at, count["open"]) == (game.starts_at, 3)


def test_lists_of_many_are_read_page_by_page(noon, team):
    for number in range(60):
        make.event(
            organizer=make.organizer(name=f"Organizer {number:02}", team=team), starts_at=NOW + timedelta(hours=number)
        )
    for address, part in (("/events/organizers/", "organizers"), ("/events/", "coming")):
        first = noon.get(address)
        second = noon.get(address + first.context["older_url"])
        counts = [len(page.context[part]) + len(page.context.get("today") or []) for page in (first, second)]
        assert counts == [50, 10], address
        assert second.context["newer_url"] == address
    assert noon.get("/events/?after=x").status_code == 404
    assert noon.get("/events/organizers/?after=\0").status_code == 200


def test_another_team_s_organizers_and_events_do_not_exist_and_its_cases_do_not_count(noon, game, team):
    hidden = make.organizer(team=make.team())
    concert = make.event(organizer=hidden, starts_at=NOW)
    assert noon.get(f"/events/organizers/{hidden.pk}/").status_code == 404
    assert noon.get(f"/events/{concert.pk}/").status_code == 404
    assert str(concert) not in noon.get("/events/").content.decode()
    assert str(hidden) not in noon.get("/events/organizers/").content.decode()
    make.ticket(team=make.team(), event=game)
    assert noon.get(f"/events/{game.pk}/").context["count"]["open"] == 0


def test_a_case_of_today_says_so_in_its_head(noon, game, team):
    ticket = make.ticket(team=team, event=game)
    assert "Event today" in noon.get(f"/tickets/{ticket.pk}/").content.decode()
    about = noon.get(f"/tickets/{ticket.pk}/about/").content.decode()
    assert f'href="/events/{game.pk}/"' in about
    assert f'href="/events/organizers/{game.organizer_id}/"' in about


@pytest.mark.parametrize(
    "address", ["/events/", "/events/organizers/", "/events/organizers/{organizer}/", "/events/{event}/"]
)
def test_a_page_asks_the_same_for_one_event_and_for_thirty(client, team, address, django_assert_max_num_queries):
    organizer = make.organizer(team=team)
    client.force_login(make.agent(teams=[team]))
    for rows in (1, 29):
        for number in range(rows):
            event = make.event(organizer=organizer, starts_at=timezone.now() + timedelta(days=number - 2))
            make.event(organizer=make.organizer(team=team))
            make.ticket(team=team, event=event)
        client.get("/livez")
        with django_assert_max_num_queries(14):
            client.get(address.format(organizer=organizer.pk, event=event.pk))
