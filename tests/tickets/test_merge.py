"""Two cases become one, and two again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pghistory.models import Event

from carts.board.cases import link_cart_to_ticket
from escalation.board import owe_callback
from escalation.models import Callback
from tests import make
from tickets.cases import add_entry, add_note, give_promise, record_requester_contact, solve_ticket
from tickets.merging import MergeError, merge_tickets, undo_merge
from tickets.merging.merge_hooks import MERGE_HOOKS
from tickets.models import CaseMerge, Draft, Entry, Tagging, Ticket

pytestmark = pytest.mark.django_db

STAYS = {
    # What does not go along when a case is merged, and why.
    "tickets.BulkStep": "what was done to a number of cases, each as it was then",
    "tickets.CaseLink": "found by either number, so that undoing needs nothing",
    "tickets.CaseMerge": "the merge itself",
    "tickets.LinkRequest": "whoever asked follows the case by its number, and is led on",
    "tickets.Ticket": "cases that lead to it, which the merge moves, and those that continue it by its number",
}
GOES_BY_ITSELF = {"tickets.Entry", "escalation.Callback", "escalation.Escalation"}


def row(ticket) -> dict:
    """Everything that the case says of itself, besides what grows with every change."""
    values = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {name: value for name, value in values.items() if name not in {"version", "active_at"}}


def merge(browser, source, into):
    return browser.post(f"/tickets/{source.pk}/merge/{into.pk}/")


def test_of_everything_that_belongs_to_a_case_is_decided_whether_it_goes_along():
    """Whoever adds a row with a case: say in the floor's AppConfig.ready() how it follows, or here why it stays."""
    related = {
        relation.related_model._meta.label
        for relation in Ticket._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not issubclass(relation.related_model, Event)
    }
    goes = {hook.name for hook in MERGE_HOOKS}
    assert related == goes - {"escalation"} | GOES_BY_ITSELF | set(STAYS)


def test_the_old_number_leads_to_the_case_that_stands_and_says_so(browser):
    source, into = make.ticket(subject="Code refused"), make.ticket()

    assert merge(browser, source, into).url == f"/tickets/{into.pk}/"

    page = browser.get(f"/tickets/{source.pk}/?view=mine", follow=True)
    assert page.redirect_chain == [(f"/tickets/{into.pk}/?view=mine", 302)]
    assert f"Case {source.pk} was merged into this one: Code refused" in page.content.decode()


def test_both_timelines_are_one_by_time_and_say_where_a_line_was_written(browser, agent):
    start = timezone.now() - timedelta(hours=1)
    source, into = make.ticket(at=start), make.ticket(at=start)
    for minute, case in enumerate([into, source, into, source], start=1):
        add_note(case, body=f"note {minute}", by=agent, at=start + timedelta(minutes=minute))

    merge(browser, source, into)

    page = browser.get(f"/tickets/{into.pk}/?show=notes")
    assert [entry.body for entry in page.context["part"].entries] == ["note 1", "note 2", "note 3", "note 4"]
    assert page.content.decode().count(f'<span class="chip">case {source.pk}</span>') == 2


def test_a_merged_case_is_in_no_list(browser):
    source, into = make.ticket(), make.ticket()
    merge(browser, source, into)
    for view in ("open", "unassigned", "line", "due", "solved"):
        assert f'id="case-{source.pk}"' not in browser.get(f"/tickets/?view={view}").content.decode()


def test_either_number_finds_the_case(browser):
    source, into = make.ticket(), make.ticket()
    merge(browser, source, into)
    for number in (source.pk, into.pk):
        assert (
            f'href="{into.get_absolute_url()}"' in browser.get("/tickets/search/", {"q": f"#{number}"}).content.decode()
        )


