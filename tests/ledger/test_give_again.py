"""What works only once is given again with one press, and stands on the timeline."""

from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.mail.writing import deliver, letter
from tickets.inbound.copies import copies_address
from tickets.models import Attachment, Draft, Entry, SentCopy

pytestmark = pytest.mark.django_db

ALBUM = "https://lantern.test/album/BRASS20"


@pytest.fixture
def ticket():
    return make.ticket(event=make.event())


@pytest.fixture
def browser(client):
    client.force_login(make.agent())
    return client


def give(browser, ticket, *, key=None, **what):
    return browser.post(reverse("tickets:give_again", args=[ticket.pk]), {"key": key or str(uuid4())} | what)


def shop_sends_with_a_file() -> SentCopy:
    mail: EmailMessage = letter(
        sender="Lantern Row <shop@lantern.test>", to="ann@buyers.test", subject="Your album", text=f"Here: {ALBUM}"
    )
    mail.add_attachment(b"%PDF-1.7 album", maintype="application", subtype="pdf", filename="album.pdf")
    deliver(mail, envelope_from="shop@lantern.test", to=copies_address())
    return SentCopy.objects.get()


def test_an_offer_of_the_event_is_one_press_away(browser, ticket):
    offer = make.offer(event=ticket.event, name="Photo album", link=ALBUM, how_again="The link works once.")
    about = browser.get(reverse("tickets:about", args=[ticket.pk])).content.decode()
    assert f'name="offer" value="{offer.pk}"' in about
    assert give(browser, ticket, offer=offer.pk).status_code == 302
    mail = OutboundMessage.objects.get(key__startswith="reply:")
    assert ALBUM in mail.text
    assert "The link works once." in mail.text
    assert mail.due_at > timezone.now()  # it can be taken back
    remedy = ticket.entries.get(kind=Entry.Kind.REMEDY)
    assert "Photo album" in remedy.body
    assert ALBUM in remedy.body


def test_pressing_twice_gives_it_once(browser, ticket):
    offer, key = make.offer(event=ticket.event, link=ALBUM), str(uuid4())
    for _press in range(2):
        give(browser, ticket, offer=offer.pk, key=key)
    assert ticket.entries.filter(kind=Entry.Kind.REPLY).count() == 1
    assert ticket.entries.filter(kind=Entry.Kind.REMEDY).count() == 1


def test_a_link_and_a_file_of_a_copy_are_given_again(browser, ticket):
    copy = shop_sends_with_a_file()
    page = browser.get(copy.get_absolute_url(), {"case": ticket.pk}).content.decode()
    assert f'name="part" value="{ALBUM}"' in page
    assert 'name="part" value="album.pdf"' in page
    give(browser, ticket, copy=copy.pk, part=ALBUM)
    give(browser, ticket, copy=copy.pk, part="album.pdf")
    mails = OutboundMessage.objects.filter(key__startswith="reply:").order_by("pk")
    assert ALBUM in mails[0].text
    assert b"album.pdf" in bytes(mails[1].raw)
    attached = Attachment.objects.get(entry__kind=Entry.Kind.REPLY)
    assert (attached.name, attached.size) == ("album.pdf", len(b"%PDF-1.7 album"))


def test_what_the_copy_does_not_hold_is_not_given(browser, ticket):
    copy = shop_sends_with_a_file()
    for what in (
        {"copy": copy.pk, "part": "https://evil.test/"},
        {"copy": copy.pk},
        {},
        {"offer": make.offer().pk},  # of another event
        {"offer": make.offer(event=ticket.event).pk},  # nobody wrote down how
    ):
        give(browser, ticket, **what)
    assert not ticket.entries.filter(kind__in=[Entry.Kind.REPLY, Entry.Kind.REMEDY]).exists()


def test_a_draft_that_is_being_written_stays(browser, ticket):
    agent = make.agent()
    browser.force_login(agent)
    Draft.objects.create(ticket=ticket, agent=agent, body="Dear Ann", version=ticket.version, saved_at=timezone.now())
    give(browser, ticket, offer=make.offer(event=ticket.event, link=ALBUM).pk)
    assert Draft.objects.get(ticket=ticket, agent=agent).body == "Dear Ann"


def test_it_is_taken_back_like_any_reply(browser, ticket):
    give(browser, ticket, offer=make.offer(event=ticket.event, link=ALBUM).pk)
    entry = ticket.entries.get(kind=Entry.Kind.REPLY)
    browser.post(reverse("tickets:take_back", args=[entry.pk]))
    assert OutboundMessage.objects.get(pk=entry.message_id).is_cancelled
