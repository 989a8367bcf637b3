"""Addresses with dots where none may stand, as DoCoMo gave them out, are written to as any other."""

from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.outbox import send_message
from tests import make
from tests.mail.writing import deliver
from tests.mail_server import mail_server
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["dots.@docomo.example", "a..b@docomo.example", ".vera..lund.@docomo.example"])
@pytest.mark.parametrize("is_quoted", [False, True])
def test_a_buyer_with_stray_dots_in_the_address_is_acknowledged_there(address, is_quoted):
    local, _at, domain = address.partition("@")
    written = f'"{local}"@{domain}' if is_quoted else address
    head = f"From: Vera <{written}>\nSubject: My code\n\nIt fails.\n"
    deliver(head.encode(), envelope_from=written)
    ticket, sent = Ticket.objects.get(), OutboundMessage.objects.get()
    assert (ticket.requester.email, sent.to_address) == (address, address)
    with mail_server() as server:
        send_message(sent.pk, at=sent.due_at)
    (received,) = server.received
    assert received.recipients == [address]
    assert f'To: "{local}"@{domain}\r\n'.encode() in received.content
    assert message_from_bytes(received.content, policy=default)["To"].addresses[0].username == local


def test_one_that_nobody_has_is_suppressed_as_it_is_kept():
    make.ticket(requester=make.requester(email="a..b@docomo.example"), channel="email")
    deliver(b"From: a..b@docomo.example\nSubject: Code\n\nIt fails.\n", envelope_from="a..b@docomo.example")
    sent = OutboundMessage.objects.get()
    with mail_server() as server:
        server.at_recipient.append("550 5.1.1 no such user")
        send_message(sent.pk, at=sent.due_at)
    assert Suppression.objects.get().address == "a..b@docomo.example"


def test_quotation_marks_that_are_needed_stay_and_what_is_no_address_is_none():
    assert normal_email('"A..b"@docomo.example') == "a..b@docomo.example"
    assert normal_email('"ann lee"@buyers.test') == '"ann lee"@buyers.test'
    wrong = ["a..b@", "@docomo.example", "a..b@docomo..example", "a b..c@docomo.example"]
    assert not any(map(is_email, wrong))
