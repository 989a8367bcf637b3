"""Replies that leave later: not before their time, not once the requester wrote, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.tickets.test_write import form
from tickets.cases import record_requester_contact
from tickets.composer import scheduling
from tickets.composer.scheduling import send_due_replies
from tickets.forms.cases import SnoozeForm
from tickets.models import Attachment, Draft, Entry, ScheduledReply

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    return make.ticket(requester=make.requester(name="Ann Lee", email="ann@buyers.test"))


def page_of(browser, ticket):
    return browser.get(ticket.get_absolute_url()).content.decode()


def test_a_reply_waits_until_its_moment_and_then_leaves_once(browser, agent, ticket):
    plan = make.attachment(ticket, uploaded_by=agent)
    later = {"until": "tomorrow", "cc": "hall@riverside.test", "after": "solve", "attachments": plan.pk}
    said = form(ticket, body="Doors open at 7.", **later)
    for _twice in range(2):
        assert browser.post(reverse("tickets:schedule", args=[ticket.pk]), said).status_code == 302
    planned = ScheduledReply.objects.get()
    page = page_of(browser, ticket)
    assert ("unless the customer writes first" in page, "Doors open at 7." in page) == (True, True)
    assert 'class="composer-dock"' in page, "the composer is free for something else"
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None, "nobody was answered yet"
    assert not OutboundMessage.objects.exists()

    send_due_replies(at=planned.due_at - timedelta(seconds=1))
    assert not OutboundMessage.objects.exists()
    for _twice in range(2):
        send_due_replies(at=planned.due_at)
    message = OutboundMessage.objects.get()
    assert (message.to, message.cc) == (["ann@buyers.test"], ["hall@riverside.test"])
    assert Attachment.objects.get(pk=plan.pk).entry == ticket.entries.get(kind=Entry.Kind.REPLY)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == ("solved", None)
    assert not ScheduledReply.objects.exists()


def test_when_the_requester_writes_first_it_is_a_draft_again(browser, agent, ticket):
    planned = make.scheduled_reply(ticket, by=agent, cc=["hall@riverside.test"])
    record_requester_contact(ticket, at=timezone.now(), body="Never mind.")
    assert "will not be sent: something new came in" in page_of(browser, ticket)
    send_due_replies(at=planned.due_at)
    assert not OutboundMessage.objects.exists()
    draft = Draft.objects.get(agent=agent, ticket=ticket)
    assert (draft.body, draft.cc) == ("Doors open at 7.", "hall@riverside.test")
    page = page_of(browser, ticket)
    assert "Scheduled reply not sent: something new came in." in page
    assert 'class="composer-dock is-open"' in page


def test_its_author_edits_it_or_sends_it_at_once(browser, client, agent, ticket):
    planned = make.scheduled_reply(ticket, by=agent)
    assert browser.post(reverse("tickets:unschedule", args=[planned.pk])).status_code == 302
    assert not ScheduledReply.objects.exists()
    assert Draft.objects.get(agent=agent).body == "Doors open at 7."

    planned = make.scheduled_reply(ticket, by=agent)
    assert browser.post(reverse("tickets:send_scheduled", args=[planned.pk])).status_code == 302
    assert OutboundMessage.objects.count() == 1
    assert browser.post(reverse("tickets:send_scheduled", args=[planned.pk])).status_code == 404
    assert 'value="z"' not in page_of(browser, ticket)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"until": "custom", "moment": "2020-01-01T09:00"}, 422),
        ({"until": "never"}, 422),
        ({"until": "tomorrow", "mode": "note"}, 422),
        ({"until": "tomorrow", "cc": "nobody"}, 422),
        ({"until": "tomorrow", "version": 0}, 409),
    ],
)
def test_what_cannot_be_scheduled_stays_in_the_composer(browser, ticket, fields, status):
    answer = browser.post(reverse("tickets:schedule", args=[ticket.pk]), form(ticket, **fields))
    assert answer.status_code == status
    assert "Try BRASS20." in answer.content.decode()
    assert not ScheduledReply.objects.exists()


def test_a_case_that_was_closed_meanwhile_gives_the_reply_back(agent, ticket):
    planned = make.scheduled_reply(ticket, by=agent)
    type(ticket).objects.filter(pk=ticket.pk).update(status="closed", solved_at=timezone.now())
    send_due_replies(at=planned.due_at)
    assert not OutboundMessage.objects.exists()
    assert Draft.objects.get(agent=agent).body == "Doors open at 7."


@pytest.mark.parametrize("act", ["unschedule", "send_scheduled"])
def test_a_planned_reply_that_leaves_at_this_moment_is_neither_edited_nor_said_to_be_unsent(
    browser, agent, ticket, monkeypatch, act
):
    planned = make.scheduled_reply(ticket, by=agent)

    def sent_first(request, pk, **whose):
        send_due_replies(at=planned.due_at)
        return planned

    monkeypatch.setattr("tickets.views.composer._scheduled", sent_first)
    page = browser.post(reverse(f"tickets:{act}", args=[planned.pk]), follow=True)
    assert page.status_code == 200
    assert "This scheduled reply was sent or given back a moment ago." in page.content.decode()
    assert OutboundMessage.objects.count() == 1


def test_replies_that_fail_keep_no_other_waiting_however_many_they_are(agent, ticket, monkeypatch):
    for _number in range(3):
        make.scheduled_reply(ticket, by=agent)
    sound = make.scheduled_reply(ticket, by=agent)
    send = scheduling.send_scheduled
    asked = []

    def fails(planned, *, at):
        asked.append(planned.pk)
        if planned != sound:
            raise RuntimeError("a fault of ours")
        return send(planned, at=at)

    monkeypatch.setattr(scheduling, "send_scheduled", fails)
    send_due_replies(at=sound.due_at)
    assert len(asked) == 4
    assert OutboundMessage.objects.count() == 1


def test_a_reply_that_is_scheduled_again_leaves_at_the_other_moment_once(browser, ticket):
    said = form(ticket)
    for until in ("tomorrow", "monday"):
        browser.post(reverse("tickets:schedule", args=[ticket.pk]), said | {"until": until})
        moment = ScheduledReply.objects.get().due_at
    assert moment.astimezone(timezone.get_default_timezone()).weekday() == 0
    send_due_replies(at=moment)
    assert browser.post(reverse("tickets:schedule", args=[ticket.pk]), said | {"until": "monday"}).status_code == 409
    assert OutboundMessage.objects.count() == 1


def test_whoever_sees_the_case_stops_a_colleagues_reply_and_it_stays_theirs(browser, desk, ticket):
    ben = make.agent(name="Ben Adeyemi")
    for person in (browser, desk):
        planned = make.scheduled_reply(ticket, by=ben)
        page = page_of(person, ticket)
        assert ("Cancel reply" in page, "Send now" in page) == (True, False)
        assert person.post(reverse("tickets:send_scheduled", args=[planned.pk])).status_code == 404
        answer = person.post(reverse("tickets:unschedule", args=[planned.pk]), follow=True)
        assert "The text is a draft of Ben Adeyemi again." in answer.content.decode()
        assert not ScheduledReply.objects.exists()
        assert Draft.objects.get(agent=ben, ticket=ticket).body == "Doors open at 7."
    stopped = ticket.entries.filter(body__startswith="Cancelled the scheduled reply of Ben Adeyemi.")
    assert stopped.count() == 2


@pytest.mark.parametrize("how", ["another team", "switched off"])
@pytest.mark.parametrize("who", ["its time", "a manager"])
def test_a_reply_whose_author_sees_the_case_no_more_is_not_sent_and_a_colleague_has_its_text(desk, ticket, how, who):
    ben = make.agent(name="Ben Adeyemi")
    plan = make.attachment(ticket, uploaded_by=ben)
    planned = make.scheduled_reply(ticket, by=ben, attachments=(plan.pk,))
    if how == "another team":
        type(ticket).objects.filter(pk=ticket.pk).update(team=make.team(name="Refunds"))
    else:
        type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    assert "will not be sent: Ben Adeyemi cannot see this case" in page_of(desk, ticket)
    if who == "its time":
        send_due_replies(at=planned.due_at)
    else:
        desk.post(reverse("tickets:unschedule", args=[planned.pk]))
    assert not OutboundMessage.objects.exists()
    assert not Draft.objects.filter(agent=ben).exclude(body="").exists()
    note = ticket.entries.get(kind=Entry.Kind.NOTE)
    assert (note.actor, note.body.endswith("Doors open at 7.")) == (ben, True)
    assert Attachment.objects.get(pk=plan.pk).entry == note
    said = {"its time": "not sent: Ben Adeyemi cannot see this case", "a manager": "Cancelled the scheduled reply"}
    assert said[who] in ticket.entries.get(kind=Entry.Kind.STATUS).body


def test_one_that_is_late_is_not_announced_for_a_moment_that_has_passed(browser, agent, ticket):
    make.scheduled_reply(ticket, by=agent, due_at=timezone.now() - timedelta(minutes=3))
    page = page_of(browser, ticket)
    assert ("and will leave shortly" in page, "</strong>, unless the customer" in page) == (True, False)


def test_the_line_names_everybody_who_gets_it_and_the_zone_of_its_moment(browser, agent, ticket):
    make.scheduled_reply(ticket, by=agent, cc=["hall@riverside.test"], bcc=["boss@desk.test"])
    page = page_of(browser, ticket)
    assert "Cc hall@riverside.test" in page
    assert "Bcc boss@desk.test" in page
    assert page.count(" UTC</strong>") == 1
    assert "<small>UTC time</small>" in page


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "2027-03-14T02:30",
            "The clocks go forward on Sun 14 Mar: 2:30 AM does not exist. Choose another time",
        ),
        ("2027-11-07T01:30", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_in_plain_words_and_one_that_they_show_twice_is_the_first(
    ticket, typed, read
):
    with timezone.override("America/New_York"), time_machine.travel(datetime(2027, 1, 15, tzinfo=UTC)):
        later = SnoozeForm({"until": "custom", "moment": typed}, ticket=ticket, at=timezone.now())
        assert later.fields["moment"].help_text == "New York time"
        assert (later.wakes_at if later.is_valid() else later.problem.removesuffix(", such as 3:30 AM.")) == read
