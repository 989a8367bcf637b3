"""Cases that are split, linked, and probably the same."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tickets.cases import add_note, record_requester_contact
from tickets.cases.links import link_tickets
from tickets.merging import merge_tickets
from tickets.merging.related import likely_same, links_of
from tickets.models import CaseLink, Ticket

pytestmark = pytest.mark.django_db


def split(browser, entry, *, what="entry", key=None):
    form = {"what": what, "subject": "Lost umbrella", "key": key or uuid4()}
    return browser.post(f"/tickets/entries/{entry.pk}/split/", form)


def page_of(browser, ticket) -> str:
    """The case, and what is known around it."""
    return "".join(browser.get(f"/tickets/{ticket.pk}/{part}").content.decode() for part in ("", "about/"))


def test_one_entry_becomes_a_case_that_waits_since_it_was_said(browser):
    start = timezone.now() - timedelta(hours=2)
    ticket = make.ticket(event=make.event(), order_reference="A-1", at=start)
    other = record_requester_contact(ticket, body="And I lost my umbrella.", at=start + timedelta(hours=1))
    record_requester_contact(ticket, body="So, the code?", at=start + timedelta(minutes=90))

    assert split(browser, other).status_code == 302

    made = Ticket.objects.get(subject="Lost umbrella")
    ticket.refresh_from_db()
    assert [entry.body for entry in made.entries.filter(kind="message")] == ["And I lost my umbrella."]
    assert (made.requester, made.event, made.order_reference) == (ticket.requester, ticket.event, "A-1")
    assert (made.waiting_since, made.last_words) == (other.occurred_at, "And I lost my umbrella.")
    assert (ticket.waiting_since, ticket.last_words, ticket.messages_count) == (start, "So, the code?", 2)
    assert f'Split off into <a href="/tickets/{made.pk}/">' in page_of(browser, ticket)
    assert f'Split off from <a href="/tickets/{ticket.pk}/">' in page_of(browser, made)


def test_an_entry_and_all_that_follow_become_a_case(browser, agent):
    start = timezone.now() - timedelta(hours=2)
    ticket = make.ticket(at=start)
    make.reply(ticket)
    first = record_requester_contact(ticket, body="Something else", at=timezone.now())
    add_note(ticket, body="Ask the venue", by=agent)

    split(browser, first, what="following")

    made = Ticket.objects.get(subject="Lost umbrella")
    assert [entry.body for entry in made.entries.filter(kind__in=["message", "note"])] == [
        "Something else",
        "Ask the venue",
    ]
    ticket.refresh_from_db()
    assert ticket.waiting_since is None, "what waited went away"
    assert made.waiting_since == first.occurred_at


def test_splitting_twice_with_one_form_makes_one_case(browser, agent):
    ticket, key = make.ticket(), uuid4()
    note = add_note(ticket, body="Another matter", by=agent)
    addresses = {split(browser, note, key=key).url, split(browser, note, key=key).url}
    assert len(addresses) == 1
    assert Ticket.objects.count() == 2


def test_what_would_leave_nothing_or_cannot_go_is_refused(browser, agent):
    ticket = make.ticket()
    assert split(browser, ticket.entries.get()).status_code == 409
    promise = ticket.entries.create(kind="promise", body="Refund", occurred_at=timezone.now())
    answer = split(browser, promise)
    assert answer.status_code == 409
    assert "cannot go to another one" in answer.content.decode()
    assert Ticket.objects.count() == 1


def test_a_split_is_merged_back(browser, agent):
    ticket = make.ticket()
    note = add_note(ticket, body="Another matter", by=agent)
    split(browser, note)
    made = Ticket.objects.get(subject="Lost umbrella")
    merge_tickets(made, into=ticket, by=agent)
    assert ticket.entries.filter(pk=note.pk).exists()


def test_linked_cases_show_each_other_until_the_link_is_removed(browser, agent):
    one, other = make.ticket(), make.ticket(subject="Same broken gate")

    assert browser.post(f"/tickets/{one.pk}/link/", {"other": other.pk}).status_code == 302
    browser.post(f"/tickets/{other.pk}/link/", {"other": one.pk})

    link = CaseLink.objects.get()
    assert f"{other}: Same broken gate" in page_of(browser, one)
    assert f"{one}: {one.subject}" in page_of(browser, other)
    assert browser.post(f"/tickets/links/{link.pk}/remove/", {"from": other.pk}).url == f"/tickets/{other.pk}/"
    assert f"{other}: Same broken gate" not in page_of(browser, one)


def test_a_link_of_a_merged_case_shows_on_the_one_that_stands(browser, agent):
    one, other, survivor = make.ticket(), make.ticket(subject="Same broken gate"), make.ticket()
    link_tickets(one, to=other, by=agent)
    merge_tickets(one, into=survivor, by=agent)
    assert f"{other}: Same broken gate" in page_of(browser, survivor)
    assert f'href="/tickets/{survivor.pk}/">{survivor}' in page_of(browser, other)


def test_a_case_is_not_linked_with_itself_nor_with_one_that_is_hidden(browser):
    ticket, hidden = make.ticket(), make.ticket(team=make.team())
    assert browser.post(f"/tickets/{ticket.pk}/link/", {"other": ticket.pk}).status_code == 409
    assert browser.post(f"/tickets/{ticket.pk}/link/", {"other": hidden.pk}).status_code == 404
    assert browser.post(f"/tickets/{ticket.pk}/link/", {"other": "x"}).status_code == 422
    assert not CaseLink.objects.exists()


def test_a_linked_case_of_another_team_is_not_shown(browser, agent):
    ticket, hidden = make.ticket(), make.ticket(subject="Secret gate", team=make.team())
    link_tickets(ticket, to=hidden, by=make.manager())
    assert f">{hidden}: Secret gate" not in page_of(browser, ticket)


def test_open_cases_of_the_person_or_the_order_within_two_weeks_are_probably_the_same(browser, agent):
    now = timezone.now()
    ticket = make.ticket(order_reference="A-1")
    same = make.ticket(requester=ticket.requester)
    order = make.ticket(order_reference="a-1")
    make.ticket(requester=ticket.requester, at=now - timedelta(days=15))
    make.ticket(requester=ticket.requester, status="solved")
    make.ticket()

    assert {case.pk for case in likely_same(ticket, user=agent)} == {same.pk, order.pk}
    assert f'href="/tickets/{ticket.pk}/merge/{order.pk}/?view=' in page_of(browser, ticket)


def test_the_last_contacts_come_from_every_case_of_the_person(browser, agent):
    start = timezone.now() - timedelta(hours=9)
    ticket = make.ticket(at=start, body="first")
    other = make.ticket(requester=ticket.requester, at=start + timedelta(hours=1), body="second")
    hidden = make.ticket(requester=ticket.requester, at=start + timedelta(hours=2), team=make.team(), body="third")
    make.reply(other, body="answer")
    add_note(other, body="a note is no contact", by=agent)

    contacts = browser.get(f"/tickets/{ticket.pk}/about/").context["contacts"]

    assert [entry.body for entry in contacts] == ["answer", "second", "first"]
    assert hidden.entries.get().body not in {entry.body for entry in contacts}


def test_thirty_neighbours_cost_the_queries_of_one(browser, agent, django_assert_max_num_queries):
    ticket = make.ticket()
    for number in range(30):
        if number == 1:
            with CaptureQueriesContext(connection) as with_one:
                page_of(browser, ticket)
        other = make.ticket(requester=ticket.requester)
        link_tickets(ticket, to=other, by=agent)
    with django_assert_max_num_queries(len(with_one)):
        page_of(browser, ticket)


def test_two_cases_that_were_linked_with_a_third_show_it_once_after_a_merge(browser, agent):
    one, other, third = make.ticket(), make.ticket(), make.ticket()
    link_tickets(one, to=third, by=agent)
    link_tickets(third, to=other, by=agent)
    merge_tickets(one, into=other, by=agent)
    (link, end), *more = links_of(other, user=agent)
    assert (end, more) == (third, [])
    assert len(links_of(third, user=agent)) == 1
    browser.post(f"/tickets/links/{link.pk}/remove/", {"from": other.pk})
    assert links_of(other, user=agent) == []