def test_undoing_restores_both_exactly(browser, agent):
    source = make.ticket(channel="phone", priority="urgent", order_reference="A-77")
    into = make.ticket(status="pending", assignee=agent, event=make.event())
    give_promise(source, what="Refund", due_at=timezone.now(), at=timezone.now())
    make.escalation(source)
    cart, call = make.cart(), make.call(ticket=source)
    link_cart_to_ticket(cart, ticket=source, at=timezone.now())
    before = row(source), row(into), list(source.entries.values()), list(into.entries.values())

    merge(browser, source, into)

    for moved in (source.promises, source.escalations, source.entries):
        assert not moved.exists()
    cart.refresh_from_db()
    call.refresh_from_db()
    assert cart.ticket == call.ticket == into
    into.refresh_from_db()
    assert into.status == "open", "somebody waits in what was merged into it"
    assert (into.priority, into.order_reference) == ("urgent", "A-77")
    assert into.escalated_at

    page = browser.post(f"/tickets/merges/{CaseMerge.objects.get().pk}/undo/")

    assert page.status_code == 302
    about_it = Entry.Kind.RELATED
    after = [list(case.entries.exclude(kind=about_it).values()) for case in (source, into)]
    assert (row(source), row(into), *after) == before
    cart.refresh_from_db()
    call.refresh_from_db()
    assert cart.ticket == call.ticket == source
    assert source.promises.owed().exists()


def test_tags_and_drafts_go_along_and_come_back(agent):
    source, into, vip, lost = make.ticket(), make.ticket(), make.tag(), make.tag()
    for case, tag in ((source, vip), (source, lost), (into, vip)):
        Tagging.objects.create(ticket=case, tag=tag)
    Draft.objects.create(ticket=source, agent=agent, body="Dear Ann", saved_at=timezone.now())

    done = merge_tickets(source, into=into, by=agent)
    assert set(into.taggings.values_list("tag", flat=True)) == {vip.pk, lost.pk}
    assert into.drafts.get().body == "Dear Ann"

    undo_merge(done, by=agent)
    assert into.taggings.get().tag == vip
    assert source.taggings.count() == 2
    assert source.drafts.exists()


def test_to_whoever_wrote_on_both_cases_no_text_is_lost(agent):
    source, into, now = make.ticket(), make.ticket(), timezone.now()
    Draft.objects.create(ticket=source, agent=agent, body="Dear Ann", set_aside=["Hello"], saved_at=now)
    Draft.objects.create(ticket=into, agent=agent, body="Dear Ann Lee", set_aside=["Good morning"], saved_at=now)

    done = merge_tickets(source, into=into, by=agent)
    draft = into.drafts.get()
    assert (draft.body, draft.set_aside) == ("Dear Ann Lee", ["Good morning", "Hello"])  # "Dear Ann" is a part of it

    undo_merge(done, by=agent)
    assert source.drafts.get().body == "Dear Ann"


def test_a_snoozed_case_wakes_when_one_that_waits_becomes_part_of_it(agent):
    later = timezone.now() + timedelta(days=3)
    source, into = make.ticket(), make.ticket()
    Ticket.objects.filter(pk=into.pk).update(snoozed_until=later)
    done = merge_tickets(source, into=into, by=agent)
    assert Ticket.objects.get(pk=into.pk).snoozed_until is None
    undo_merge(done, by=agent)
    assert Ticket.objects.get(pk=into.pk).snoozed_until == later


def test_each_line_says_who_said_it_when_the_cases_are_of_two_people(browser, agent):
    source, into = make.ticket(requester=make.requester(name="")), make.ticket()
    merge_tickets(source, into=into, by=agent)
    page = browser.get(f"/tickets/{into.pk}/").content.decode()
    assert f"<strong><bdi>{source.requester}</bdi></strong>" in page
    assert f"<strong><bdi>{into.requester}</bdi></strong>" in page


def test_the_undo_stands_in_the_notice_and_on_the_timeline(browser):
    source, into = make.ticket(), make.ticket()
    page = browser.post(f"/tickets/{source.pk}/merge/{into.pk}/", follow=True).content.decode()
    done = CaseMerge.objects.get()
    assert f'action="/tickets/merges/{done.pk}/undo/"' in page
    assert f'hx-get="/tickets/merges/{done.pk}/"' in page
    assert f'action="/tickets/merges/{done.pk}/undo/"' in browser.get(f"/tickets/merges/{done.pk}/").content.decode()


