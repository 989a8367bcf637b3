"""Report a problem on the help page: it is written down whatever else is wrong, and tells nothing of what we know."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.tickets.following import HIDDEN, link_in, newest_mail, shown_form, visitor
from tickets.models import Attachment, Entry, Organizer, Requester, Ticket
from tickets.portal import frame

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_comes_too_often(monkeypatch):
    monkeypatch.setattr(frame, "MOST_POSTS", 100_000)


def report(client=None, path="/help/", **said):
    client = client or visitor()
    data = {"form": shown_form(client, path), "text": "My ticket has no seat on it.\nRow?"} | said
    return client.post(path, data)


def test_a_text_alone_is_a_case():
    page = report()
    ticket = Ticket.objects.get()
    assert page.status_code == 200
    assert f">{ticket.pk}<".encode() in page.content
    assert (ticket.channel, ticket.subject, ticket.status) == ("help_page", "My ticket has no seat on it.", "new")
    assert ticket.entries.get(kind="message").body == "My ticket has no seat on it.\nRow?"
    assert ticket.waiting_since
    assert ticket.messages_count == 1
    assert not OutboundMessage.objects.exists()


def test_whoever_gives_an_address_gets_a_link_that_shows_the_case():
    report(email="Ann@Buyers.test ", name="Ann Lee", order="ORD-7")
    ticket = Ticket.objects.get()
    assert (ticket.requester.email, str(ticket.requester), ticket.order_reference) == (
        "ann@buyers.test",
        "Ann Lee",
        "ORD-7",
    )
    mail = newest_mail("ann@buyers.test")
    assert "seat" not in mail.text  # what a stranger typed is not sent to whoever they named
    page = visitor().get(link_in(mail))
    assert page.status_code == 200
    assert b"My ticket has no seat on it." in page.content


def test_it_is_saved_whatever_is_wrong_with_the_rest():
    files = [SimpleUploadedFile("setup.exe", b"MZ"), SimpleUploadedFile("seat.png", make.PIXEL)]
    page = report(email="ann at buyers", phone="call me", event="Some gig", files=files)
    ticket = Ticket.objects.get()
    assert b"setup.exe" in page.content
    assert [file.name for file in ticket.attachments.all()] == ["seat.png"]
    lines = " ".join(ticket.entries.filter(kind="status").values_list("body", flat=True))
    assert all(word in lines for word in ("ann at buyers", "call me", "Some gig", "setup.exe"))


def test_details_that_are_too_long_or_odd_are_cut(settings):
    long = {"name": "x" * 500, "phone": "1" * 500, "order": "y\0" * 500, "event": "z" * 500, "email": "e" * 500}
    assert report(**long).status_code == 200
    ticket = Ticket.objects.get()
    assert (len(ticket.requester.name), len(ticket.order_reference)) == (120, 64)
    assert report(text="x" * 100_001).status_code == 422


def test_nothing_is_not_a_report():
    for text in ("", "  ", "\u200b"):
        page = report(text=text)
        assert page.status_code == 422
    assert not Ticket.objects.exists()


def test_a_form_that_is_sent_twice_is_one_case():
    client = visitor()
    data = {"form": shown_form(client, "/help/"), "text": "No seat", "email": "ann@buyers.test"}
    first, second = client.post("/help/", data), client.post("/help/", data)
    ticket = Ticket.objects.get()
    assert all(f">{ticket.pk}<".encode() in page.content for page in (first, second))
    assert OutboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"website": "http://pills.test"}, "people do not see"),
        ({"form": ""}, "did not come from our page"),
        ({"form": "made:up:1"}, "did not come from our page"),
    ],
)
def test_what_may_be_spam_is_kept_and_marked_and_mails_nobody(changes, why):
    page = report(email="victim@buyers.test", **changes)
    ticket = Ticket.objects.get()
    assert page.status_code == 200
    assert list(ticket.tags.values_list("name", flat=True)) == ["possible spam"]
    assert why in ticket.entries.get(kind="status").body
    assert not OutboundMessage.objects.exists()


def test_a_machine_that_answers_at_once_is_doubted_and_somebody_who_pastes_is_not():
    client = visitor()
    now = timezone.now()
    for seconds, doubted in ((1, True), (3, False)):
        with time_machine.travel(now, tick=False):
            token = HIDDEN.search(client.get("/help/").content.decode())[1]
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            client.post("/help/", {"form": token, "text": f"After {seconds}"})
        assert Ticket.objects.latest("pk").tags.exists() == doubted


def test_at_most_one_such_mail_an_hour_goes_to_one_address():
    for _ in range(3):
        report(email="ann@buyers.test")
    assert Ticket.objects.count() == 3
    assert OutboundMessage.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        report(email="ann@buyers.test")
    assert OutboundMessage.objects.count() == 2


def test_the_page_says_the_same_to_whoever_names_a_known_address_and_to_strangers():
    make.requester(email="known@buyers.test", name="Known Person")
    known, stranger = (report(email=f"{who}@buyers.test") for who in ("known", "strng"))
    numbers = [str(pk).encode() for pk in Ticket.objects.order_by("pk").values_list("pk", flat=True)]
    assert known.content.replace(numbers[0], b"N") == stranger.content.replace(numbers[1], b"N")


def test_a_phone_number_beside_an_address_never_makes_two_people_one():
    ann = make.requester(email="ann@buyers.test", phone="+15005552222")
    report(email="mallory@evil.test", phone="+1 500 555 2222")
    report(email="mallory@evil.test", phone="+1 500 555 3333")
    mallory = Requester.objects.get(contact_points__value="mallory@evil.test")
    assert mallory != ann
    assert set(mallory.contact_points.filter(kind="phone").values_list("claim", flat=True)) == {"open"}
    assert [point.value for point in ann.contact_points.all()] == ["ann@buyers.test", "+15005552222"]


def test_the_page_of_an_organizer_has_its_name_and_colour_and_its_team_gets_the_case():
    team = make.team()
    make.organizer(name="Riverside Hall", slug="riverside-hall", colour="#ffe000", team=team)
    page = visitor().get("/help/riverside-hall/")
    assert b"Riverside Hall" in page.content
    assert b"--band: #ffe000; --band-ink: #000000" in page.content
    report(path="/help/riverside-hall/")
    assert Ticket.objects.get().team == team
    for address in ("/help/nobody/", "/help/write/to/us/"):
        nothing = visitor().get(address)
        assert nothing.status_code == 404
        assert 'href="/help/"' in nothing.content.decode()


def test_the_event_is_known_by_its_name():
    event = make.event(name="Jazz Night")
    report(event=" jazz night")
    assert Ticket.objects.get().event == event


def test_a_flood_is_refused_in_words_and_another_network_is_not(monkeypatch):
    monkeypatch.setattr(frame, "MOST_POSTS", 3)
    flood, neighbour = visitor(REMOTE_ADDR="2001:db8::1"), visitor(REMOTE_ADDR="2001:db8:0:1::1")
    assert [flood.post("/help/", {"text": f"Report {n}"}).status_code for n in range(4)] == [200, 200, 200, 429]
    page = flood.post("/help/", {"text": "Typed for <long>", "order": "A-1"}, headers={"accept-language": "de"})
    assert b"Typed for &lt;long&gt;</textarea>" in page.content  # to be sent again
    assert b'name="order" value="A-1"' in page.content
    assert (page.status_code, page["Content-Language"], page["Retry-After"]) == (429, "de", "600")
    assert flood.get("/help/").status_code == 200
    assert neighbour.post("/help/", {"text": "Mine"}).status_code == 200
    assert Ticket.objects.count() == 4


def test_card_numbers_are_not_kept():
    report(text="My card 4111 1111 1111 1111 was charged twice")
    assert "4111" not in Entry.objects.get(kind="message").body
    assert "4111" not in Ticket.objects.get().subject


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_while_the_database_is_away_buyers_keep_their_words(monkeypatch, error):
    away = Mock(side_effect=error("the connection is closed"))
    monkeypatch.setattr("tickets.portal.views.report_problem", away)
    page = report(text="My <seat> is gone", email="ann@buyers.test")
    shown = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "My &lt;seat&gt; is gone</textarea>" in shown
    assert 'name="email" value="ann@buyers.test"' in shown
    assert "Back to the desk" not in shown
    monkeypatch.setattr(Organizer.objects, "select_related", away)
    page = visitor().get("/help/riverside-hall/")
    assert page.status_code == 503
    assert 'href="/help/riverside-hall/"' in page.content.decode()


def test_hostile_text_is_text():
    page = report(text="<script>alert(1)</script>", name="<b>Ann", email="ann@buyers.test")
    assert b"<script>alert" not in page.content
    assert b"<script>alert" not in visitor().get(link_in(newest_mail("ann@buyers.test"))).content


def test_a_picture_of_the_screen_alone_is_a_report():
    report(text="", files=[SimpleUploadedFile("seat.png", make.PIXEL)])
    assert Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body == "seat.png"


def test_ten_files_and_fifteen_megabytes_are_kept():
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(12)]
    page = report(files=files)
    assert Attachment.objects.count() == 10
    assert page.content.count(b"one too many") == 2


def test_the_pages_can_be_switched_off(settings):
    settings.HELP_PAGES = False
    assert visitor().get("/help/").status_code == 404
    assert visitor().post("/help/", {"text": "No seat"}).status_code == 404
    assert "/help/" not in make.reply(make.ticket()).message.text
