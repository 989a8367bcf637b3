"""Mail is fetched from a real IMAP server: each once, whatever breaks off, and none is missed."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from helpdesk.mail.mailboxes import configure_mailbox
from helpdesk.mail.mailboxes.connecting import connected
from helpdesk.mail.mailboxes.fetching import fetch_new
from helpdesk.mail.mailboxes.leasing import give_back, lease_due, note_success
from helpdesk.mail.models import InboundMessage, Mailbox
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot, needs_dovecot
from tests.mail.writing import letter
from tickets.inbound import file_due_messages
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, needs_dovecot]


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running, settings) -> Dovecot:
    settings.ORDERS_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    with running.at() as box:
        box.delete(box.uids())
    return running


def mailbox_at(server: Dovecot, user: str = "one", **fields) -> Mailbox:
    words = {"name": user, "address": f"{user}@desk.test", "host": "127.0.0.1", "port": server.port, "security": "none"}
    words |= {"user_name": user, "folders": ["INBOX"], "fetch_since": timezone.localdate()}
    row = Mailbox(**words | fields)
    configure_mailbox(row, secret=PASSWORD)
    return row


def fetch() -> None:
    """What the service does at each mailbox, once."""
    for mailbox in lease_due():
        with connected(mailbox) as connection:
            fetch_new(mailbox, connection)
        note_success(mailbox)
        give_back(mailbox)


def test_a_mail_is_kept_byte_for_byte_and_becomes_a_case_once(server):
    mailbox_at(server)
    raw = letter(to="one@desk.test").as_bytes().replace(b"\n", b"\r\n")
    server.put(raw)
    fetch()
    fetch()
    message = InboundMessage.objects.get()
    assert (bytes(message.raw), message.door, message.envelope_to) == (raw, "imap", ["one@desk.test"])
    file_due_messages()
    assert Ticket.objects.get().subject == "My code fails"
    with server.at() as box:
        assert [mail.flags for mail in box.fetch(mark_seen=False)] == [()]
