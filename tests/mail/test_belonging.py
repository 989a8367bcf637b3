"""A customer who answers from another address: offered to an agent, confirmed by the customer, hidden until then."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.mail.writing import deliver, letter
from tickets.cases import find_or_create_requester, open_ticket, reply_to_requester
from tickets.cases.case_mails import reply_address
from tickets.cases.participants import takes_part
from tickets.inbound.belonging import read_token
from tickets.models import Entry, Requester, Ticket

pytestmark = pytest.mark.django_db

WORK = "anna@work.test"


@pytest.fixture
def agent(db):
    return make.agent(name="Ben Adeyemi", email="ben@desk.test")


@pytest.fixture
def browser(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def known(agent):
    """The case of Anna, who was answered at home."""
    requester = find_or_create_requester(name="Anna Lee", email="anna@home.test")
    ticket = open_ticket(Ticket(requester=requester, subject="My code fails"), body="It fails.")
    reply_to_requester(ticket, body="Try LATE.", by=agent, seen_version=ticket.version)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def offer(known):
    """She answers from work: the entry on the new case."""
    deliver(letter(sender=f"Anna <{WORK}>", text="LATE fails, too."), to=reply_address(known.pk), envelope_from=WORK)
    return Entry.objects.get(kind=Entry.Kind.RELATED)


def ask(browser, offer):
    assert browser.post(reverse("tickets:ask_to_confirm", args=[offer.pk])).status_code == 302
    return OutboundMessage.objects.get(key=f"confirm:{offer.pk}")


def link_in(mail):
    return "/addresses/confirm/" + mail.text.split("/addresses/confirm/")[1].split()[0]


def test_the_new_case_offers_to_merge_and_to_ask_and_the_other_learns_nothing(browser, known, offer):
    page = browser.get(offer.ticket.get_absolute_url()).content.decode()
    assert reverse("tickets:belonging", args=[offer.pk]) in page
    panel = browser.get(reverse("tickets:belonging", args=[offer.pk])).content.decode()
    assert f"May belong to case {known.pk} of Anna Lee: {WORK} wrote." in panel
    assert reverse("tickets:merge_into", args=[offer.ticket_id, known.pk]) in panel
    assert "Ask customer to confirm" in panel
    assert not takes_part(known, WORK)
    assert not known.entries.filter(body__contains="LATE fails").exists()


def test_the_customer_is_asked_at_the_known_address_once_and_get_changes_nothing(browser, agent, known, offer):
    mail = ask(browser, offer)
    assert ask(browser, offer) == mail
    assert (mail.recipients, mail.is_private, "LATE" in mail.text) == (["anna@home.test"], True, False)
    assert offer.ticket.entries.filter(body__contains="Asked anna@home.test to confirm").get().actor == agent
    panel = browser.get(reverse("tickets:belonging", args=[offer.pk])).content.decode()
    assert "Customer asked to confirm" in panel
    page = Client().get(link_in(mail))
    assert (page.status_code, WORK in page.content.decode(), "LATE" in page.content.decode()) == (200, True, False)
    assert set(page.cookies) <= {"press4_csrf"}  # no session
    assert not takes_part(known, WORK)
    assert not OutboundMessage.objects.filter(to_address=WORK, text__contains=str(known.pk) + ".").exists()


def test_once_confirmed_the_address_is_the_customer_s_and_the_mail_is_on_the_case(browser, known, offer):
    link = link_in(ask(browser, offer))
    for _twice in range(2):
        assert Client().post(link).status_code == 200
    known.refresh_from_db()
    assert known.entries.get(body="LATE fails, too.").received
    assert {point.value for point in known.requester.contact_points.all()} == {"anna@home.test", WORK}
    assert Requester.objects.get(pk=known.requester_id).email == "anna@home.test"
    person = known.participants.get(address=WORK)
    assert (person.role, person.confirmed_at is not None) == ("requester", True)
    assert known.entries.filter(body=f"anna@home.test confirmed that {WORK} is theirs.").count() == 1
    deliver(letter(sender=WORK, text="And now?"), to=reply_address(known.pk), envelope_from=WORK)
    assert known.entries.filter(body="And now?").exists()
    panel = browser.get(reverse("tickets:belonging", args=[offer.pk])).content.decode()
    assert "It is on that case now." in panel


def test_a_solved_case_is_opened_and_a_closed_one_stays_as_it_is(browser, known, offer):
    link = link_in(ask(browser, offer))
    Ticket.objects.filter(pk=known.pk).update(status="closed", solved_at=timezone.now())
    assert Client().post(link).status_code == 200
    offer.ticket.refresh_from_db()
    assert offer.ticket.merged_into is None
    assert offer.ticket.requester == known.requester
    Ticket.objects.filter(pk=known.pk).update(status="solved")
    assert Client().post(link).status_code == 200
    known.refresh_from_db()
    assert known.status == "open"
    assert known.entries.filter(body="LATE fails, too.").exists()


def test_an_address_with_a_history_is_not_given_away_by_another_s_word(browser, known, offer):
    make.ticket(requester=offer.ticket.requester)
    Client().post(link_in(ask(browser, offer)))
    assert {point.value for point in known.requester.contact_points.all()} == {"anna@home.test"}
    assert Ticket.objects.filter(requester__contact_points__value=WORK).count() == 2
    assert known.entries.filter(body="LATE fails, too.").exists()


@pytest.mark.parametrize("trouble", ["made up", "old", "another customer", "gone"])
def test_a_link_that_is_made_up_old_or_overtaken_confirms_nothing(browser, known, offer, trouble):
    link = link_in(ask(browser, offer))
    if trouble == "made up":
        link = link.replace(link[20:24], "AAAA")
    if trouble == "old":
        token = link.split("/")[-2]
        assert read_token(token, at=timezone.now()) is not None
        assert read_token(token, at=timezone.now() + timedelta(days=8)) is None
        return
    if trouble == "another customer":
        Ticket.objects.filter(pk=known.pk).update(requester=make.requester())
    if trouble == "gone":
        Entry.objects.filter(pk=offer.pk).update(other_ticket=None)
    for method in (Client().get, Client().post):
        assert method(link).status_code == 404
    assert not takes_part(known, WORK)


def test_nobody_is_asked_about_an_address_of_ours_or_by_who_may_not_see_the_case(browser, known, offer):
    make.agent(email=WORK)
    browser.post(reverse("tickets:ask_to_confirm", args=[offer.pk]))
    assert not OutboundMessage.objects.filter(key__startswith="confirm:").exists()
    Ticket.objects.filter(pk=known.pk).update(team=make.team("Others"))
    assert browser.post(reverse("tickets:ask_to_confirm", args=[offer.pk])).status_code == 404
    panel = browser.get(reverse("tickets:belonging", args=[offer.pk])).content.decode()
    assert "You do not have access to that case." in panel
    assert "Anna Lee" not in panel
