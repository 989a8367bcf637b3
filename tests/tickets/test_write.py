"""Replies and notes: what is seen in the composer is what happens, once."""

import uuid
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tickets.cases import record_requester_contact
from tickets.models import Entry

pytestmark = pytest.mark.django_db


def form(ticket, **fields):
    ticket.refresh_from_db()
    return {"mode": "reply", "body": "Try BRASS20.", "version": ticket.version, "key": str(uuid.uuid4())} | fields


def test_a_reply_is_an_entry_and_a_mail_and_stops_the_clock(browser, agent):
    ticket = make.ticket()
    response = browser.post(f"/tickets/{ticket.pk}/write/", form(ticket))

    assert response.status_code == 302
    ticket.refresh_from_db()
    entry = ticket.entries.get(kind=Entry.Kind.REPLY)
    assert (entry.body, entry.actor, entry.is_public) == ("Try BRASS20.", agent, True)
    assert (ticket.status, ticket.waiting_since, ticket.reply_due_at) == ("open", None, None)
    assert entry.message.to_address == ticket.requester.email
    assert entry.message.is_intact


def test_the_mail_is_plain_and_html_and_escapes_what_was_written(browser):
    ticket = make.ticket()
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body="1 < 2 & it's <b>fine</b>"))

    mail = message_from_bytes(bytes(OutboundMessage.objects.get().raw), policy=default)
    assert "1 < 2 & it's <b>fine</b>" in mail.get_body(("plain",)).get_content()
    assert "1 &lt; 2 &amp; it's &lt;b&gt;fine&lt;/b&gt;" in mail.get_body(("html",)).get_content()


def test_the_second_reply_belongs_to_the_thread_of_the_first(browser):
    ticket = make.ticket()
    for body in ("First.", "Second."):
        browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body=body))

    first, second = OutboundMessage.objects.order_by("pk")
    assert message_from_bytes(bytes(second.raw), policy=default)["References"] == first.message_id


@pytest.mark.parametrize("mode", ["reply", "note"])
@pytest.mark.parametrize("body", ["\u200b\u2060", "\u3164", "\u2800 \ufeff"])
def test_what_nobody_can_see_is_neither_kept_nor_sent(browser, mode, body):
    ticket = make.ticket()
    response = browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, mode=mode, body=body))
    assert response.status_code == 422
    assert "Write something first." in response.content.decode()
    assert not OutboundMessage.objects.exists()
    assert not ticket.entries.filter(kind__in=[Entry.Kind.REPLY, Entry.Kind.NOTE]).exists()


def test_a_note_stays_inside(browser):
    ticket = make.ticket()
    version = ticket.version
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, mode="note", body="He is lying."))

    ticket.refresh_from_db()
    assert ticket.entries.get(body="He is lying.").is_public is False
    assert not OutboundMessage.objects.exists()
    assert ticket.version == version
    assert ticket.waiting_since is not None


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_what_is_sent_twice_is_written_once(browser, mode):
    ticket = make.ticket()
    twice = form(ticket, mode=mode)
    answers = [browser.post(f"/tickets/{ticket.pk}/write/", twice).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert ticket.entries.filter(body="Try BRASS20.").count() == 1
    assert OutboundMessage.objects.count() == (mode == "reply")


def test_a_reply_to_a_case_that_changed_is_stopped_and_keeps_the_text(browser):
    ticket = make.ticket()
    old = form(ticket, body="The code was made for orders over $100.")
    record_requester_contact(ticket, at=timezone.now(), body="Forget the code, I want a refund.")

    response = browser.post(f"/tickets/{ticket.pk}/write/", old)

    page = response.content.decode()
    assert response.status_code == 409
    assert "The code was made for orders over $100." in page
    assert "Forget the code, I want a refund." in page
    assert not OutboundMessage.objects.exists()


def test_send_anyway_sends_unless_it_changed_once_more(browser):
    ticket = make.ticket()
    old = form(ticket)
    record_requester_contact(ticket, at=timezone.now(), body="One more thing.")
    stopped = browser.post(f"/tickets/{ticket.pk}/write/", old)
    anyway = old | {"version": stopped.context["composer"]["version"].value()}
    record_requester_contact(ticket, at=timezone.now(), body="And another.")

    assert browser.post(f"/tickets/{ticket.pk}/write/", anyway).status_code == 409
    assert browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, key=old["key"])).status_code == 302
    assert OutboundMessage.objects.count() == 1


def test_edit_goes_back_to_the_case_with_the_text(browser):
    ticket = make.ticket()
    response = browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body="Half a thou", version=0, then="edit"))
    assert response.status_code == 200
    assert "Half a thou" in response.content.decode()
    assert response.context["composer"]["version"].value() == ticket.version


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"body": "  "}, "Write something first."), ({"mode": "shout"}, "Try BRASS20."), ({"key": "x"}, "Try BRASS20.")],
)
def test_bad_input_keeps_the_text_and_writes_nothing(browser, changes, words):
    ticket = make.ticket()
    before = ticket.entries.count()
    response = browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert ticket.entries.count() == before


