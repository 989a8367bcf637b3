"""The page of a case: its timeline, a part at a time, and what stands around it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.cases import add_note, assign_ticket, give_promise, record_requester_contact, solve_ticket
from tickets.cases.timeline import PART_SIZE
from tickets.merging import merge_tickets
from tickets.models import Entry

pytestmark = pytest.mark.django_db


def fill(ticket, number: int) -> None:
    start = timezone.now() - timedelta(days=1)
    Entry.objects.bulk_create(
        Entry(ticket=ticket, kind="note", body=f"entry {n}", occurred_at=start + timedelta(seconds=n))
        for n in range(number)
    )


def bodies(response) -> list[str]:
    return [entry.body for entry in response.context["part"].entries]


def test_a_case_of_another_team_is_not_found(browser):
    assert browser.get(f"/tickets/{make.ticket(team=make.team()).pk}/").status_code == 404


def test_a_line_of_dashes_in_a_customers_own_words_folds_nothing(browser):
    ticket = make.ticket()
    orders = "My orders:\n\n----- Order 48213 -----\nnever came"
    record_requester_contact(ticket, at=timezone.now(), body=orders)
    assert "entry-quoted" not in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    answer = "Thanks.\n\n-----Original Message-----\nFrom: Desk"
    record_requester_contact(ticket, at=timezone.now(), body=answer)
    assert browser.get(f"/tickets/{ticket.pk}/").content.decode().count('class="entry-quoted"') == 1


def test_notes_and_what_the_requester_reads_look_different(browser, agent):
    ticket = make.ticket()
    add_note(ticket, body="Looks like a wrong end date.", by=agent)

    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()

    assert "entry-note" in page
    assert "Internal note" in page


def test_what_came_from_outside_is_text_and_nothing_else(browser):
    ticket = make.ticket(subject="<b>x</b>", body="<script>alert(1)</script> http://evil.test/?a=1&b=2")

    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>x</b>" not in page


def test_a_link_of_the_requester_tells_the_other_site_nothing(browser):
    ticket = make.ticket(body="see http://shop.test/cart")
    assert 'rel="nofollow"' in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_500_entries_cost_the_queries_of_ten(browser, django_assert_max_num_queries):
    small, large = make.ticket(), make.ticket()
    fill(small, 10)
    fill(large, 500)
    for ticket in (small, large):
        browser.get("/livez")
        with django_assert_max_num_queries(27):
            browser.get(f"/tickets/{ticket.pk}/")


def test_older_entries_come_on_demand_without_gap_or_repeat(browser):
    ticket = make.ticket(body="")
    fill(ticket, 2 * PART_SIZE + 5)

    first = browser.get(f"/tickets/{ticket.pk}/")
    second = browser.get(f"/tickets/{ticket.pk}/timeline/", {"older": first.context["part"].older})
    third = browser.get(f"/tickets/{ticket.pk}/timeline/", {"older": second.context["part"].older})

    assert bodies(third) + bodies(second) + bodies(first) == [f"entry {n}" for n in range(2 * PART_SIZE + 5)]
    assert third.context["part"].older is None


def test_news_hold_only_what_was_written_since(browser, agent):
    ticket = make.ticket()
    newest = browser.get(f"/tickets/{ticket.pk}/").context["part"].newest
    add_note(ticket, body="Fresh.", by=agent)

    news = browser.get(f"/tickets/{ticket.pk}/timeline/?show=&newer={newest}&view=open&tag=vip")

    assert bodies(news) == ["Fresh."]
    asks = f"?show=&amp;newer={news.context['part'].newest}&amp;view=open&amp;tag=vip"  # and of nothing else, twice
    assert f'hx-get="/tickets/{ticket.pk}/timeline/{asks}"' in news.content.decode()


def test_news_carry_the_head_of_the_case_along(browser, agent):
    ticket = make.ticket()
    newest = browser.get(f"/tickets/{ticket.pk}/").context["part"].newest
    assign_ticket(ticket, to=agent, by=agent)
    solve_ticket(ticket, by=agent)

    news = browser.get(f"/tickets/{ticket.pk}/timeline/", {"newer": newest}).content.decode()

    head, older = news.split("</li>")[-1], browser.get(f"/tickets/{ticket.pk}/timeline/", {"older": newest})
    assert 'id="case-line" hx-swap-oob="true"' in head
    assert "Solved" in head
    assert agent.get_short_name() in head
    assert "hx-swap-oob" not in older.content.decode()


@pytest.mark.parametrize("show", ["", "conversation"])
def test_after_a_merge_elsewhere_the_whole_timeline_comes_anew(browser, agent, show):
    source, into = make.ticket(body="An old line."), make.ticket()
    newest = {t: browser.get(f"/tickets/{t.pk}/", {"show": show}).context["part"].newest for t in (source, into)}
    merge_tickets(source, into=into, by=agent)

    there = browser.get(f"/tickets/{into.pk}/timeline/", {"newer": newest[into], "show": show})
    gone = browser.get(f"/tickets/{source.pk}/timeline/", {"newer": newest[source], "show": show})

    assert (there["HX-Retarget"], there["HX-Reswap"]) == ("#timeline", "outerHTML")
    assert "An old line." in bodies(there)
    assert "An old line." not in bodies(gone)
    assert f'href="/tickets/{into.pk}/' in gone.content.decode()
    # What is told once is no news any more.
    again = browser.get(f"/tickets/{into.pk}/timeline/", {"newer": there.context["part"].newest, "show": show})
    assert "HX-Retarget" not in again


def test_a_filter_shows_one_kind(browser, agent):
    ticket = make.ticket()
    add_note(ticket, body="Only for us.", by=agent)
    assert bodies(browser.get(f"/tickets/{ticket.pk}/", {"show": "notes"})) == ["Only for us."]


@pytest.mark.parametrize("query", [{"show": "secrets"}, {"older": "x"}, {"newer": "-1"}, {"older": "99999999"}])
def test_a_part_that_does_not_exist_is_not_found(browser, query):
    assert browser.get(f"/tickets/{make.ticket().pk}/timeline/", query).status_code == 404


def test_the_page_tells_what_we_owe_and_the_other_cases(browser):
    requester = make.requester()
    ticket, other = make.ticket(requester=requester), make.ticket(requester=requester, subject="Lost parcel")
    hidden = make.ticket(requester=requester, subject="Secret matter", team=make.team())
    now = timezone.now()
    give_promise(ticket, what="A manager calls back", due_at=now, at=now)

    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    about = browser.get(f"/tickets/{ticket.pk}/about/").content.decode()

    assert "A manager calls back" in page
    assert f"{other}: Lost parcel" in about
    assert hidden.subject not in about
    assert hidden.subject not in page


def test_an_entry_of_an_upper_floor_loads_its_panel_and_survives_an_unknown_one(browser):
    ticket = make.ticket()
    Entry.objects.create(ticket=ticket, kind="call", panel="no:such_panel", panel_id=1, occurred_at=timezone.now())
    assert browser.get(f"/tickets/{ticket.pk}/").status_code == 200


def test_htmx_gets_the_two_panes_only(browser):
    response = browser.get(f"/tickets/{make.ticket().pk}/", headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert 'id="context"' in response.content.decode()


def test_paper_says_that_earlier_entries_are_missing_and_a_form_leads_back_to_the_view(browser):
    ticket = make.ticket()
    assert "Earlier entries are not printed" not in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    fill(ticket, PART_SIZE)
    assert "Earlier entries are not printed" in browser.get(f"/tickets/{ticket.pk}/").content.decode()

    for form in ("merge", "snooze", "promise", "forward"):
        page = browser.get(f"/tickets/{ticket.pk}/{form}/?view=mine").content.decode()
        assert f'href="/tickets/{ticket.pk}/?view=mine"' in page, form