def test_what_was_written_since_stays_when_the_merge_is_undone(agent):
    source, into = make.ticket(status="solved"), make.ticket(status="solved")
    done = merge_tickets(source, into=into, by=agent)
    said = record_requester_contact(into, body="Still broken", at=timezone.now())

    undo_merge(done, by=agent)

    into.refresh_from_db()
    said.refresh_from_db()
    assert said.ticket == into
    assert into.waiting_since == said.occurred_at
    assert into.status == "open"


def test_a_word_said_after_the_merge_keeps_its_clock_when_an_older_one_goes_back(agent):
    start = timezone.now() - timedelta(hours=3)
    source, into = make.ticket(at=start), make.ticket(at=start)
    make.reply(into)
    done = merge_tickets(source, into=into, by=agent)
    said = record_requester_contact(into, body="Hello?", at=timezone.now())
    assert Ticket.objects.get(pk=into.pk).waiting_since == start, "the oldest word that nobody answered"

    undo_merge(done, by=agent)

    assert Ticket.objects.get(pk=into.pk).waiting_since == said.occurred_at
    assert Ticket.objects.get(pk=source.pk).waiting_since == start


def test_what_a_person_set_since_is_not_set_back(agent):
    source, into = make.ticket(priority="urgent"), make.ticket()
    done = merge_tickets(source, into=into, by=agent)
    Ticket.objects.filter(pk=into.pk).update(priority="low")

    undo_merge(done, by=agent)

    assert Ticket.objects.get(pk=into.pk).priority == "low"


def test_of_two_calls_owed_one_is_made_and_both_are_owed_again(agent):
    now = timezone.now()
    source, into = make.ticket(), make.ticket()
    first, second = owe_callback(into, at=now - timedelta(minutes=5)), owe_callback(source, at=now)
    done = merge_tickets(source, into=into, by=agent)

    assert [callback.pk for callback in Callback.objects.unfinished()] == [first.pk]
    assert into.promises.owed().count() == 1

    undo_merge(done, by=agent)

    assert {(callback.pk, callback.ticket_id) for callback in Callback.objects.unfinished()} == {
        (first.pk, into.pk),
        (second.pk, source.pk),
    }
    with pytest.raises(Exception, match="is still open"):
        solve_ticket(source, by=agent)


def test_one_reason_stands_before_the_manager_once(agent):
    source, into = make.ticket(), make.ticket()
    one, other = make.escalation(source), make.escalation(into)
    done = merge_tickets(source, into=into, by=agent)
    assert list(into.escalations.unfinished()) == [other]

    undo_merge(done, by=agent)

    assert list(source.escalations.unfinished()) == [one]
    assert Ticket.objects.get(pk=source.pk).escalated_at


def test_refused_with_the_reason(browser, agent):
    source, into, closed = make.ticket(), make.ticket(), make.ticket(status="closed")
    solved = make.ticket(status="solved")
    merge_tickets(make.ticket(requester=into.requester), into=into, by=agent)
    gone = CaseMerge.objects.get().source

    for one, other, why in [
        (source, source, "cannot be merged into itself"),
        (source, gone, f"was merged into case {into.pk}. Merge into that one"),
        (gone, source, f"was merged into case {into.pk} already"),
        (source, closed, "is closed, so nothing can be added"),
        (source, solved, "is solved and"),
    ]:
        answer = merge(browser, one, other)
        assert answer.status_code == 409
        assert why in answer.content.decode()
    assert CaseMerge.objects.count() == 1


def test_a_case_that_took_one_in_may_be_merged_and_all_numbers_lead_to_the_last(browser, agent):
    first, second, third = make.ticket(), make.ticket(), make.ticket()
    inner = merge_tickets(first, into=second, by=agent)
    outer = merge_tickets(second, into=third, by=agent)
    assert browser.get(f"/tickets/{first.pk}/").url == f"/tickets/{third.pk}/"

    with pytest.raises(MergeError, match="Undo that first"):
        undo_merge(inner, by=agent)
    undo_merge(outer, by=agent)
    assert browser.get(f"/tickets/{first.pk}/").url == f"/tickets/{second.pk}/"
    undo_merge(inner, by=agent)
    for case in (first, second, third):
        assert case.entries.filter(kind=Entry.Kind.MESSAGE).count() == 1


