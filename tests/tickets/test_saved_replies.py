"""Saved replies and macros: filled in safely for the case, and done with the sending or not at all."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pghistory.models import Events

from helpdesk.mail.models import OutboundMessage
from tests import make
from tickets.composer.placeholders import PLACEHOLDERS, fill, find_unknown
from tickets.models import Draft, SavedReply, Tag

pytestmark = pytest.mark.django_db


def send(browser, ticket, **fields):
    ticket.refresh_from_db()
    standing = {"mode": "reply", "body": "Done.", "version": ticket.version, "revision": 0, "key": str(uuid.uuid4())}
    form = standing | fields
    return browser.post(f"/tickets/{ticket.pk}/write/", form)


def offered(browser, ticket, asked=""):
    page = browser.get(f"/tickets/{ticket.pk}/saved-replies/", {"q": asked}, headers={"HX-Request": "true"})
    return {str(option["reply"]): option["text"] for option in page.context["found"]}


def test_every_placeholder_is_filled_in_for_the_case(agent):
    ticket = make.ticket(
        event=make.event(venue="Hall 3"), order_reference="A7", requester=make.requester(name="Ann Lee")
    )
    text = fill(" | ".join(f"{{{{ {name} }}}}" for name in PLACEHOLDERS), ticket, agent=agent)
    assert "{{" not in text
    assert "⟦" not in text
    for part in ("Ann | Ann Lee", str(ticket.pk), "A7", ticket.event.name, "Hall 3", "Ana Silva | Ana"):
        assert part in text


@pytest.mark.parametrize(
    "text",
    ["{% load x %}", "{{ requester.first_name }}", "{{ settings.SECRET_KEY }}", "{% debug %}", "{{ 7|add:7 }}"],
)
def test_what_a_requester_is_called_is_never_run(agent, text):
    ticket = make.ticket(requester=make.requester(name=f"{text} Lee"))
    assert fill("{{ requester.name }}", ticket, agent=agent) == f"{text} Lee"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{ requester.password }} and {{ agent.name }}", ["{{ requester.password }}"]),
        ("{{ agent.name|upper }}", ["{{ agent.name|upper }}"]),
        ("Hello {{ requester.name", ["{{ requester.name"]),
        ("Hello requester.name }}", ["}}"]),
        ("{{}}", ["{{}}"]),
        ("{{requester.name}} {% now %}", []),
    ],
)
def test_a_placeholder_that_means_nothing_is_named(text, unknown):
    assert find_unknown(text) == unknown


def test_saving_an_unknown_placeholder_is_refused_and_names_it(desk):
    answer = desk.post("/settings/saved-replies/new/", {"name": "X", "body": "Dear {{ requester.nickname }}"})
    assert answer.status_code == 422
    assert "{{ requester.nickname }} means nothing here" in answer.content.decode()
    assert not SavedReply.objects.exists()


def test_a_manager_writes_previews_changes_and_deletes_one(desk):
    make.ticket(requester=make.requester(name="Ann Lee"))
    form = {"name": "Refund", "body": "Hello {{ requester.first_name }}", "status": "solved"}
    preview = desk.post("/settings/saved-replies/new/", form | {"then": "preview"}).content.decode()
    assert "Hello Ann" in preview
    assert not SavedReply.objects.exists()

    desk.post("/settings/saved-replies/new/", form)
    row = SavedReply.objects.get()
    desk.post(f"/settings/saved-replies/{row.pk}/", form | {"body": "Hi {{ requester.first_name }}"})
    row.refresh_from_db()
    assert (row.body, row.status) == ("Hi {{ requester.first_name }}", "solved")
    assert Events.objects.tracks(row).count() == 2

    desk.post(f"/settings/saved-replies/{row.pk}/delete/")
    assert not SavedReply.objects.exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "refund", "body": "x"}, "of this name"),
        ({"name": "Nothing"}, "Write a text"),
        ({"name": "To whom?", "assign": "team"}, "Choose the team"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(desk, fields, why):
    make.saved_reply(name="Refund")
    answer = desk.post("/settings/saved-replies/new/", fields)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_the_composer_finds_them_by_words_and_shows_nobody_those_of_another_team(browser, team):
    ticket = make.ticket(requester=make.requester(name="Ann Lee"))
    make.saved_reply(name="Where to park", body="Behind the arena.")
    make.saved_reply(name="Refund", body="Hello {{ requester.first_name }}, your refund left.", team=team)
    make.saved_reply(name="Refund of others", team=make.team())

    assert offered(browser, ticket, "refund left") == {"Refund": "Hello Ann, your refund left."}
    assert list(offered(browser, ticket)) == ["Refund", "Where to park"]
    assert offered(browser, ticket, "x\0%_") == {}


def test_thirty_of_them_cost_the_queries_of_fifteen(browser):
    ticket, tag = make.ticket(), Tag.objects.create(name="vip")
    counts = []
    for _round in range(2):
        for _ in range(15):
            make.saved_reply(tags=[tag])
        with CaptureQueriesContext(connection) as queries:
            offered(browser, ticket)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_without_javascript_it_begins_a_reply(browser):
    ticket = make.ticket(requester=make.requester(name="Ann Lee"))
    macro = make.saved_reply(status="pending")
    page = browser.get(f"/tickets/{ticket.pk}/saved-replies/").content.decode()
    assert f"/tickets/{ticket.pk}/?saved={macro.pk}" in page

    begun = browser.get(f"/tickets/{ticket.pk}/", {"saved": macro.pk})
    assert begun.context["composer"]["body"].value() == "Hello Ann, try BRASS20."
    assert "Wait for the customer" in begun.content.decode()


def test_a_macro_is_done_with_the_sending(browser, agent):
    ticket, tag = make.ticket(), Tag.objects.create(name="refund")
    macro = make.saved_reply(
        note="For {{ requester.email }}", status="pending", priority="high", assign="me", snooze="tomorrow", tags=[tag]
    )
    send(browser, ticket, macro=macro.pk, actions=["note", "status", "priority", "assign", "snooze", "tags"])

    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.assignee) == ("pending", "high", agent)
    assert ticket.snoozed_until is not None
    assert [tagging.tag for tagging in ticket.taggings.all()] == [tag]
    assert ticket.entries.get(kind="note").body == f"For {ticket.requester.email}"


def test_what_is_unticked_is_left_out(browser):
    ticket = make.ticket()
    macro = make.saved_reply(status="solved", priority="high")
    send(browser, ticket, macro=macro.pk, actions=["priority", "launch"])
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority) == ("open", "high")


def test_a_macro_that_fails_sends_nothing_and_changes_nothing(browser):
    ticket = make.ticket(requester=make.requester(email=""))
    macro = make.saved_reply(priority="high", status="solved")
    assert send(browser, ticket, macro=macro.pk, actions=["priority", "status"]).status_code == 409
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.status) == ("normal", "new")
    assert Draft.objects.get().macro == macro


def test_taking_the_reply_back_undoes_the_macro_and_offers_it_again(browser):
    ticket, tags = make.ticket(status="open"), [Tag.objects.create(name=name) for name in ("vip", "refund")]
    ticket.taggings.create(tag=tags[0])
    macro = make.saved_reply(status="solved", priority="high", assign="me", tags=tags)
    send(browser, ticket, macro=macro.pk, actions=["status", "priority", "assign", "tags"])
    entry = ticket.entries.get(kind="reply")
    page = browser.post(f"/tickets/entries/{entry.pk}/take-back/", follow=True)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.assignee) == ("open", "normal", None)
    assert [tagging.tag for tagging in ticket.taggings.all()] == [tags[0]]
    assert page.context["macro"]["reply"] == macro


def test_handing_the_case_to_another_team_leads_on_to_the_next_case(browser):
    ticket = make.ticket()
    macro = make.saved_reply(assign="team", assign_team=make.team("Finance"))
    answer = send(browser, ticket, macro=macro.pk, actions=["assign"], view="open")
    assert answer.url == "/tickets/?view=open"
    ticket.refresh_from_db()
    assert ticket.team.name == "Finance"


def test_a_macro_of_another_team_is_not_taken(browser):
    macro = make.saved_reply(team=make.team(), priority="high")
    assert send(browser, make.ticket(), macro=macro.pk, actions=["priority"]).status_code == 422


@pytest.mark.parametrize("gap", ["⟦order⟧", "{{ event.name }}"])
def test_a_gap_is_warned_of_once_and_then_sent_as_it_is(browser, gap):
    ticket = make.ticket()
    first = send(browser, ticket, body=f"About {gap}:")
    assert first.status_code == 422
    assert "Not filled in yet" in first.content.decode()
    assert not OutboundMessage.objects.exists()

    assert (
        send(browser, ticket, body=f"About {gap}:", accepted_gaps="\r\n".join(first.context["gaps"])).status_code == 302
    )
    assert OutboundMessage.objects.count() == 1


def test_a_note_may_hold_braces(browser):
    assert send(browser, make.ticket(), mode="note", body="{{ x }}").status_code == 302
