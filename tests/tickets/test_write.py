"""Replies and notes: what is seen in the composer is what happens, once."""

import uuid
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse
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


def test_a_mail_names_only_those_that_its_recipient_got_and_all_of_them(browser, settings):
    settings.PUBLIC_BASE_URL = f"https://{'a-long-name-of-a-desk.' * 3}example.org"
    ticket = make.ticket()
    customer, venue = ticket.requester.email, "hall@riverside.test"
    for to in (venue, customer, venue, customer, customer):
        browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body="Row 5.", to=to))
        if to == customer and OutboundMessage.objects.count() == 4:
            browser.post(reverse("tickets:take_back", args=[Entry.objects.latest("pk").pk]))
    to_venue, first, again, taken_back, last = OutboundMessage.objects.order_by("pk")
    assert taken_back.status == "cancelled"
    names = [message_from_bytes(bytes(mail.raw), policy=default)["References"] for mail in (first, again, last)]
    assert names == [None, to_venue.message_id, first.message_id]
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, body="Row 6.", to=customer))
    raw = bytes(OutboundMessage.objects.latest("pk").raw).decode()
    assert f"References: {first.message_id} {last.message_id}\r\n" in raw
    assert f"In-Reply-To: {last.message_id}\r\n" in raw


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
    for ticket, words in ((nameless, "No email address"), (closed, "is closed")):
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


def test_a_reply_ends_with_the_signature_of_its_author_and_of_the_team(browser, agent, team):
    team.signature = "Riverside Hall, Box office\nhttps://riverside.test"
    team.save()
    ticket = make.ticket(team=team)
    profile = {"name": agent.name, "timezone": "UTC", "theme": "light", "language": "", "clock": "24"}
    profile["signature"] = "Ana <Silva>\nMon to Fri"
    assert browser.post(reverse("accounts:profile"), profile).status_code == 302
    page = browser.get(ticket.get_absolute_url()).content.decode()
    assert "Ana &lt;Silva&gt;<br>Mon to Fri<br>Riverside Hall, Box office" in page
    browser.post(f"/tickets/{ticket.pk}/write/", form(ticket))

    mail = message_from_bytes(bytes(OutboundMessage.objects.get().raw), policy=default)
    signed = "/\n\n-- \nAna <Silva>\nMon to Fri\nRiverside Hall, Box office\nhttps://riverside.test"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Try BRASS20.\n\nFollow your case: http://testserver/help/case/")
    assert signed in text
    assert "Ana &lt;Silva&gt;<br>Mon to Fri<br>Riverside Hall" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    "other", [{"to": "ben@buyers.test"}, {"cc": "hall@riverside.test"}, {"bcc": "boss@desk.test"}, {"subject": "Seats"}]
)
def test_the_same_words_to_others_are_another_reply(browser, other):
    """Back after sending, to send it to whom one forgot."""
    ticket = make.ticket()
    said = form(ticket)
    for fields in ({}, other, other):
        assert browser.post(f"/tickets/{ticket.pk}/write/", said | fields).status_code == 302
    _first, second = OutboundMessage.objects.order_by("pk")
    sent = {"to": second.to_address, "cc": second.cc, "bcc": second.bcc, "subject": second.subject}
    assert all(value in sent[name] for name, value in other.items())


def test_the_same_words_with_the_file_that_was_forgotten_are_another_reply(browser, agent):
    ticket = make.ticket()
    said = form(ticket)
    browser.post(f"/tickets/{ticket.pk}/write/", said)
    plan = make.attachment(ticket, uploaded_by=agent)
    for _twice in range(2):
        assert browser.post(f"/tickets/{ticket.pk}/write/", said | {"attachments": plan.pk}).status_code == 302
    assert [entry.attachments.count() for entry in ticket.entries.filter(kind=Entry.Kind.REPLY)] == [0, 1]


def test_a_reply_of_the_form_before_that_was_stopped_can_be_sent_anyway(browser):
    """Back, other words, and the customer wrote meanwhile: the page that says so knows what was sent before."""
    ticket = make.ticket()
    said = form(ticket)
    browser.post(f"/tickets/{ticket.pk}/write/", said)
    record_requester_contact(ticket, at=timezone.now(), body="Thanks.")
    stopped = browser.post(f"/tickets/{ticket.pk}/write/", said | {"body": "And row 8."})
    assert stopped.status_code == 409
    shown = stopped.context["composer"]
    again = said | {"body": "And row 8.", "key": shown["key"].value(), "version": shown["version"].value()}
    assert browser.post(f"/tickets/{ticket.pk}/write/", again).status_code == 302
    assert OutboundMessage.objects.count() == 2


@pytest.mark.parametrize("door", ["write", "schedule"])
def test_longer_words_after_a_lost_answer_are_not_sent_beside_the_first_ones(browser, door):
    """The page does not know whether the first words arrived, so it says so; it never does about the same words."""
    ticket = make.ticket()
    url, said = reverse(f"tickets:{door}", args=[ticket.pk]), form(ticket) | {"until": "tomorrow"}
    browser.post(url, said)
    assert browser.post(url, said | {"unsure": "yes"}).status_code == 302
    longer = {"body": "Try BRASS20. It ends on Sunday.", "unsure": "yes"}
    answer = browser.post(f"/tickets/{ticket.pk}/write/", said | longer)
    assert answer.status_code == 422
    assert "What you sent before did arrive." in answer.content.decode()
    assert "It ends on Sunday." in answer.context["composer"]["body"].value()
    assert ticket.entries.filter(kind=Entry.Kind.REPLY).count() + ticket.scheduled_replies.count() == 1

    # Nothing arrived: the longer words are the only ones.
    other = make.ticket()
    assert browser.post(f"/tickets/{other.pk}/write/", form(other) | longer).status_code == 302
