"""The checklist of the first day checks itself; the settings of email, and the addresses that get no recovery mail."""

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.mail.inbox import keep_message
from helpdesk.mail.models import InboundMessage, OutboundMessage, Suppression
from helpdesk.mail.suppression import suppress_address
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db

PAGE = "/settings/first-day/"


@pytest.fixture
def admin():
    return with_second_step(make.admin())


@pytest.fixture
def client(admin):
    client = Client()
    client.force_login(admin)
    return client


def done(client: Client) -> int:
    return client.get(PAGE).content.decode().count('class="is-done"')


def test_the_checklist_checks_itself_from_the_rows_that_are_there(client, admin):
    assert done(client) == 1  # the second step
    assert reverse("escalation:new_ring_group") in client.get(PAGE).content.decode()
    group = make.ring_group(agents=1, managers=0)  # and a colleague in it
    assert done(client) == 3
    assert reverse("calls:ring_tests", args=[group.pk]) in client.get(PAGE).content.decode()
    make.line(ring_group=group)
    make.cart_source()
    assert done(client) == 5
    assert client.post(reverse("configuration:send_test_email")).status_code == 302
    mail = OutboundMessage.objects.get()
    assert mail.to_address == admin.email
    assert done(client) == 5  # queued is not sent
    assert "Waiting to be sent" in client.get(reverse("configuration:email")).content.decode()
    keep_message(b"Subject: by hand\r\n\r\nx", door=InboundMessage.Door.UPLOAD)
    assert done(client) == 5  # an upload does not show that email comes in
    keep_message(b"Subject: by itself\r\n\r\nx", door=InboundMessage.Door.SMTP)
    assert done(client) == 6


def test_an_admin_lands_on_the_checklist_until_it_is_dismissed_and_opens_it_again(client):
    assert client.get("/")["Location"] == PAGE
    assert "Back to the setup checklist" not in client.get("/settings/teams/").content.decode()
    assert "1 of 8 steps done" in client.get(PAGE).content.decode()
    for page in ("/settings/teams/", "/settings/teams/new/", "/settings/ring-groups/new/", "/settings/shops/new/"):
        assert "Back to the setup checklist" in client.get(page).content.decode(), page
    assert client.post(reverse("configuration:dismiss_first_day"))["Location"] == "/"
    assert client.post(reverse("configuration:dismiss_first_day")).status_code == 302  # twice is once
    assert client.get("/")["Location"] != PAGE
    assert "Back to the setup checklist" not in client.get("/settings/teams/").content.decode()
    assert PAGE in client.get("/settings/").content.decode()
    assert client.get(PAGE).status_code == 200


def test_nobody_else_lands_on_the_checklist():
    for person in (make.agent(), with_second_step(make.manager())):
        visitor = Client()
        visitor.force_login(person)
        assert visitor.get("/")["Location"] != PAGE


def test_an_address_is_suppressed_by_hand_found_and_released(client):
    address = reverse("configuration:suppressions")
    assert "Addresses are added when somebody unsubscribes" in client.get(address).content.decode()
    assert client.post(address, {"address": "no address"}).status_code == 422
    assert client.post(address, {"address": "Ann@Buyers.test"}).status_code == 302
    assert client.post(address, {"address": "ann@buyers.test"}).status_code == 302  # twice is once
    bounced = suppress_address("ben@buyers.test", reason=Suppression.Reason.BOUNCED)
    page = client.get(address).content.decode()
    assert "Added by hand" in page
    assert "Bounced" in page
    assert "ben@buyers.test" not in client.get(address, {"q": "ann@"}).content.decode()
    assert "Nothing found" in client.get(address, {"q": "carl"}).content.decode()
    assert client.post(reverse("configuration:release_address", args=[bounced.pk])).status_code == 302
    assert list(Suppression.objects.values_list("address", flat=True)) == ["ann@buyers.test"]
