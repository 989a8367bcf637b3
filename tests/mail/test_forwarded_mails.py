"""Mails that one of us forwards to the desk, as the programs of four languages write them, and answers to notices."""

from email import message_from_bytes
from email.policy import SMTP

import pytest

from helpdesk.mail.models import InboundMessage, OutboundMessage
from helpdesk.mail.reading.forwards import forwarded_in
from tests import make
from tests.mail.writing import deliver, letter
from tickets.cases.case_mails import note_address, reply_address
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

BEN = "Ben Adeyemi <ben@desk.test>"
GMAIL = "---------- Forwarded message ---------"
FORWARDS = {
    "gmail-en": [
        "---------- Forwarded message ---------",
        "From: Ann Lee <ann@buyers.test>",
        "Date: Mon, 2 Nov 2026 10:00",
        "Subject: My seat",
        "To: <ben@desk.test>",
        "",
    ],
    "gmail-de": [
        "---------- Forwarded message ---------",
        "Von: Ann Lee <ann@buyers.test>",
        "Date: Mon, 2 Nov 2026 10:00",
        "Subject: My seat",
        "To: <ben@desk.test>",
        "",
    ],
    "gmail-es": [
        "---------- Forwarded message ---------",
        "De: Ann Lee <ann@buyers.test>",
        "Date: Mon, 2 Nov 2026 10:00",
        "Subject: My seat",
        "To: <ben@desk.test>",
        "",
    ],
    "gmail-fr": [
        "---------- Forwarded message ---------",
        "De : Ann Lee <ann@buyers.test>",
        "Date: Mon, 2 Nov 2026 10:00",
        "Subject: My seat",
        "To: <ben@desk.test>",
        "",
    ],
    "outlook-en": [
        "________________________________",
        "From: Ann Lee <ann@buyers.test>",
        "Sent: Mon, 2 Nov 2026 10:00",
        "To: B",
        "Subject: My seat",
    ],
    "outlook-de": [
        "Von: Ann Lee [mailto:ann@buyers.test] ",
        "Gesendet: Mon, 2 Nov 2026 10:00",
        "An: Ben",
        "Betreff: My seat",
    ],
    "outlook-es": [
        "De: Ann Lee <ann@buyers.test>",
        "Enviado el: Mon, 2 Nov 2026 10:00",
        "Para: Ben",
        "Asunto: My seat",
    ],
    "outlook-fr": [
        "De : Ann Lee <ann@buyers.test>",
        "Envoy\u00e9 : Mon, 2 Nov 2026 10:00",
        "\u00c0 : Ben",
        "Objet : My seat",
    ],
    "apple-en": [
        "Begin forwarded message:",
        "",
        "> From: Ann Lee <ann@buyers.test>",
        "> Subject: My seat",
        "> Date: Mon, 2 Nov 2026 10:00",
        "> To: B",
    ],
    "apple-de": [
        "Anfang der weitergeleiteten Nachricht:",
        "",
        "Von: Ann Lee <ann@buyers.test>",
        "Betreff: My seat",
        "Datum: Mon, 2 Nov 2026 10:00",
    ],
    "apple-es": [
        "Inicio del mensaje reenviado:",
        "",
        "De: Ann Lee <ann@buyers.test>",
        "Asunto: My seat",
        "Fecha: Mon, 2 Nov 2026 10:00",
    ],
    "apple-fr": [
        "D\u00e9but du message r\u00e9exp\u00e9di\u00e9 :",
        "",
        "De: Ann Lee <ann@buyers.test>",
        "Objet: My seat",
        "Date: Mon, 2 Nov 2026 10:00",
    ],
    "thunderbird-en": [
        "-------- Forwarded Message --------",
        "Subject: \tMy seat",
        "Date: \tMon, 2 Nov 2026 10:00",
        "From: \tAnn Lee <ann@buyers.test>",
    ],
    "thunderbird-de": [
        "-------- Weitergeleitete Nachricht --------",
        "Betreff: My seat",
        "Datum: Mon, 2 Nov 2026 10:00",
        "Von: Ann Lee <ann@buyers.test>",
    ],
    "thunderbird-es": [
        "-------- Mensaje reenviado --------",
        "Asunto: My seat",
        "Fecha: Mon, 2 Nov 2026 10:00",
        "De: Ann Lee <ann@buyers.test>",
    ],
    "thunderbird-fr": [
        "-------- Message transf\u00e9r\u00e9 --------",
        "Sujet : My seat",
        "Date : Mon, 2 Nov 2026 10:00",
        "De : Ann Lee <ann@buyers.test>",
    ],
}
"""The lines that each program puts above the mail."""


@pytest.fixture
def agent(db):
    return make.agent(name="Ben Adeyemi", email="ben@desk.test")


@pytest.mark.parametrize("program", FORWARDS)
def test_the_mail_that_a_program_forwards_is_found_in_the_text(program):
    quote = "> " if program == "apple-en" else ""
    text = f"Please call her.\nBen\n\n{chr(10).join(FORWARDS[program])}\n{quote}\n{quote}My seat is taken.\n{quote}Ann"
    above, person, subject, words = forwarded_in(text, "WG: My seat")
    assert (person.name, person.address, subject) == ("Ann Lee", "ann@buyers.test", "My seat")
    assert (above, words) == ("Please call her.\nBen", "My seat is taken.\nAnn")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("From: the airport to the hall\nTo: see her", "Fwd: x"),
        ("Yes.\n\nFrom: Ann Lee <ann@buyers.test>\nSent: today\nSubject: My seat\n\nMy seat is taken.", "RE: My seat"),
        ("Just words.", "Fwd: nothing"),
        ("", ""),
    ],
)
def test_what_is_no_forward_is_none(text, subject):
    assert forwarded_in(text, subject) is None


