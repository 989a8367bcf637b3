"""A reply that denies what is kept is stopped, with the copy beside it; and one that nobody can know to be true."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.services import create_token
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import Mail, queue_mail
from tests import make
from tests.ledger.signing import public, signed
from tests.mail.writing import deliver, letter
from tickets.composer.scheduling import send_due_replies
from tickets.inbound.copies import copies_address
from tickets.ledger import signatures
from tickets.models import CopySource, Draft, Entry, ScheduledReply, SendingDomain, Ticket

pytestmark = pytest.mark.django_db

DENIAL = "Dear Ann, I am sorry, but we did not send you this email."
ASKS = "You offered me the photo album Harbor Lights with my ticket. Where is it?"


@pytest.fixture
def agent():
    return make.agent()


@pytest.fixture
def browser(client, agent):
    client.force_login(agent)
    return client


def shop_sends(*, days_ago: float = 3, to: str = "ann@buyers.test", **fields) -> None:
    """A mail of the shop, of which nothing but the journal knows."""
    told = {
        "sender": "Lantern Row <shop@lantern.test>",
        "subject": "Your free album",
        "text": "With each ticket comes the album Harbor Lights: https://lantern.test/album/BRASS20",
    }
    mail = letter(**told | fields, to=to)
    del mail["Date"]
    mail["Date"] = timezone.now() - timedelta(days=days_ago)
    deliver(mail, envelope_from="shop@lantern.test", to=copies_address())


def she_asks(text: str = ASKS) -> Ticket:
    deliver(letter(text=text, subject="The album"))
    return Ticket.objects.get()


def reply(browser, ticket: Ticket, text: str = DENIAL, *, route: str = "tickets:write", **fields):
    ticket.refresh_from_db()
    form = {"mode": "reply", "body": text, "version": ticket.version, "key": "00000000-0000-4000-8000-0000000000aa"}
    return browser.post(reverse(route, args=[ticket.pk]), form | fields)


def replies() -> int:
    return Entry.objects.filter(kind=Entry.Kind.REPLY).count()


def since_long_ago() -> None:
    CopySource.objects.update(complete_since=timezone.localdate() - timedelta(days=400))


def test_the_shop_offered_an_album_she_asks_and_the_denial_is_stopped(browser, agent):
    shop_sends()
    ticket = she_asks()
    answer = reply(browser, ticket)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Not sent: your reply denies something that we have a trace of" in page
    assert "Your free album" in page
    assert 'id="denial" tabindex="-1" autofocus' in page
    assert DENIAL in page  # nothing that was typed is lost
    assert replies() == 0
    assert not OutboundMessage.objects.filter(key__startswith="reply:").exists()

    reply(browser, ticket, "Dear Ann, here is your album again: https://lantern.test/album/BRASS20")
    assert replies() == 1


def test_it_is_sent_with_a_reason_that_stays_on_the_case(browser, agent):
    shop_sends()
    ticket = she_asks()
    assert reply(browser, ticket, denial_reason="   ").status_code == 409
    assert reply(browser, ticket, denial_reason="It was for Ann Li; she got it by mistake.").status_code == 302
    assert replies() == 1
    kept = ticket.entries.get(kind=Entry.Kind.STATUS, actor=agent)
    assert "It was for Ann Li" in kept.body
    assert "Your free album" in kept.body
    assert not kept.is_public


def test_a_reply_that_is_to_leave_later_is_stopped_too_and_the_reason_goes_with_it(browser, agent):
    shop_sends()
    ticket = she_asks()
    later = {"route": "tickets:schedule", "until": "tomorrow"}
    answer = reply(browser, ticket, **later)
    assert answer.status_code == 409
    assert "Send anyway" not in answer.content.decode()
    assert not ScheduledReply.objects.exists()
    assert reply(browser, ticket, denial_reason="The organizer said so.", **later).status_code == 302
    send_due_replies(at=timezone.now() + timedelta(days=4))
    assert "The organizer said so." in ticket.entries.get(kind=Entry.Kind.STATUS, actor=agent).body


def test_what_came_to_be_known_meanwhile_stops_a_reply_that_was_scheduled(browser, agent):
    ticket = she_asks()
    assert reply(browser, ticket, route="tickets:schedule", until="tomorrow").status_code == 302
    shop_sends(days_ago=2)
    send_due_replies(at=timezone.now() + timedelta(days=4))
    assert replies() == 0
    assert Draft.objects.get(ticket=ticket, agent=agent).body == DENIAL


def test_a_program_is_stopped_with_a_word_for_it(client, agent):
    shop_sends()
    ticket = she_asks()
    headers = {"Authorization": f"Bearer {create_token(agent, name='Robot')[1]}"}
    body = {"body": DENIAL, "seen_version": ticket.version}
    path = reverse("v1:ticket-reply", args=[ticket.pk])
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "denial")
    assert "Your free album" in answer.json()["detail"]
    answer = client.post(path, body | {"denial_reason": "Not hers."}, content_type="application/json", headers=headers)
    assert answer.status_code == 201


def test_a_mail_on_a_case_of_another_team_speaks_and_shows_nothing_of_itself(browser, agent):
    ticket = she_asks()
    other = make.ticket(requester=ticket.requester, team=make.team(), subject="Secret")
    mail = Mail(to="ann@buyers.test", subject="Secret album", text=ASKS)
    other.entries.create(kind=Entry.Kind.REPLY, message=queue_mail(mail, key="album:1"), occurred_at=timezone.now())
    answer = reply(browser, ticket)
    assert answer.status_code == 409
    assert "One email that we sent is on a case that you have no access to" in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    other.team.members.add(agent)
    assert "Secret album" in reply(browser, ticket).content.decode()


def test_a_recovery_mail_of_a_cart_that_an_agent_sees_speaks_with_its_copy(browser, agent):
    ticket = she_asks()
    cart = make.cart(email="ann@buyers.test")
    mail = queue_mail(Mail(to="ann@buyers.test", subject="Trouble getting your tickets?", text=ASKS), key="recovery:1")
    cart.recovery_steps.create(status="mailed", message=mail, due_at=timezone.now())
    answer = reply(browser, ticket)
    assert answer.status_code == 409
    assert "Trouble getting your tickets?" in answer.content.decode()
    assert browser.get(reverse("tickets:sent_copy", args=[mail.pk])).status_code == 200
    cart.source.organizer.team = make.team()
    cart.source.organizer.save()
    assert "Trouble getting" not in reply(browser, ticket).content.decode()
    assert browser.get(reverse("tickets:sent_copy", args=[mail.pk])).status_code == 404


def test_a_mail_to_somebody_else_speaks_when_she_names_its_link(browser):
    shop_sends(to="family@buyers.test")
    since_long_ago()
    ticket = she_asks("I got https://www.lantern.test/album/BRASS20?utm_source=mail from my sister, it fails.")
    assert reply(browser, ticket).status_code == 409


def test_what_has_nothing_to_do_with_her_stops_nobody(browser):
    shop_sends(to="tom@buyers.test", text="Lot B is open.", subject="Parking")
    since_long_ago()  # and it sends so seldom that no day is a silent one
    ticket = she_asks()
    assert reply(browser, ticket).status_code == 302


def test_for_a_day_without_copies_nobody_can_tell(browser):
    for days in range(40):
        if days != 2:
            shop_sends(days_ago=days, to="tom@buyers.test", text=f"Lot {days} is open.", subject="Parking")
    ticket = she_asks()
    answer = reply(browser, ticket)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Not sent: nobody can tell whether this was ours" in page
    assert page.count("We cannot tell for ") == 1


@time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC))
def test_sundays_on_which_a_shop_never_sends_stop_no_denial(browser):
    for days in range(80):
        sent_at = timezone.now() - timedelta(days=days)
        if sent_at.weekday() != 6:
            make.sent_copy(recipients=["tom@buyers.test"], subject="Parking", text=f"Lot {days}", sent_at=sent_at)
    CopySource.objects.update(complete_since=timezone.localdate() - timedelta(days=80))
    assert reply(browser, she_asks()).status_code == 302


def test_an_offer_of_the_event_speaks(browser):
    event = make.event()
    make.offer(event=event, name="Harbor Lights", known_by="photo album\nhttps://lantern.test/album")
    ticket = she_asks()
    assert reply(browser, ticket).status_code == 302  # the case is about no event yet
    Ticket.objects.filter(pk=ticket.pk).update(event=event)
    key = "00000000-0000-4000-8000-0000000000bb"
    answer = reply(browser, ticket, "There is no such offer.", key=key)
    assert answer.status_code == 409
    assert "Harbor Lights" in answer.content.decode()


def test_a_note_may_say_what_it_likes(browser):
    shop_sends()
    ticket = she_asks()
    assert reply(browser, ticket, mode="note").status_code == 302


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream"])
def test_a_signed_mail_that_she_saved_and_sent_along_speaks(browser, monkeypatch, kind):
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    monkeypatch.setattr(signatures, "look_up_txt", lambda name: public(key))
    SendingDomain.objects.create(name="lantern.test")
    mail = letter(text="I got this from you.", subject="The album")
    maintype, subtype = kind.split("/")
    if kind == "message/rfc822":
        mail.make_mixed()
        part = Message()
        part["Content-Type"] = 'message/rfc822; name="album.eml"'
        part["Content-Disposition"] = 'attachment; filename="album.eml"'
        part.set_payload([message_from_bytes(signed(key))])
        mail.attach(part)
    else:
        mail.add_attachment(signed(key), maintype=maintype, subtype=subtype, filename="album.eml")
    deliver(mail)
    ticket = Ticket.objects.get()
    answer = reply(browser, ticket)
    assert answer.status_code == 409
    assert "album.eml carries the signature of lantern.test" in answer.content.decode()
