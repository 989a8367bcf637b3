"""Everything of one person on one page, and two people who turn out to be one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tickets.cases import add_note, find_or_create_requester
from tickets.models import PersonMerge, Requester, RequesterChange, Ticket
from tickets.people import merge_people, undo_person_merge
from tickets.people.profiles import ENTRIES_SHOWN

pytestmark = pytest.mark.django_db


def page_of(browser, person, **asked):
    return browser.get(f"/requesters/{person.pk}/", asked)


def addresses(person) -> set[str]:
    return {point.value for point in person.contact_points.all()}


def test_everything_of_a_person_is_on_one_page(browser, agent):
    ticket = make.ticket(order_reference="A-77", subject="Code refused")
    person = ticket.requester
    add_note(ticket, body="Ask the venue", by=agent)
    make.ticket(requester=person, subject="Secret", team=make.team())

    page = page_of(browser, person).content.decode()

    for words in (person.email, f"tel:{person.phone}", "A-77", "Code refused", "Ask the venue", "The code SUMMER"):
        assert words in page
    assert "Secret" not in page
    for floor in ("/calls/requester/", "/requesters/"):
        assert f'hx-get="{floor}{person.pk}/' in page


def test_calls_and_carts_of_a_person_are_found_by_their_addresses(browser):
    person = make.ticket().requester
    call = make.call(from_number=person.phone)
    cart = make.cart(email=person.email)
    make.call()
    calls = browser.get(f"/calls/requester/{person.pk}/").content.decode()
    assert f"/calls/{call.pk}/" in calls
    assert calls.count("<li>") == 2, "the call, and the way to all of them"
    assert f"/carts/{cart.pk}/" in browser.get(f"/requesters/{person.pk}/carts/").content.decode()


def test_what_happened_is_read_a_part_at_a_time(browser, agent):
    ticket, start = make.ticket(), timezone.now() - timedelta(days=1)
    for number in range(ENTRIES_SHOWN + 5):
        add_note(ticket, body=f"note {number}", by=agent, at=start + timedelta(minutes=number))
    first = page_of(browser, ticket.requester, show="notes").context["history"]
    assert [entry.body for entry in first.rows[:2]] == [f"note {ENTRIES_SHOWN + 4}", f"note {ENTRIES_SHOWN + 3}"]
    rest = page_of(browser, ticket.requester, show="notes", before=first.older).context["history"]
    assert [entry.body for entry in rest.rows] == [f"note {number}" for number in (4, 3, 2, 1, 0)]
    assert rest.older is None


@pytest.mark.parametrize("asked", [{"show": "x"}, {"before": "x"}, {"before": 987654321}, {"cases": "9" * 40}])
def test_what_is_no_part_of_the_page_is_not_found(browser, asked):
    assert page_of(browser, make.ticket().requester, **asked).status_code == 404


def test_thirty_cases_cost_the_queries_of_one(browser, agent, django_assert_num_queries):
    person, event = make.requester(), make.event()
    page_of(browser, person)  # what the frame of the page keeps for a while
    for number in range(30):
        if number == 1:
            with CaptureQueriesContext(connection) as with_one:
                page_of(browser, person)
        ticket = make.ticket(requester=person, order_reference=f"A-{number}", event=event, assignee=agent)
        add_note(ticket, body="note", by=agent)
    with django_assert_num_queries(len(with_one)):
        page_of(browser, person)


@pytest.mark.parametrize("address", ["/calls/requester/{}/", "/requesters/{}/carts/"])
def test_thirty_calls_and_carts_cost_the_queries_of_one(browser, address, django_assert_max_num_queries):
    person, source = make.ticket().requester, make.cart_source()
    for number in range(30):
        if number == 1:
            with CaptureQueriesContext(connection) as with_one:
                browser.get(address.format(person.pk))
        make.call(from_number=person.phone)
        make.cart(email=person.email, source=source)
    with django_assert_max_num_queries(len(with_one)):
        browser.get(address.format(person.pk))


def test_a_correction_keeps_its_reason(browser, agent):
    person = make.ticket().requester
    old = person.contact_points.get(kind="phone")
    form = {
        "name": "Ann B. Lee",
        "phone": "+1 500 555 7777",
        "email": "New@buyers.test",
        "remove": old.pk,
        "reason": "Married",
    }
    assert browser.post(f"/requesters/{person.pk}/edit/", form).status_code == 302

    person.refresh_from_db()
    assert person.name == "Ann B. Lee"
    assert {"+15005557777", "new@buyers.test"} <= addresses(person)
    assert old.value not in addresses(person)
    change = RequesterChange.objects.get()
    assert (change.reason, change.changed_by, len(change.what.splitlines())) == ("Married", agent, 4)
    assert "Married" in page_of(browser, person).content.decode()


def test_a_correction_without_a_reason_or_with_a_wrong_number_is_refused(browser):
    person = make.ticket().requester
    answer = browser.post(f"/requesters/{person.pk}/edit/", {"name": "X", "phone": "12", "reason": ""})
    assert answer.status_code == 422
    assert "is no telephone number" in answer.content.decode()
    assert not RequesterChange.objects.exists()


def test_an_address_of_somebody_else_is_refused_and_the_merge_is_offered(browser):
    person, owner = make.ticket().requester, make.ticket().requester
    answer = browser.post(f"/requesters/{person.pk}/edit/", {"name": "X", "email": owner.email, "reason": "Said so"})
    assert answer.status_code == 422
    assert f"/requesters/{owner.pk}/merge/{person.pk}/" in answer.content.decode()
    person.refresh_from_db()
    assert person.name != "X", "nothing of it was done"
    assert owner.email not in addresses(person)


def test_two_people_become_one_with_cases_and_addresses_and_two_again(browser, agent):
    one, other = make.requester(name=""), make.requester()
    ticket = make.ticket(requester=other)
    before, mail = (addresses(one), addresses(other)), other.email

    answer = browser.post(f"/requesters/{other.pk}/merge/{one.pk}/")
    assert answer.url == f"/requesters/{one.pk}/"

    assert addresses(one) == before[0] | before[1]
    assert Ticket.objects.get(pk=ticket.pk).requester == one
    assert Requester.objects.get(pk=one.pk).name == other.name, "the one had none"
    assert browser.get(f"/requesters/{other.pk}/").url == f"/requesters/{one.pk}/"
    assert find_or_create_requester(email=mail) == one, "who writes from either address is this person"
    new = make.ticket(requester=one)

    done = PersonMerge.objects.get()
    assert f"/requesters/merges/{done.pk}/undo/" in page_of(browser, one).content.decode()
    browser.post(f"/requesters/merges/{done.pk}/undo/")

    assert (addresses(one), addresses(other)) == before
    assert Ticket.objects.get(pk=ticket.pk).requester == other
    assert Ticket.objects.get(pk=new.pk).requester == one
    assert Requester.objects.get(pk=one.pk).name == ""
    assert Requester.objects.get(pk=other.pk).merged_into is None


def test_chains_of_people_lead_to_the_last_and_are_undone_from_there(agent):
    one, two, three = make.requester(), make.requester(), make.requester()
    inner = merge_people(one, into=two, by=agent)
    outer = merge_people(two, into=three, by=agent)
    assert Requester.objects.get(pk=one.pk).merged_into == three
    with pytest.raises(Exception, match="Undo that first"):
        undo_person_merge(inner, by=agent)
    undo_person_merge(outer, by=agent)
    undo_person_merge(inner, by=agent)
    assert all(len(addresses(person)) == 2 for person in (one, two, three))


def test_refused_merges_of_people_say_why(browser, agent):
    one, two, three = (make.ticket().requester for _ in range(3))
    merge_people(one, into=two, by=agent)
    for source, into, why in [(three, three, "one person already"), (one, three, "was merged into")]:
        answer = browser.post(f"/requesters/{source.pk}/merge/{into.pk}/")
        assert answer.status_code == 409
        assert why in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["Ann Lee", "王伟", "Сергей Иванов", "김민수", "山田 花子", "अमिताभ बच्चन", "محمد علي", "Nguyễn Văn An", "Ng"],
)
def test_two_people_with_one_name_are_two_and_never_proposed_as_one(browser, agent, name):
    one = find_or_create_requester(name=name, email="one@buyers.test", phone="+15005550171")
    two = find_or_create_requester(name=name, email="two@buyers.test", phone="+15005550172")
    assert one.pk != two.pk
    make.ticket(requester=one, event=make.event(), order_reference="A-1")
    make.ticket(requester=two, event=make.event(), order_reference="A-2")
    for person in (one, two):
        assert page_of(browser, person).context["alike"] == []
        assert person.contact_points.count() == 2
    assert not PersonMerge.objects.exists()


def test_the_same_order_or_name_and_event_is_a_hint_and_never_more(browser):
    event = make.event()
    person = make.ticket(requester=make.requester(name="Ann Lee"), event=event, order_reference="A-1").requester
    namesake = make.ticket(requester=make.requester(name="ann lee"), event=event).requester
    buyer = make.ticket(order_reference="a-1").requester
    make.ticket(requester=make.requester(name="Ann Lee"))

    assert {other.pk for other in page_of(browser, person).context["alike"]} == {namesake.pk, buyer.pk}
    assert not PersonMerge.objects.exists()


def test_people_are_found_by_name_phone_and_mail(browser):
    person, other = make.ticket().requester, make.requester(name="Zoë Quick")
    for asked in ("quick", other.email.upper(), other.phone.replace("+1", "+1 ")):
        found = browser.get(f"/requesters/{person.pk}/merge/", {"q": asked}).context["found"]
        assert [one.pk for one in found] == [other.pk]


def test_customers_are_listed_newest_first_and_another_team_s_are_not(browser, django_assert_max_num_queries):
    mine, newer = make.ticket(), make.ticket()
    theirs = make.ticket(team=make.team())
    browser.get("/requesters/")
    with django_assert_max_num_queries(6):
        page = browser.get("/requesters/")
    assert [person.pk for person in page.context["people"]] == [newer.requester_id, mine.requester_id]
    assert str(theirs.requester) not in page.content.decode()
    assert browser.get("/requesters/", {"after": "x"}).status_code == 404
