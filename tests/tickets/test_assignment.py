"""Cases find their people by the rule of the team: in turn or to whoever has the fewest, never to the away."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from escalation.duty.person_status import set_status
from tests import make
from tests.permissions.objects import with_second_step
from tests.provider.knocking import at_one_moment
from tickets import tasks
from tickets.cases import record_requester_contact
from tickets.models import AssignmentRule, Availability, Ticket
from tickets.rules import configure_assignment, start_absence

NOW = timezone.now()
Method = AssignmentRule.Method


@pytest.fixture
def people(agent, team):
    """Three of the team, in the order of their keys."""
    return [agent, make.agent(name="Ben Adeyemi", teams=[team]), make.agent(name="Chloe Marchetti", teams=[team])]


def rule(team, method: str = Method.IN_TURN, **limits: int) -> None:
    configure_assignment(methods={team.pk: method}, limits=limits)


def arrive(team, count: int = 1) -> list[Ticket]:
    """Cases by mail, and the tasks that their services enqueued."""
    cases = [make.ticket(team=team, channel="email") for _ in range(count)]
    tasks.auto_assign(team.pk)
    return cases


def owners(cases: list[Ticket]) -> list[str]:
    found = Ticket.objects.select_related("assignee").in_bulk([case.pk for case in cases])
    return [found[case.pk].assignee.name if found[case.pk].assignee else "" for case in cases]


@pytest.mark.django_db
def test_in_turn_each_gets_the_next_one_and_the_case_says_why(team, people):
    rule(team)
    cases = arrive(team, 4) + arrive(team)
    ana, ben, chloe = [person.name for person in people]
    assert owners(cases) == [ana, ben, chloe, ana, ben]
    entry = cases[1].entries.get(kind="assignment")
    assert (entry.actor, entry.body) == (None, "Given to Ben Adeyemi, whose turn it is in Riverside.")
    assert Ticket.objects.get(pk=cases[1].pk).status == "open"


@pytest.mark.django_db
def test_the_least_loaded_gets_the_next_one_and_equals_take_turns(team, people):
    ana, ben, chloe = people
    for _ in range(2):
        make.ticket(team=team, assignee=ana, status="open")
    make.ticket(team=team, assignee=ben, status="open")
    make.ticket(team=team, assignee=ben, status="pending")  # waits for the requester: no load
    rule(team, Method.LEAST_LOADED)
    cases = arrive(team, 4)
    assert owners(cases) == [chloe.name, ben.name, chloe.name, ana.name]
    assert cases[0].entries.get(kind="assignment").body == (
        "Given to Chloe Marchetti, who has the fewest open cases of Riverside (0)."
    )


@pytest.mark.django_db
def test_without_a_rule_people_take_cases_themselves(team, people):
    assert owners(arrive(team, 2)) == ["", ""]
    rule(team, Method.NOBODY)
    assert owners(arrive(team, 2)) == ["", ""]


@pytest.mark.django_db
def test_nobody_is_given_more_than_the_limit_and_the_next_comes_when_one_is_solved(team, people, browser):
    ana, ben, chloe = people
    configure_assignment(methods={team.pk: Method.IN_TURN}, limits={ana.pk: 1, ben.pk: 0, chloe.pk: 0})
    first, second = arrive(team, 2)
    assert owners([first, second]) == [ana.name, ""]
    browser.post(f"/tickets/{first.pk}/solve/")
    tasks.auto_assign_to(ana.pk)
    assert owners([second]) == [ana.name]


@pytest.mark.django_db
def test_whoever_puts_a_case_back_does_not_get_it_again_at_once(team, people, browser):
    ana, ben, _chloe = people
    rule(team)
    (case,) = arrive(team)
    assert owners([case]) == [ana.name]
    AssignmentRule.objects.update(last=people[2])  # it would be Ana's turn again
    browser.post(f"/tickets/{case.pk}/assign/", {"assignee": ""})
    tasks.auto_assign_to(ana.pk)
    assert owners([case]) == [ben.name]


@pytest.mark.django_db
def test_a_call_is_left_to_whoever_picks_up_and_given_out_when_nobody_did(team, people):
    rule(team)
    with time_machine.travel(NOW, tick=False) as clock:
        called = make.ticket(team=team, channel="phone", at=NOW)
        tasks.sweep_assignment()
        assert owners([called]) == [""]
        clock.shift(timedelta(minutes=5))
        tasks.sweep_assignment()
        assert owners([called]) == [people[0].name]


@pytest.mark.django_db
def test_snoozed_and_pending_cases_and_those_of_other_teams_are_given_to_nobody(team, people):
    rule(team)
    snoozed = make.ticket(team=team, channel="email")
    Ticket.objects.filter(pk=snoozed.pk).update(snoozed_at=NOW, snoozed_until=NOW + timedelta(days=1))
    cases = [snoozed, make.ticket(team=team, status="pending", channel="email"), make.ticket(channel="email")]
    tasks.sweep_assignment()
    assert owners(cases) == ["", "", ""]


@pytest.mark.django_db
def test_the_away_are_skipped_until_they_are_back(team, people):
    ana, ben, chloe = people
    rule(team)
    with time_machine.travel(NOW, tick=False) as clock:
        start_absence(ben, until=NOW + timedelta(hours=1), at=NOW)
        assert owners(arrive(team, 3)) == [ana.name, chloe.name, ana.name]
        clock.shift(timedelta(hours=1))
        assert owners(arrive(team, 1)) == [ben.name]


@pytest.mark.django_db
def test_who_goes_away_gives_back_what_is_unanswered_and_keeps_the_rest(browser, agent, team):
    unanswered = make.ticket(team=team, assignee=agent, status="open")
    answered = make.ticket(team=team, assignee=agent, status="open")
    Ticket.objects.filter(pk=answered.pk).update(waiting_since=None, reply_due_at=None)

    page = browser.post("/away/", {"until": "back", "note": "Training"}, follow=True).content.decode()

    assert "One unanswered case went back to the team" in page
    assert "until further notice · Training" in page
    assert owners([unanswered, answered]) == ["", agent.name]
    said = unanswered.entries.get(kind="assignment")
    assert said.body == "Put back: Ana Silva is away and the customer is waiting."
    assert "Away" in browser.get("/settings/duty/state/").content.decode()


@pytest.mark.django_db
def test_a_requester_who_writes_to_the_away_is_answered_by_the_team(team, people):
    ana, ben, chloe = people
    rule(team)
    case = make.ticket(team=team, assignee=ana, status="pending", channel="email")
    Ticket.objects.filter(pk=case.pk).update(waiting_since=None, reply_due_at=None)
    with time_machine.travel(NOW, tick=False):
        start_absence(ana, until=NOW + timedelta(days=1), at=NOW)
        assert owners([case]) == [ana.name]
        record_requester_contact(Ticket.objects.get(pk=case.pk), at=NOW, body="Hello?")
        tasks.sweep_assignment()
    assert owners([case])[0] in {ben.name, chloe.name}


@pytest.mark.django_db
def test_back_again_one_is_given_cases_again(browser, agent, team):
    rule(team)
    start_absence(agent, until=None, at=NOW)
    (case,) = arrive(team)
    assert owners([case]) == [""]
    assert browser.post("/away/back/").url == "/away/"
    tasks.auto_assign_to(agent.pk)
    assert owners([case]) == [agent.name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"until": "hour"}, "2030-05-10T13:30:00+00:00"),
        ({"until": "tomorrow"}, "2030-05-11T09:00:00+00:00"),
        ({"until": "monday"}, "2030-05-13T09:00:00+00:00"),
        ({"until": "custom", "moment": "2030-06-01T08:00"}, "2030-06-01T08:00:00+00:00"),
    ],
)
def test_an_absence_ends_when_one_said(browser, agent, fields, until):
    with time_machine.travel("2030-05-10T12:30:00+00:00", tick=False):  # a Friday
        browser.force_login(agent)
        assert browser.post("/away/", fields).status_code == 302
    assert Availability.objects.get(user=agent).away_until.isoformat() == until


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{}, {"until": "never"}, {"until": "custom"}, {"until": "custom", "moment": "2001-01-01T09:00"}]
)
def test_an_absence_without_a_sensible_end_is_refused(browser, fields):
    assert browser.post("/away/", fields).status_code == 422
    assert not Availability.objects.exists()


@pytest.mark.django_db
def test_an_admin_sets_rules_and_limits_and_sees_who_is_away(client, team, people):
    start_absence(people[1], until=None, at=NOW)
    client.force_login(with_second_step(make.admin()))
    fields = {f"team-{team.pk}-method": "in_turn"} | {f"person-{person.pk}-most_cases": 3 for person in people}
    page = client.post("/settings/assignment/", fields, follow=True).content.decode()
    assert page.count("until further notice") == 1
    assert team.assignment_rule.method == Method.IN_TURN
    assert set(Availability.objects.values_list("most_cases", flat=True)) == {3}
    assert client.post("/settings/assignment/", fields | {f"team-{team.pk}-method": "?"}).status_code == 422


@pytest.mark.django_db
def test_where_a_case_is_assigned_one_reads_who_is_away_or_has_the_phone_off(
    browser, team, people, django_assert_num_queries
):
    case, at = make.ticket(team=team), timezone.now()
    set_status(people[1], to="away", until=None, at=at)
    url = "/tickets/bulk/choices/?of=assignee"
    with CaptureQueriesContext(connection) as queries:
        browser.get(url)
    few = len(queries)
    set_status(people[2], to="phone-off", until=None, at=at)
    for _more in range(3):
        set_status(make.agent(teams=[team]), to="phone-off", until=None, at=at)
    for page in (browser.get(f"/tickets/{case.pk}/"), browser.get(url)):
        assert "Ben Adeyemi · Away" in page.content.decode()
        assert "Chloe Marchetti · Phone off" in page.content.decode()
    with django_assert_num_queries(few):
        browser.get(url)


@pytest.mark.django_db(transaction=True)
def test_many_who_give_out_at_one_moment_share_out_fairly():
    team = make.team()
    agents = [make.agent(teams=[team]) for _ in range(4)]
    rule(team)
    cases = [make.ticket(team=team, channel="email") for _ in range(24)]

    def give_out() -> None:
        tasks.auto_assign(team.pk)
        connection.close()

    at_one_moment([partial(give_out) for _ in range(8)])
    given = Counter(Ticket.objects.filter(pk__in=[case.pk for case in cases]).values_list("assignee", flat=True))
    assert given == {agent.pk: 6 for agent in agents}
    assert all(case.entries.filter(kind="assignment").count() == 1 for case in cases)


@pytest.mark.django_db
def test_giving_out_one_case_or_ten_reads_the_people_once(team, people, django_assert_max_num_queries):
    rule(team)
    make.ticket(team=team, channel="email")
    with django_assert_max_num_queries(14):
        tasks.auto_assign(team.pk)
