"""A mail that a shop sent in our name is found, and one that is not found is never said not to be ours."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import InboundMessage, OutboundMessage
from tests import make
from tests.mail.writing import deliver, letter
from tickets.inbound.copies import copies_address
from tickets.models import SentCopy, Ticket

pytestmark = pytest.mark.django_db

ALBUM = {
    "sender": "Lantern Row <shop@lantern.test>",
    "to": "Ann Lee <Ann@Buyers.test>",
    "subject": "Your free album",
    "text": "With each ticket comes the album Harbor Lights. Your code is BRASS20.",
}


@pytest.fixture
def browser(client):
    client.force_login(make.agent())
    return client


def shop_sends(*, at=None, **fields) -> InboundMessage:
    mail = letter(**ALBUM | fields)
    del mail["Date"]
    mail["Date"] = at or timezone.now()
    return deliver(mail, envelope_from="shop@lantern.test", to=copies_address())


def page(browser, **query) -> str:
    return browser.get(reverse("tickets:sent"), query).content.decode()


def test_a_copy_is_kept_and_is_no_mail_to_us():
    message = shop_sends()
    copy = SentCopy.objects.get()
    assert (message.status, copy.received, copy.source.name) == ("set_aside", message, "lantern.test")
    assert copy.recipients == ["ann@buyers.test"]
    assert (Ticket.objects.count(), OutboundMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize("address", ["copies@reply.desk.test", "copies+aaaaaaaaaaaaaaaa@reply.desk.test"])
def test_nobody_plants_a_mail_that_we_are_said_to_have_sent(address):
    deliver(letter(**ALBUM), to=address)
    assert not SentCopy.objects.exists()


def test_a_buyers_mail_is_found_by_address_id_and_text(browser):
    message = shop_sends()
    shop_sends(to="tom@buyers.test", subject="Parking", text="Lot B is open.")
    for asked in ("ANN@buyers.test", message.message_id, "> comes the  album\n> Harbor Lights"):
        found = page(browser, q=asked)
        assert "Your free album" in found
        assert "Parking" not in found
    assert browser.get(reverse("tickets:received_mail", args=[message.pk])).status_code == 200
    assert "Your free album" not in browser.get(reverse("tickets:received")).content.decode()


def test_what_is_not_found_is_not_denied(browser):
    assert "No shop sends the desk copies" in page(browser, q="<album@lantern.test>")
    now = timezone.now()
    for days in (5, 4, 2, 1):
        shop_sends(at=now - timedelta(days=days))
    found = page(browser, q="<album@lantern.test>")
    assert "Not finding it here does not prove that it is not ours." in found
    assert "lantern.test" in found
    assert "We cannot tell for " in found
