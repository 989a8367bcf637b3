"""The bell: what concerns a person, whether they read it, and what they want to be told of."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from escalation.models import Escalation
from helpdesk.lib import live
from tests import make
from tests.permissions.objects import with_second_step
from tickets.cases import add_note, assign_ticket, record_requester_contact
from tickets.cases.mentions import mark_mentions_seen, mention_people
from tickets.models import Entry, NoticeSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    agent = make.agent(name="Ana Silva")
    client.force_login(agent)
    return agent


def entry(ticket, kind, **fields) -> Entry:
    return Entry.objects.create(ticket=ticket, kind=kind, occurred_at=timezone.now(), **fields)


def test_the_bell_shows_what_others_did_on_my_cases_and_who_mentions_me(client, agent):
    mine, theirs = make.ticket(assignee=agent), make.ticket(assignee=make.agent())
    entry(mine, Entry.Kind.ASSIGNMENT, actor=agent)
    record_requester_contact(mine, at=timezone.now(), body="Are you there?")
    mention_people(entry(theirs, Entry.Kind.NOTE, actor=theirs.assignee), people=[agent], by=theirs.assignee)

    page = client.get("/notices/").content.decode()

    assert 'data-unread="2"' in page
    assert page.count(f"wrote to you in {mine}") == 1
    assert f"mentions you in {theirs}" in page
    assert f"wrote to you in {theirs}" not in page
    assert "is assigned to you" not in page


def test_what_was_answered_or_seen_on_its_case_is_read(client, agent):
    mine, theirs = make.ticket(assignee=agent), make.ticket()
    mention_people(entry(theirs, Entry.Kind.NOTE), people=[agent], by=make.agent())
    make.reply(mine, by=agent)
    mark_mentions_seen(theirs, by=agent)

    page = client.get("/notices/").content.decode()

    assert 'data-unread="0"' in page
    assert f"wrote to you in {mine}" in page
    assert f"mentions you in {theirs}" in page


def test_a_manager_hears_of_each_new_escalation_and_an_agent_only_of_their_own(client, agent):
    manager, ticket = with_second_step(make.manager()), make.ticket(assignee=agent)
    make.escalation(ticket, by=agent)
    make.escalation(ticket, reason=Escalation.Reason.ASKED_FOR_MANAGER, by=agent)
    words = f"{ticket} is escalated to managers"

    assert words not in client.get("/notices/").content.decode()
    client.force_login(manager)
    page = client.get("/notices/").content.decode()
    assert page.count(words) == 1
    assert 'data-unread="1"' in page
    assert "A case is escalated to managers" in client.get("/me/notices/").content.decode()
    client.force_login(agent)
    assert "A case is escalated to managers" not in client.get("/me/notices/").content.decode()


def test_the_bell_of_the_assignee_alone_is_told_and_not_of_what_they_did(
    agent, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(live, "_publish", lambda parts, *channels, **marks: told.append((parts, channels)))
    mine, by = make.ticket(assignee=agent), make.agent()
    with django_capture_on_commit_callbacks(execute=True):
        record_requester_contact(mine, at=timezone.now(), body="Are you there?")
        add_note(mine, body="The code is for students.", by=by)
        assign_ticket(mine, to=by, by=agent)
        assign_ticket(mine, to=by, by=by)

    heard = [channels for parts, channels in told if "notices" in parts]
    assert heard == [(live.audience_of(agent.pk),), (live.audience_of(by.pk),)]


def test_a_case_that_i_may_not_see_any_more_is_not_in_the_bell(client, agent):
    hidden = make.ticket(team=make.team())
    mention_people(entry(hidden, Entry.Kind.NOTE), people=[agent], by=make.manager())

    assert 'data-unread="0"' in client.get("/notices/").content.decode()


def test_what_was_read_stays_read_until_something_happens(client, agent):
    mine = make.ticket(assignee=agent)
    shown = {"until": entry(mine, Entry.Kind.MESSAGE).occurred_at.isoformat()}

    assert 'data-unread="0"' in client.post("/notices/read/", shown, headers={"HX-Request": "true"}).content.decode()
    assert client.post("/notices/read/", shown).status_code == 302
    entry(mine, Entry.Kind.MESSAGE)
    assert 'data-unread="1"' in client.get("/notices/").content.decode()


def test_what_came_after_the_bell_was_shown_is_not_read_with_it(client, agent):
    mine = make.ticket(assignee=agent)
    entry(mine, Entry.Kind.MESSAGE)
    (shown,) = re.findall('name="until" value="([^"]+)"', client.get("/notices/").content.decode())
    mention_people(entry(mine, Entry.Kind.NOTE), people=[agent], by=make.manager())

    for until in (shown, "", "soon"):
        answer = client.post("/notices/read/", {"until": until}, headers={"HX-Request": "true"})
        assert 'data-unread="1"' in answer.content.decode()
    (newest,) = re.findall('name="until" value="([^"]+)"', answer.content.decode())
    for until in (newest, shown):
        client.post("/notices/read/", {"until": until})
        assert 'data-unread="0"' in client.get("/notices/").content.decode()


def test_the_bell_asks_as_often_for_many_notices_as_for_one(client, agent, django_assert_max_num_queries):
    mine = make.ticket(assignee=agent)
    for _number in range(30):
        entry(mine, Entry.Kind.MESSAGE)
    with django_assert_max_num_queries(5):
        client.get("/notices/")


def test_a_person_chooses_what_is_heard_and_silent_hours(client, agent):
    chosen = {"sounds": ["ringing"], "desktop": [], "silent_from": "22:00", "silent_until": "07:00"}
    assert client.post("/me/notices/", chosen).status_code == 302
    settings = NoticeSettings.objects.get(user=agent)
    assert (settings.sounds, settings.desktop, settings.silent_from) == (["ringing"], [], dt.time(22))
    page = client.get("/notices/").content.decode()
    assert 'data-sounds="ringing"' in page
    assert 'data-silent-from="22:00"' in page
    half = client.post("/me/notices/", chosen | {"silent_until": ""})
    assert half.status_code == 422
    assert "need a beginning and an end" in half.content.decode()