def test_a_reply_that_cannot_leave_says_why_and_keeps_the_text(browser):
    nameless = make.ticket(requester=make.requester(email=""))
    closed = make.ticket(status="closed")
    for ticket, words in ((nameless, "We know no e-mail address"), (closed, "is closed")):
        response = browser.post(f"/tickets/{ticket.pk}/write/", form(ticket))
        assert response.status_code == 409
        assert words in response.content.decode()
    assert not OutboundMessage.objects.exists()


def test_card_numbers_never_reach_the_database(browser):
    ticket = make.ticket()
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, mode="note", body="He paid with 4111 1111 1111 1111."))
    assert not Entry.objects.filter(body__contains="4111").exists()


def test_a_remedy_and_a_refusal_with_its_reason(browser):
    ticket = make.ticket()
    key = {"key": str(uuid.uuid4())}
    browser.post(f"/tickets/{ticket.pk}/remedy/", key | {"what": "Two seats in block B"})
    without = browser.post(f"/tickets/{ticket.pk}/refusal/", {"key": str(uuid.uuid4()), "what": "Cash"})
    browser.post(f"/tickets/{ticket.pk}/refusal/", {"key": str(uuid.uuid4()), "what": "Cash", "why": "Card only"})

    assert without.status_code == 422
    assert ticket.entries.get(kind="remedy").body == "Two seats in block B"
    assert ticket.entries.get(kind="refusal").body == "Cash\nWhy: Card only"


def test_a_team_mate_may_write_and_a_stranger_finds_nothing(browser, team):
    own, others = make.ticket(team=team), make.ticket(team=make.team())
    assert browser.post(f"/tickets/{own.pk}/write/", form(own)).status_code == 302
    assert browser.post(f"/tickets/{others.pk}/write/", form(others)).status_code == 404
    assert others.entries.filter(kind="reply").count() == 0


def test_other_words_in_the_form_of_a_sent_reply_are_another_reply(browser):
    """Whoever goes back in the browser has the same form again, as it was: its key, and the version that it knew."""
    ticket = make.ticket()
    first = form(ticket)
    for body in ("Try BRASS20.", "Try BRASS20.", "And it ends on Sunday.", "And it ends on Sunday.\r\n"):
        assert browser.post(f"/tickets/{ticket.pk}/write/", first | {"body": body}).status_code == 302
    sent = ticket.entries.filter(kind=Entry.Kind.REPLY).order_by("pk").values_list("body", flat=True)
    assert list(sent) == ["Try BRASS20.", "And it ends on Sunday."]
    assert OutboundMessage.objects.count() == 2


def test_a_note_in_the_form_of_a_sent_reply_is_kept(browser):
    ticket = make.ticket()
    first = form(ticket)
    browser.post(f"/tickets/{ticket.pk}/write/", first)
    browser.post(f"/tickets/{ticket.pk}/write/", first | {"mode": "note"})
    assert [entry.kind for entry in ticket.entries.filter(body="Try BRASS20.").order_by("pk")] == ["reply", "note"]


def test_what_somebody_else_wrote_still_stops_the_second_reply_of_a_form(browser):
    ticket = make.ticket()
    first = form(ticket)
    browser.post(f"/tickets/{ticket.pk}/write/", first)
    ticket.refresh_from_db()
    record_requester_contact(ticket, body="It works now.", at=timezone.now())
    response = browser.post(f"/tickets/{ticket.pk}/write/", first | {"body": "And more."})
    assert response.status_code == 409
    assert "And more." in response.content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("remedy", {"what": "Two seats in block B"}),
        ("refusal", {"what": "Refund", "why": "The organizer decides."}),
    ],
)
def test_other_words_in_any_form_of_the_case_are_kept_too(browser, path, fields):
    ticket, key = make.ticket(), {"key": str(uuid.uuid4())}
    before = ticket.entries.count()
    for more in ("", "", " and more"):
        browser.post(f"/tickets/{ticket.pk}/{path}/", key | fields | {"what": fields["what"] + more})
    assert ticket.entries.count() == before + 2


def test_other_words_in_the_form_of_a_new_case_are_another_case(browser):
    key = {"key": str(uuid.uuid4())}
    for text in ("The code is refused", "The code is refused", "The page is blank"):
        browser.post("/tickets/new/", key | {"text": text})
    assert sorted(Entry.objects.filter(kind=Entry.Kind.MESSAGE).values_list("body", flat=True)) == [
        "The code is refused",
        "The page is blank",
    ]
