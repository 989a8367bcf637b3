"""Mail comes in over a real connection: what is kept is answered with 250, and nothing else is."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db import OperationalError

from helpdesk.mail.inbox import listener
from helpdesk.mail.models import InboundMessage, OutboundMessage
from tests.mail.writing import DESK, letter
from tickets.inbound import file_message
from tickets.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[False, True], ids=["smtp", "lmtp"])
def server(request) -> Iterator[smtplib.SMTP]:
    """A connection to the listener, which runs in a loop of its own as in its own process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = asyncio.run_coroutine_threadsafe(listener.listen("127.0.0.1", 0, is_lmtp=request.param), loop).result(10)
    port = opened.sockets[0].getsockname()[1]
    client = (smtplib.LMTP if request.param else smtplib.SMTP)("127.0.0.1", port)
    yield client
    client.close()
    loop.call_soon_threadsafe(opened.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_a_mail_is_kept_byte_for_byte_with_its_envelope(server):
    raw = letter().as_bytes().replace(b"\n", b"\r\n")
    server.sendmail("ann@buyers.test", [DESK, "Tickets@Reply.Desk.test"], raw)
    message = InboundMessage.objects.get()
    assert bytes(message.raw) == raw
    assert (message.envelope_from, message.envelope_to) == ("ann@buyers.test", [DESK, "tickets@reply.desk.test"])


def test_a_line_that_is_far_too_long_is_kept_too(server):
    raw = letter(text="x").as_bytes().replace(b"\n", b"\r\n") + b"y" * 100_000 + b"\r\n"
    server.sendmail("ann@buyers.test", [DESK], raw)
    assert bytes(InboundMessage.objects.get().raw) == raw


def test_an_envelope_that_is_no_utf_8_keeps_no_mail_out(server):
    server.command_encoding = "latin-1"
    server.sendmail("m\u00fcller@buyers.test", ["tick\u00e9ts@reply.desk.test"], letter().as_bytes())
    message = InboundMessage.objects.get()
    assert (message.envelope_from, message.envelope_to) == ("mller@buyers.test", ["tickts@reply.desk.test"])


def test_a_bounce_has_no_sender_and_mail_for_others_is_refused(server):
    server.sendmail("", [DESK], letter().as_bytes())
    assert InboundMessage.objects.get().envelope_from == "<>"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.sendmail("ann@buyers.test", ["someone@else.test"], letter().as_bytes())


def test_what_cannot_be_kept_stays_with_the_server_that_brought_it(server, monkeypatch):
    monkeypatch.setattr(listener, "keep_message", Mock(side_effect=OperationalError))
    with pytest.raises(smtplib.SMTPException) as refused:
        server.sendmail("ann@buyers.test", [DESK], letter().as_bytes())
    assert "451" in str(refused.value)


def test_a_mail_that_is_too_large_is_refused_before_it_is_sent_and_a_case_says_so(server):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.sendmail("ann@buyers.test", [DESK], b"x" * (listener.LARGEST + 1), mail_options=[f"SIZE={30 * 1024**2}"])
    code, words = refused.value.recipients[DESK]
    assert (code, b"up to 25 MB" in words) == (552, True)
    message = InboundMessage.objects.get()
    file_message(message.pk)
    entry = Entry.objects.get(received=message)
    assert entry.ticket.requester.email == "ann@buyers.test"
    assert "ann@buyers.test wanted to send an email of more than 25 MB" in entry.body
    assert not OutboundMessage.objects.exists(), "nobody tells them that we have it"
    server.sendmail("ann@buyers.test", [DESK], letter().as_bytes())
    assert InboundMessage.objects.count() == 2


def test_a_mail_that_turns_out_to_be_too_large_is_refused_and_a_case_says_so(server, monkeypatch):
    server.ehlo()
    server.mail("ann@buyers.test")
    server.rcpt(DESK)
    code, words = server.data(b"x" * 998 + (b"\r\n" + b"x" * 998) * (listener.LARGEST // 1000 + 1))
    assert (code, b"up to 25 MB" in words) == (552, True)
    assert "Email that was too large" in bytes(InboundMessage.objects.get().raw).decode()


def test_who_is_no_customer_of_ours_leaves_no_trace_of_what_was_too_large(server):
    server.ehlo()
    assert server.mail("ann@buyers.test", [f"SIZE={30 * 1024**2}"])[0] == 250
    assert server.rcpt("someone@else.test")[0] == 550
    server.rset()
    assert server.mail("", [f"SIZE={30 * 1024**2}"])[0] == 250
    assert server.rcpt(DESK)[0] == 552
    assert not InboundMessage.objects.exists()


def test_a_program_that_hands_over_mail_gives_it_back_when_it_is_not_kept(monkeypatch, capsysbinary):
    monkeypatch.setattr("sys.stdin", Mock(buffer=Mock(read=lambda size: letter().as_bytes())))
    call_command("receive_mail", "tick\udce9ts@reply.desk.test", sender="m\udcfcller@buyers.test")
    message = InboundMessage.objects.get()
    assert (message.door, message.envelope_from) == ("pipe", "mller@buyers.test")
    monkeypatch.setattr(
        "helpdesk.mail.management.commands.receive_mail.keep_message", Mock(side_effect=OperationalError)
    )
    with pytest.raises(SystemExit) as ended:
        call_command("receive_mail", DESK)
    assert ended.value.code == 75
