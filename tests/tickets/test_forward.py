# ruff: noqa: RUF001
"""A message or a case goes to somebody else, and the requester learns nothing of it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.outbox import send_message
from tests import make
from tests.mail.writing import deliver, letter
from tests.mail_server import mail_server
from tests.tickets.test_write import form
from tickets.cases import add_note, record_requester_contact
from tickets.models import Entry, Promise, Ticket

pytestmark = pytest.mark.django_db
KEY = {"key": "00000000-0000-4000-8000-000000000004", "subject": "Fwd: Seats"}


@pytest.fixture
def ticket(agent):
    ticket = make.ticket(requester=make.requester(name="Ann Lee"))
    record_requester_contact(ticket, at=timezone.now(), body="Row 7 is broken.")
    record_requester_contact(ticket, at=timezone.now(), body="And row 8.")
    add_note(ticket, body="She is a friend of the boss.", by=agent)
    return ticket


def test_a_case_goes_with_the_chosen_files_and_without_notes(browser, agent, ticket):
    said = ticket.entries.get(body="And row 8.")
    plan = make.attachment(ticket, entry=said)
    make.attachment(ticket, entry=said, name="private.pdf")
    url = reverse("tickets:forward", args=[ticket.pk])
    recipients = {"to": "Hall@riverside.test", "cc": "tech@riverside.test"}
    fields = KEY | recipients | {"body": "Please **mend**.", "files": plan.pk}
    for _twice in range(2):
        assert browser.post(url, fields).status_code == 302
    entry = ticket.entries.get(kind=Entry.Kind.FORWARD)
    assert (entry.is_public, entry.actor, entry.body) == (False, agent, "Please **mend**.")
    with mail_server() as server:
        send_message(entry.message_id)
    (received,) = server.received
    assert received.recipients == ["hall@riverside.test", "tech@riverside.test"]
    text = received.message.get_body(("plain",)).get_content()
    assert "Ann Lee" in text
    # What follows "-- " is the signature for mail programs (RFC 3676, section 4.3), so nothing forwarded does.
    assert text.splitlines()[-2:] == ["-- ", agent.name]
    assert text.index("mend") < text.index("Row 7 is broken.") < text.index("And row 8.")
    assert "friend" not in received.content.decode()
    assert [part.get_filename() for part in received.message.iter_attachments()] == ["seats.pdf"]

    page = browser.get(ticket.get_absolute_url()).content.decode()
    assert "to hall@riverside.test" in page
    # The next reply belongs to the thread of the requester, who never got the forwarded mail.
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket))
    reply = OutboundMessage.objects.exclude(pk=entry.message_id).get()
    assert entry.message.message_id.encode() not in bytes(reply.raw)
    ticket.refresh_from_db()
    assert ticket.waiting_since is None


def test_one_message_goes_alone_and_the_clock_of_the_requester_runs_on(browser, ticket):
    said = ticket.entries.get(body="Row 7 is broken.")
    url = f"{reverse('tickets:forward', args=[ticket.pk])}?entry={said.pk}"
    assert "Row 7 is broken." in browser.get(url).content.decode()
    assert browser.post(url, KEY | {"to": "hall@riverside.test"}).status_code == 302
    text = OutboundMessage.objects.get().text
    assert ("Row 7 is broken." in text, "And row 8." in text) == (True, False)
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None


def test_a_reply_is_forwarded_with_its_pictures_its_files_and_the_moment(browser, agent, ticket):
    picture = make.attachment(ticket, uploaded_by=agent, name="map.png", content_type="image/png", body=make.PIXEL)
    plan = make.attachment(ticket, uploaded_by=agent)
    body = f"Here: ![The **map**](attachment:{picture.pk}) and [more](https://shop.test/a)\n\nשלום"
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body=body, attachments=[picture.pk, plan.pk]))
    said = ticket.entries.get(kind=Entry.Kind.REPLY)
    ticket.entries.filter(pk=said.pk).update(occurred_at="2026-11-30T11:35Z")
    url = reverse("tickets:forward", args=[ticket.pk])
    asked = browser.get(f"{url}?entry={said.pk}")
    ticked = asked.context["form"]["files"].value()
    assert ticked == [picture.pk, plan.pk]
    assert "attachment:" not in asked.content.decode()
    # Of a conversation, only what its words show.
    assert browser.get(url).context["form"]["files"].value() == [picture.pk]

    browser.post(f"{url}?entry={said.pk}", KEY | {"to": "hall@riverside.test", "files": ticked})
    mail = message_from_bytes(bytes(ticket.entries.get(kind=Entry.Kind.FORWARD).message.raw), policy=default)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    (shown,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f'<img src="cid:{shown["Content-ID"].strip("<>")}" alt="The **map**">' in html
    assert '<p dir="auto">שלום</p>' in html
    assert [part.get_filename() for part in mail.iter_attachments()] == ["seats.pdf"]
    assert "Here: [The map] and more (https://shop.test/a)" in text
    assert f"{agent.name} · Mon 30 Nov 2026, 11:35 AM UTC" in text
    assert "Mon 30 Nov 2026, 11:35 AM UTC" in html


def test_a_picture_that_is_not_chosen_stays_here(browser, agent, ticket):
    picture = make.attachment(ticket, uploaded_by=agent, name="map.png", content_type="image/png", body=make.PIXEL)
    browser.post(
        f"/tickets/{ticket.pk}/write/", form(ticket, body=f"![map](attachment:{picture.pk})", attachments=picture.pk)
    )
    assert (
        browser.post(reverse("tickets:forward", args=[ticket.pk]), KEY | {"to": "hall@riverside.test"}).status_code
        == 302
    )
    message = ticket.entries.get(kind=Entry.Kind.FORWARD).message
    assert "[map]" in message.text
    assert b"image/png" not in bytes(message.raw)


def test_more_files_than_a_mail_carries_are_refused(browser, ticket):
    said = ticket.entries.get(body="And row 8.")
    files = [make.attachment(ticket, entry=said, size=8 * 1024 * 1024).pk for _each in range(2)]
    url = reverse("tickets:forward", args=[ticket.pk])
    answer = browser.post(url, KEY | {"to": "hall@riverside.test", "files": files})
    assert (answer.status_code, OutboundMessage.objects.count()) == (422, 0)
    assert "too large" in answer.content.decode()


def test_a_case_with_the_longest_subject_is_forwarded_as_it_is_offered(browser, ticket):
    ticket.subject = "s" * 200
    ticket.save(update_fields=["subject"])
    url = reverse("tickets:forward", args=[ticket.pk])
    offered = browser.get(url).context["form"]["subject"].value()
    assert browser.post(url, KEY | {"to": "hall@riverside.test", "subject": offered}).status_code == 302
    assert OutboundMessage.objects.get().subject == f"Fwd: {'s' * 195} [Case {ticket.pk}]"


@pytest.mark.parametrize("to", ["", "nobody", "a@b.test, A@b.test", "gone@riverside.test"])
def test_a_wrong_address_is_named_and_nothing_goes(browser, ticket, to):
    Suppression.objects.create(address="gone@riverside.test", reason="bounced")
    assert browser.post(reverse("tickets:forward", args=[ticket.pk]), KEY | {"to": to}).status_code == 422
    assert not OutboundMessage.objects.exists()


def test_a_note_or_an_entry_of_another_case_is_not_forwarded(browser, ticket):
    url = reverse("tickets:forward", args=[ticket.pk])
    note = ticket.entries.get(kind=Entry.Kind.NOTE)
    for entry in (note.pk, make.ticket().entries.first().pk):
        assert browser.get(f"{url}?entry={entry}").status_code == 404


def test_the_same_words_to_others_or_with_other_files_are_forwarded_too(browser, ticket):
    plan = make.attachment(ticket, entry=ticket.entries.get(body="And row 8."))
    url, said = reverse("tickets:forward", args=[ticket.pk]), KEY | {"to": "hall@riverside.test"}
    for other in (
        {},
        {"cc": "tech@riverside.test"},
        {"bcc": "boss@desk.test"},
        {"subject": "Row 7"},
        {"files": plan.pk},
    ):
        for _twice in range(2):
            assert browser.post(url, said | other).status_code == 302
    assert OutboundMessage.objects.count() == 5


def test_a_forward_may_await_an_answer_which_ends_with_it(browser, agent, ticket):
    url = reverse("tickets:forward", args=[ticket.pk])
    assert "No reminder" in browser.get(url).content.decode()
    for _twice in range(2):
        browser.post(url, KEY | {"to": "hall@riverside.test", "answer_by": "day"})
    promise = ticket.promises.owed().get()
    assert (promise.what, promise.due_at > timezone.now()) == ("Answer from hall@riverside.test", True)
    assert "Answer from hall@riverside.test" in browser.get(ticket.get_absolute_url()).content.decode()
    late = promise.due_at + timedelta(minutes=1)
    assert list(Promise.objects.broken(at=late)) == [promise]

    sent = ticket.entries.get(kind=Entry.Kind.FORWARD).message
    headers = {"In-Reply-To": sent.message_id}
    deliver(letter(sender="mallory@else.test", headers=headers), envelope_from="mallory@else.test")
    assert ticket.promises.owed().exists()
    deliver(letter(sender="hall@riverside.test", text="Row 7 is mended.", headers=headers))
    promise.refresh_from_db()
    assert promise.was_kept
    assert ticket.entries.filter(body="Answer from hall@riverside.test: it came.").count() == 1
    assert not ticket.entries.get(body="Row 7 is mended.").is_public


def test_without_a_reminder_nothing_is_awaited_and_on_a_closed_case_nothing_can_be(browser, ticket):
    url = reverse("tickets:forward", args=[ticket.pk])
    browser.post(url, KEY | {"to": "hall@riverside.test", "answer_by": ""})
    assert not ticket.promises.exists()
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", solved_at=timezone.now())
    other = {"key": "00000000-0000-4000-8000-000000000005", "to": "hall@riverside.test", "answer_by": "day"}
    assert browser.post(url, KEY | other).status_code == 422
    assert not ticket.promises.exists()
