"""Whoever logs a case with a known address learns nothing of the person, and changes nothing of theirs."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from calls.ringing.blocking import is_known
from helpdesk.accounts.services import create_token
from tests import make
from tests.permissions.objects import with_second_step
from tickets.cases import find_or_create_requester
from tickets.cases.requesters import find_requester_by_phone
from tickets.models import ContactPoint, OrderSource, Requester, RequesterChange, Ticket
from tickets.people import merge_people, orders, undo_person_merge

pytestmark = pytest.mark.django_db

MAIL, PHONE, OTHER_MAIL, NEW_PHONE = "ann@buyers.test", "+15005552077", "ann@work.test", "+15005552078"


@pytest.fixture
def theirs():
    """A person with a case of another team only, of whom an agent of ours has never heard."""
    person = make.requester(name="Ann Secret", email=MAIL, phone=PHONE)
    person.contact_points.create(kind="email", value=OTHER_MAIL)
    make.ticket(requester=person, team=make.team("Others"), event=make.event(), order_reference="SECRET-1")
    return person


def log(browser: Client, **fields) -> Ticket:
    text = fields.pop("text", "Cannot pay.")
    assert browser.post("/tickets/new/", {"key": str(uuid.uuid4()), "text": text} | fields).status_code == 302
    return Ticket.objects.latest("pk")


def points(person: Requester) -> list[str]:
    return [point.value for point in ContactPoint.objects.filter(requester=person)]


TYPED = [{"email": MAIL}, {"phone": "(500) 555-2077"}, {"text": f"Write to {MAIL}"}, {"text": "Ring +1 500 555 2077"}]


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_is_learnt_beyond_what_was_typed(browser, theirs, typed):
    case = log(browser, **typed)
    assert case.requester != theirs
    pages = [f"/tickets/{case.pk}/", f"/requesters/{case.requester_id}/", f"/requesters/{case.requester_id}/edit/"]
    pages += [f"/requesters/{case.requester_id}/merge/", "/tickets/", f"/tickets/search/?q={MAIL}"]
    told = "".join(browser.get(page).content.decode() for page in pages)
    for secret in ("Secret", OTHER_MAIL, "SECRET-1", f"/requesters/{theirs.pk}/"):
        assert secret not in told
    assert points(case.requester) == [MAIL if MAIL in str(typed) else PHONE], "which we write to, and call"


def test_nothing_of_the_known_person_changes(browser, theirs):
    before = points(theirs)
    case = log(browser, name="Bo", email=MAIL, phone=NEW_PHONE)
    theirs.refresh_from_db()
    assert (theirs.name, points(theirs)) == ("Ann Secret", before)
    assert (case.requester.name, points(case.requester)) == ("Bo", [MAIL, NEW_PHONE])


def test_a_name_is_not_given_to_a_nameless_caller_of_another_team(browser, theirs):
    Requester.objects.filter(pk=theirs.pk).update(name="")
    log(browser, name="Bo", phone=PHONE)
    theirs.refresh_from_db()
    assert theirs.name == ""


def test_the_same_address_is_the_same_person_the_next_time(browser, theirs):
    cases = [log(browser, email=MAIL) for _ in range(2)]
    assert cases[0].requester == cases[1].requester


def test_an_agent_of_the_team_finds_the_person_as_before(browser, agent, theirs):
    agent.teams.add(theirs.tickets.get().team)
    assert log(browser, email=MAIL, phone=NEW_PHONE).requester == theirs
    assert NEW_PHONE in points(theirs)


def test_the_address_of_a_stranger_is_kept_on_a_person_whom_one_knows(browser, theirs):
    known = make.ticket().requester
    assert log(browser, email=MAIL, phone=known.phone).requester == known
    assert points(known)[-1] == MAIL


def test_the_api_tells_no_more(theirs):
    _token, text = create_token(make.agent(), name="Reports")
    told = json.dumps({"text": "Cannot pay", "email": MAIL, "phone": NEW_PHONE})
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": "k"}
    answer = Client().post(reverse("v1:ticket-list"), told, content_type="application/json", headers=headers)
    person = answer.json()["requester"]
    assert (person["name"], person["email"], person["phone"]) == ("", MAIL, NEW_PHONE)
    assert person["id"] != theirs.pk
    assert NEW_PHONE not in points(theirs)


def test_nor_does_the_case_of_a_cart(browser, theirs):
    cart = make.cart(email=MAIL)
    assert browser.post(f"/carts/{cart.pk}/open-case/").status_code == 302
    assert Ticket.objects.latest("pk").requester != theirs


def test_calls_and_mails_still_find_the_person_and_never_who_was_said_to_have_the_address(browser, theirs):
    log(browser, email=MAIL, phone=PHONE)
    assert find_or_create_requester(email=MAIL) == theirs
    assert find_requester_by_phone(PHONE) == theirs
    ContactPoint.objects.filter(requester=theirs).delete()
    assert not is_known(PHONE)


def test_the_address_of_another_team_s_person_is_added_without_a_word(browser, theirs):
    known = make.ticket().requester
    told = {"name": known.name, "email": MAIL, "reason": "Said so"}
    assert browser.post(f"/requesters/{known.pk}/edit/", told).status_code == 302
    assert MAIL in points(known)
    assert MAIL in points(theirs)


def test_whom_one_may_see_is_still_named_when_an_address_is_theirs(browser):
    known, other = make.ticket().requester, make.ticket().requester
    told = {"name": known.name, "email": other.email, "reason": "Said so"}
    answer = browser.post(f"/requesters/{known.pk}/edit/", told)
    assert answer.status_code == 422
    assert f"belongs to {other}" in answer.content.decode()


@pytest.fixture
def claim(browser, theirs):
    """What an agent of ours was told: a name, an address of a stranger and a new number."""
    case = log(browser, name="Ann", email=MAIL, phone=NEW_PHONE)
    return case.requester.contact_points.get(value=MAIL)


def test_who_may_see_both_is_asked_whether_they_are_one(client, browser, theirs, claim):
    page = f"/tickets/{claim.requester.tickets.get().pk}/about/"
    client.force_login(with_second_step(make.manager()))
    told = client.get(page).content.decode()
    assert f"/requesters/{claim.requester_id}/merge/{theirs.pk}/" in told
    assert f"/requesters/addresses/{claim.pk}/not-theirs/" in told
    assert "Ann Secret" in client.get(f"/requesters/{claim.requester_id}/").content.decode()
    assert "not-theirs" not in browser.get(page).content.decode()


def test_a_yes_adds_what_was_said_and_can_be_undone(client, theirs, claim):
    client.force_login(with_second_step(make.manager()))
    said = claim.requester
    client.post(f"/requesters/{said.pk}/merge/{theirs.pk}/")
    assert points(theirs) == [MAIL, PHONE, OTHER_MAIL, NEW_PHONE], "each once"
    assert said.tickets.count() == 0
    undo_person_merge(said.merges_away.get(), by=make.manager())
    assert points(said) == [MAIL, NEW_PHONE]


def test_merged_the_other_way_round_each_address_stands_once(theirs, claim):
    merge = merge_people(theirs, into=claim.requester, by=make.manager())
    assert sorted(points(claim.requester)) == sorted([MAIL, NEW_PHONE, PHONE, OTHER_MAIL])
    assert find_or_create_requester(email=MAIL) == claim.requester
    undo_person_merge(merge, by=make.manager())
    assert (points(claim.requester), find_or_create_requester(email=MAIL)) == ([MAIL, NEW_PHONE], theirs)


def test_a_no_is_remembered(client, theirs, claim):
    client.force_login(with_second_step(make.manager()))
    case = claim.requester.tickets.get()
    for _ in range(2):
        assert client.post(f"/requesters/addresses/{claim.pk}/not-theirs/").status_code == 302
    assert "not-theirs" not in client.get(f"/tickets/{case.pk}/").content.decode()
    assert case.requester.email == MAIL, "the case is still answered there"
    change = RequesterChange.objects.get(requester=case.requester)
    assert "Secret" not in change.what + change.reason


def test_who_may_not_see_the_owner_cannot_say_no(browser, claim):
    assert browser.post(f"/requesters/addresses/{claim.pk}/not-theirs/").status_code == 404


def test_the_shop_is_not_asked_for_the_orders_of_a_stranger(monkeypatch, theirs, claim):
    asked = []
    monkeypatch.setattr(orders, "ask", lambda source, addresses: asked.extend(addresses) or [])
    orders.orders_of(OrderSource(name="Shop", base_url="https://shop.test"), claim.requester)
    assert asked == [("phone", NEW_PHONE)]