def test_undone_twice_is_refused_with_the_reason(browser, agent):
    done = merge_tickets(make.ticket(), into=make.ticket(), by=agent)
    undo_merge(done, by=agent)
    answer = browser.post(f"/tickets/merges/{done.pk}/undo/")
    assert answer.status_code == 409
    assert "is already separate" in answer.content.decode()


def test_whoever_sees_only_one_of_them_merges_nothing(browser):
    mine, theirs = make.ticket(), make.ticket(team=make.team())
    assert merge(browser, mine, theirs).status_code == 404
    assert merge(browser, theirs, mine).status_code == 404
    assert not CaseMerge.objects.exists()


def test_a_note_on_a_page_opened_before_the_merge_is_not_lost(browser, agent):
    source, into = make.ticket(), make.ticket()
    read_before = Ticket.objects.get(pk=source.pk)
    merge_tickets(source, into=into, by=agent)

    form = {"mode": "note", "body": "Seat 4B", "version": 2, "key": "00000000-0000-4000-8000-000000000004"}
    browser.post(f"/tickets/{source.pk}/write/", form)
    add_entry(read_before, kind=Entry.Kind.NOTE, body="From a worker that read the case before")

    bodies = set(into.entries.filter(kind=Entry.Kind.NOTE).values_list("body", "came_from"))
    assert ("From a worker that read the case before", source.pk) in bodies
    assert "Seat 4B" in {body for body, _came_from in bodies}


def test_a_button_on_a_page_opened_before_the_merge_changes_nothing(browser, agent):
    source, into = make.ticket(), make.ticket()
    merge_tickets(source, into=into, by=agent)
    answer = browser.post(f"/tickets/{source.pk}/solve/")
    assert answer.status_code == 409
    assert f"was merged into case {into.pk}" in answer.content.decode()
    into.refresh_from_db()
    assert into.status == "new"


FOR_CHOICES = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "choices"}


def test_the_chooser_begins_with_the_cases_of_the_same_person(browser):
    ticket = make.ticket(order_reference="A-1")
    same = make.ticket(requester=ticket.requester, status="solved")
    order = make.ticket(order_reference="a-1")

    page = browser.get(f"/tickets/{ticket.pk}/merge/")

    assert [[case.pk for case in cases] for _label, cases in page.context["groups"]] == [[same.pk], [order.pk]]
    found = browser.get(f"/tickets/{ticket.pk}/merge/", {"q": str(order.pk)}, **FOR_CHOICES).content.decode()
    assert f"/tickets/{ticket.pk}/merge/{order.pk}/" in found
    assert "<html" not in found


def test_a_number_and_enter_lead_on_to_the_two_side_by_side(browser):
    ticket, other, hidden = make.ticket(), make.ticket(), make.ticket(team=make.team())
    for typed in (f"{other.pk}", f"#{other.pk}"):
        answer = browser.get(f"/tickets/{ticket.pk}/merge/", {"q": typed})
        assert answer.url == f"/tickets/{ticket.pk}/merge/{other.pk}/"
    for typed in (f"{hidden.pk}", f"{ticket.pk}", "9" * 40):
        assert browser.get(f"/tickets/{ticket.pk}/merge/", {"q": typed}).status_code == 200


def test_the_chooser_asks_no_query_for_each_case(browser, django_assert_max_num_queries):
    ticket = make.ticket()
    make.ticket(requester=ticket.requester)
    with CaptureQueriesContext(connection) as with_one:
        browser.get(f"/tickets/{ticket.pk}/merge/")
    for _ in range(29):
        make.ticket(requester=ticket.requester)
    with django_assert_max_num_queries(len(with_one)):
        browser.get(f"/tickets/{ticket.pk}/merge/")
