"""One thing done to many cases at once, and taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from helpdesk.accounts.models import User
from tests import make
from tickets.cases import add_note, change_priority, give_promise, record_requester_contact
from tickets.lists import change_in_bulk
from tickets.models import BulkChange, BulkStep, Ticket

pytestmark = pytest.mark.django_db
Status = Ticket.Status
NOW = timezone.now()


def post(browser, cases, verb, key=None, **fields):
    data = {"key": key or uuid4(), "view": "open&channel=phone", "case": [case.pk for case in cases]} | {"act": verb}
    return browser.post("/tickets/bulk/", data | fields)


def undo(browser):
    return browser.post(f"/tickets/bulk/{BulkChange.objects.latest('pk').pk}/undo/", follow=True)


def said(browser) -> list[str]:
    return [str(message) for message in browser.get("/tickets/").context["messages"]]


def standing(cases) -> list[dict]:
    fields = [field.attname for field in Ticket._meta.concrete_fields]
    return [Ticket.objects.values(*fields).get(pk=case.pk) for case in cases]


@pytest.fixture
def cases(agent) -> list[Ticket]:
    """One in each status that can be worked on."""
    earlier = NOW - timedelta(hours=2)
    return [
        make.ticket(at=earlier),
        make.ticket(at=earlier, status="open", assignee=agent),
        make.ticket(at=earlier, status="pending"),
    ]


def test_all_selected_cases_are_solved_and_the_same_list_comes_back(browser, cases):
    answer = post(browser, cases, "solve")
    assert answer["Location"] == "/tickets/?view=open&channel=phone"
    assert {case["status"] for case in standing(cases)} == {Status.SOLVED}
    page = browser.get("/tickets/").content.decode()
    assert "3 cases solved" in page
    assert f"/tickets/bulk/{BulkChange.objects.get().pk}/undo/" in page


@pytest.mark.parametrize("act", ["solve", "assign", "priority", "tag", "snooze"])
def test_undone_every_case_is_as_it_was(browser, agent, cases, act):
    before, tag = standing(cases), make.tag("VIP")
    post(browser, cases, act, assignee=agent.pk, priority="urgent", tag=tag.pk, until="tomorrow")
    assert standing(cases) != before or tag.tickets.count() == 3

    page = undo(browser).content.decode()

    assert "as they were" in page
    assert standing(cases) == before
    assert tag.tickets.count() == 0


def test_what_is_undone_is_on_the_timeline(browser, cases):
    post(browser, cases[:1], "solve")
    undo(browser)
    assert cases[0].entries.filter(body="Undone: Solve.").count() == 1


def test_the_notice_says_what_was_done(browser, agent, cases):
    tag = make.tag("VIP")
    told = {"assignee": agent.pk, "priority": "urgent", "tag": tag.pk}
    post(browser, cases, "priority", **told)
    post(browser, cases[:1], "assign", **told)
    post(browser, cases[:1], "tag", **told)
    assert said(browser) == [
        "Priority of 3 cases: Urgent",
        "1 case assigned to Ana Silva",
        "1 case tagged “VIP”",
    ]


@pytest.mark.parametrize(
    ("act", "fields", "changed"),
    [
        ("solve", {}, {"status": Status.SOLVED}),
        ("assign", {"assignee": ""}, {"assignee_id": None}),
        ("priority", {"priority": "high"}, {"priority": "high"}),
    ],
)
def test_each_verb_does_what_it_does_to_one_case(browser, cases, act, fields, changed):
    post(browser, cases, act, **fields)
    for case in standing(cases):
        assert changed.items() <= case.items()


def test_many_cases_are_snoozed_and_those_without_an_event_stay(browser, cases):
    event = make.event(starts_at=NOW + timedelta(days=9))
    Ticket.objects.filter(pk=cases[0].pk).update(event=event)
    post(browser, cases, "snooze", until="event")
    assert [bool(case["snoozed_until"]) for case in standing(cases)] == [True, False, False]
    done, refused = said(browser)
    assert done == "1 case snoozed: The day before the event"
    assert "2 cases stay as they are." in refused
    assert post(browser, cases, "snooze").status_code == 422


def test_i_take_them_all(browser, agent, cases):
    post(browser, cases, "take")
    assert {case["assignee_id"] for case in standing(cases)} == {agent.pk}


def test_a_button_of_the_list_of_people_says_the_person_alone(browser, agent, cases):
    data = {"key": uuid4(), "view": "open", "case": [case.pk for case in cases]}
    browser.post("/tickets/bulk/", data | {"assignee": agent.pk})
    assert {case["assignee_id"] for case in standing(cases)} == {agent.pk}
    browser.post("/tickets/bulk/", data | {"assignee": ""})
    assert {case["assignee_id"] for case in standing(cases)} == {None}
    assert browser.post("/tickets/bulk/", data).status_code == 422


def test_waiting_and_opening_again_change_those_that_can(browser, cases):
    post(browser, cases, "pending")
    assert [case["status"] for case in standing(cases)] == [Status.NEW, Status.PENDING, Status.PENDING]
    assert ["1 case is waiting" in text or "1 case stays" in text for text in said(browser)] == [True, True]
    post(browser, cases, "open")
    assert [case["status"] for case in standing(cases)] == [Status.OPEN, Status.OPEN, Status.OPEN]


def test_what_is_refused_is_named_with_its_reason_and_the_others_are_changed(browser, cases):
    give_promise(cases[1], what="A manager calls back", due_at=NOW, at=NOW)
    post(browser, cases, "solve")
    assert [case["status"] for case in standing(cases)] == [Status.SOLVED, Status.OPEN, Status.SOLVED]
    done, refused = said(browser)
    assert done == "2 cases solved"
    assert "1 case stays as it is." in refused
    assert f"Case {cases[1].pk} cannot be solved yet" in refused


def test_a_case_is_given_only_to_who_may_see_it(browser, team):
    theirs, anybodys, stranger = make.ticket(team=team), make.ticket(), make.agent(name="Zoe")
    post(browser, [theirs, anybodys], "assign", assignee=stranger.pk)
    assert [case["assignee_id"] for case in standing([theirs, anybodys])] == [None, stranger.pk]
    assert any("cannot be given to Zoe" in text for text in said(browser))


def test_cases_are_handed_to_a_team_and_back(browser, agent, team, cases):
    other, before = make.team(name="Box office"), standing(cases)
    assert b"Box office" in browser.get("/tickets/bulk/choices/?of=assignee").content
    post(browser, cases, "assign", assignee=f"team-{other.pk}")
    assert {(case["team_id"], case["assignee_id"]) for case in standing(cases)} == {(other.pk, None)}
    assert said(browser) == ["3 cases assigned to Box office"]
    undo(browser)
    assert [case["team_id"] for case in standing(cases)] == [case["team_id"] for case in before]
    assert [case["assignee_id"] for case in standing(cases)] == [None, agent.pk, None]


@pytest.mark.parametrize("what", ["team", "person"])
def test_who_is_gone_gets_no_case_back_and_the_others_are_undone(browser, agent, team, what):
    left, other = make.agent(name="Zoe"), make.team(name="Box office")
    left.teams.add(team)
    theirs, anybodys = make.ticket(team=team, assignee=left), make.ticket()
    agent.teams.add(team)
    post(browser, [theirs, anybodys], "assign", assignee=f"team-{other.pk}")
    if what == "team":
        team.delete()
    else:
        User.objects.filter(pk=left.pk).update(is_active=False)
    page = undo(browser).content.decode()
    assert "1 case is as it was" in page
    assert "Not undone" in page
    assert [(case["team_id"], case["assignee_id"]) for case in standing([theirs, anybodys])] == [
        (other.pk, None),
        (None, None),
    ]


def test_a_team_that_is_deleted_at_this_moment_gets_no_case(agent, team):
    ticket, gone = make.ticket(), make.team(name="Gone")
    value = f"team-{gone.pk}"
    gone.delete()
    change = change_in_bulk([ticket], verb="assign", value=value, by=agent, key=uuid4())
    assert change.steps.get().refusal == "This team was deleted a moment ago."


@pytest.mark.parametrize("assignee", ["team-0", "team-x", "0", "nobody"])
def test_who_is_not_there_is_refused(browser, cases, assignee):
    before = standing(cases)
    assert post(browser, cases, "assign", assignee=assignee).status_code == 422
    assert standing(cases) == before


def test_undo_leaves_what_somebody_touched_since_and_says_which(browser, agent, cases):
    post(browser, cases, "solve")
    record_requester_contact(cases[0], at=timezone.now(), body="Still broken!")
    change_priority(cases[1], priority="high", by=make.agent())

    page = undo(browser).content.decode()

    assert [case["status"] for case in standing(cases)] == [Status.OPEN, Status.SOLVED, Status.PENDING]
    assert "1 case is as it was." in page
    assert "Not undone, because they were changed since:" in page
    for case in cases[:2]:
        assert str(case) in page


def test_a_note_written_since_counts_as_a_change(browser, agent, cases):
    post(browser, cases[:1], "priority", priority="low")
    add_note(cases[0], body="Looked at it.", by=agent)
    undo(browser)
    assert standing(cases[:1])[0]["priority"] == "low"


def test_undone_twice_is_undone_once(browser, cases):
    post(browser, cases[:1], "solve")
    for _ in range(2):
        undo(browser)
    assert cases[0].entries.filter(body="Undone: Solve.").count() == 1


def test_a_form_that_is_sent_twice_does_one_thing(browser, cases):
    key = uuid4()
    for _ in range(2):
        post(browser, cases, "priority", key=key, priority="high")
    assert (BulkChange.objects.count(), BulkStep.objects.count()) == (1, 3)
    assert cases[0].entries.filter(body__startswith="Priority").count() == 1


def test_the_form_of_a_page_that_the_browser_kept_does_another_thing(browser, cases):
    key = uuid4()
    post(browser, cases[:1], "priority", key=key, priority="high")
    post(browser, cases[1:], "solve", key=key)
    assert [case["status"] for case in standing(cases[1:])] == [Status.SOLVED, Status.SOLVED]


def test_nothing_is_changed_that_is_so_already(browser, cases):
    post(browser, cases[:1], "priority", priority="normal")
    assert said(browser) == ["The cases were so already: nothing was changed."]


def test_what_one_may_not_see_one_does_not_change(browser):
    hidden = make.ticket(team=make.team())
    assert post(browser, [hidden], "solve").status_code == 302
    assert standing([hidden])[0]["status"] == Status.NEW


def test_nobody_undoes_what_another_person_did(browser, cases):
    post(browser, cases, "solve")
    other = Client()
    other.force_login(make.agent())
    assert undo(other).status_code == 404
    assert standing(cases)[0]["status"] == Status.SOLVED


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": []}, "Select the cases first"),
        ({"case": ["x"]}, "x"),
        ({"case": ["9" * 30]}, "Select"),
        ({"act": "explode"}, "explode"),
        ({"act": "priority", "priority": ""}, "Choose the priority."),
        ({"act": "tag", "tag": "999"}, "valid choice"),
        ({"act": "assign", "assignee": "nobody"}, "valid choice"),
    ],
)
def test_what_cannot_be_done_is_said_on_a_page(browser, cases, fields, said):
    answer = post(browser, cases, "solve", **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_without_javascript_a_page_asks_what_to_do_with_the_selected(browser, cases, agent):
    page = post(browser, cases, "choose").content.decode()
    for words in [cases[0].subject, 'name="assignee"', 'name="tag"', 'value="priority"', f'value="{cases[2].pk}"']:
        assert words in page


@pytest.mark.parametrize("of", ["assignee", "priority", "tag"])
def test_the_bar_asks_for_its_choices_when_a_menu_opens(browser, of):
    page = browser.get("/tickets/bulk/choices/", {"of": of}).content.decode()
    assert f'name="{of}"' in page
    assert "<html" not in page


def test_the_bar_has_no_other_choices(browser):
    assert browser.get("/tickets/bulk/choices/", {"of": "case"}).status_code == 404