def test_a_mail_that_an_agent_forwards_is_a_case_of_who_wrote_it_and_never_of_the_agent(agent, client):
    above = "\n".join(FORWARDS["gmail-en"])
    text = f"Please call her.\n\n{above}\nMy seat is taken."
    message = deliver(letter(sender=BEN, subject="Fwd: My seat", text=text), envelope_from="ben@desk.test")
    ticket = Ticket.objects.get()
    assert (ticket.requester.email, ticket.requester.name, ticket.subject) == ("ann@buyers.test", "Ann Lee", "My seat")
    said = ticket.entries.get(kind=Entry.Kind.MESSAGE)
    assert (said.body, said.is_public, said.actor, said.speaker) == ("My seat is taken.", True, None, "Ann Lee")
    note = ticket.entries.get(kind=Entry.Kind.NOTE)
    assert (note.body, note.is_public, note.actor, note.received) == ("Please call her.", False, None, message)
    assert "Sender taken from the forwarded text: ann@buyers.test" in ticket.entries.get(kind=Entry.Kind.STATUS).body
    assert (message.status, OutboundMessage.objects.count()) == (InboundMessage.Status.FILED, 0)
    client.force_login(agent)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "Sender taken from the forwarded text" in page
    deliver(letter(sender="ann@buyers.test", text="And?"), to=reply_address(ticket.pk))
    assert ticket.entries.filter(body="And?").exists()


def test_a_mail_that_is_forwarded_as_a_file_is_a_case_of_who_wrote_it(agent):
    mail = letter(sender=BEN, subject="FW: My seat", text="Please call her.")
    mail.add_attachment(message_from_bytes(letter(text="My seat is taken.").as_bytes(), policy=SMTP))
    deliver(mail, envelope_from="ben@desk.test")
    ticket = Ticket.objects.get()
    assert ticket.requester.email == "ann@buyers.test"
    assert ticket.entries.get(kind=Entry.Kind.MESSAGE).body == "My seat is taken."
    assert ticket.entries.get(kind=Entry.Kind.NOTE).body == "Please call her."


@pytest.mark.parametrize("named", ["ben@desk.test", "case@reply.desk.test"])
def test_a_mail_of_ours_makes_nobody_a_customer_when_it_is_forwarded(agent, named):
    text = f"{GMAIL}\nFrom: X <{named}>\nSubject: My seat\n\nWords."
    deliver(letter(sender=BEN, subject="Fwd: My seat", text=text), envelope_from="ben@desk.test")
    assert Ticket.objects.get().requester.email == "ben@desk.test"


def test_what_a_customer_forwards_is_the_customer_s(agent):
    text = f"{GMAIL}\nFrom: Hall <hall@venue.test>\nSubject: Seats\n\nYour seats are gone."
    deliver(letter(subject="Fwd: Seats", text=text))
    assert Ticket.objects.get().requester.email == "ann@buyers.test"


def test_an_answer_to_a_notice_is_a_note_of_who_got_it_without_what_it_quotes(agent):
    ticket = make.ticket()
    text = "Call her at 5.\n\nOn Mon, 2 Nov 2026 at 10:00, Press 4 <desk@desk.test> wrote:\n> A notice."
    message = deliver(
        letter(sender=BEN, text=text), to=note_address(ticket.pk, agent.pk), envelope_from="ben@desk.test"
    )
    note = ticket.entries.get(received=message)
    assert (note.kind, note.actor, note.is_public, note.body) == (Entry.Kind.NOTE, agent, False, "Call her at 5.")
    assert (message.status, Ticket.objects.count(), OutboundMessage.objects.count()) == ("filed", 1, 0)


def refused(name, agent, ticket):
    """A mail to the address of a notice, and that address, which must write nothing."""
    address = note_address(ticket.pk, agent.pk)
    if name == "another agent":
        make.agent(email="zoe@desk.test")
        return letter(sender="zoe@desk.test"), address
    if name == "no access":
        Ticket.objects.filter(pk=ticket.pk).update(team=make.team("Others"))
    if name == "gone":
        agent.is_active = False
        agent.save()
    if name == "another case":
        return letter(sender=BEN), address.replace(f"+{ticket.pk}-", f"+{make.ticket().pk}-")
    if name == "made up":
        return letter(sender=BEN), f"note+{ticket.pk}-{agent.pk}-aaaaaaaaaaaaaaaa@reply.desk.test"
    if name == "absent":
        return letter(sender=BEN, headers={"Auto-Submitted": "auto-replied"}), address
    return letter(sender="mallory@else.test" if name == "mallory" else BEN), address


@pytest.mark.parametrize("name", ["mallory", "another agent", "no access", "gone", "another case", "made up", "absent"])
def test_anything_else_at_the_address_of_a_notice_is_set_aside(agent, name):
    ticket = make.ticket()
    mail, to = refused(name, agent, ticket)
    before = Ticket.objects.count()
    message = deliver(mail, to=to, envelope_from="x@else.test")
    assert (message.status, bool(message.why)) == ("set_aside", True)
    assert not Entry.objects.filter(received=message).exists()
    assert (Ticket.objects.count(), OutboundMessage.objects.count()) == (before, 0)


def test_headers_without_end_are_words_and_keep_nobody_busy():
    text = "From: Ann Lee <ann@buyers.test>\nSubject: My seat\n" + "Cc: tom@buyers.test\n" * 5_000
    found = forwarded_in(text, "Fwd: My seat")
    assert found is not None
    assert found[3].count("Cc:") == 4_972
