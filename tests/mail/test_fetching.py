"""Mail is fetched from a real IMAP server: each once, whatever breaks off, and none is missed."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from helpdesk.mail.mailboxes import configure_mailbox, fetching, try_mailbox
from helpdesk.mail.mailboxes.connecting import Connection, connected
from helpdesk.mail.mailboxes.fetching import Folder
from helpdesk.mail.mailboxes.leasing import lease_due
from helpdesk.mail.mailboxes.service import Watcher
from helpdesk.mail.models import FetchedMail, InboundMessage, Mailbox, OutboundMessage
from helpdesk.mail.servers.problems import MailboxError
from tests import make
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot, needs_dovecot
from tests.mail.token_server import token_server
from tests.mail.writing import letter
from tickets.cases.notices import notices_of
from tickets.inbound import file_due_messages
from tickets.models import Entry, Ticket

pytestmark = [pytest.mark.django_db, needs_dovecot]


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running, settings, monkeypatch) -> Dovecot:
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    monkeypatch.setattr(Connection, "wait_for_news", lambda _self, stop, seconds: stop.set())
    running.empty()
    return running


def mailbox_at(server: Dovecot, user: str = "one", *, secret: str = PASSWORD, **fields) -> Mailbox:
    words = {"name": user, "address": f"{user}@desk.test", "host": "127.0.0.1", "port": server.port, "security": "none"}
    words |= {"user_name": user, "folders": ["INBOX"], "fetch_since": timezone.localdate()}
    row = Mailbox(**words | fields)
    configure_mailbox(row, secret=secret)
    return row


def fetch() -> None:
    """What the service does at each mailbox, once."""
    Mailbox.objects.update(next_try_at=timezone.now())
    for mailbox in lease_due():
        Watcher(mailbox).run()


def subjects() -> list[str]:
    return sorted(bytes(raw).split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws())


def raws() -> list[bytes]:
    return [bytes(raw) for raw in InboundMessage.objects.values_list("raw", flat=True)]


def numbered(number: int, **fields) -> EmailMessage:
    return letter(subject=f"Mail {number}", to="one@desk.test", **fields)


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


def test_the_sender_of_the_envelope_is_the_one_that_the_last_server_wrote_down(server):
    mailbox_at(server)
    raw = letter(to="one@desk.test").as_bytes()
    server.put(b"Return-Path: <ann@buyers.test>\r\nDelivered-To: one@desk.test\r\n" + raw)
    server.put(b"Return-Path: <>\r\n" + letter(subject="Returned").as_bytes())
    fetch()
    assert set(InboundMessage.objects.values_list("envelope_from", flat=True)) == {"ann@buyers.test", "<>"}
    file_due_messages()
    assert OutboundMessage.objects.get(key__startswith="ack:").to_address == "ann@buyers.test"


def test_all_of_an_outage_comes_in_once_from_every_folder_in_any_script(server):
    folders = ["INBOX", "Größe & Gebühr", "払い戻し/東京"]
    mailbox = mailbox_at(server, folders=folders)
    for number in range(230):  # more than are asked for at once
        server.put(numbered(number), folder=folders[number % 3])
    fetch()
    assert subjects() == sorted(f"Mail {number}" for number in range(230))
    server.put(numbered(230), folder=folders[2])
    fetch()
    fetch()
    assert InboundMessage.objects.count() == FetchedMail.objects.count() == 231
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, mailbox.problem) == (None, "")


def test_what_is_older_than_the_day_is_left_and_what_was_there_before_is_history(server):
    now, agent = timezone.now(), make.agent()
    case = make.ticket(assignee=agent, requester=make.requester(email="ann@buyers.test"))
    mailbox_at(server, fetch_since=(now - timedelta(days=3)).date(), created_at=now - timedelta(minutes=5))
    mark = f"[Case {case.pk}]"
    server.put(letter(subject="Of old"), at=now - timedelta(days=9))
    server.put(letter(subject=f"Lay there {mark}"), at=now - timedelta(days=1))
    bob = b"Return-Path: <bob@buyers.test>\r\n" + letter(sender="bob@buyers.test", subject="Lay").as_bytes()
    server.put(bob, at=now - timedelta(days=1))
    fetch()
    assert subjects() == ["Lay", f"Lay there {mark}"]
    assert all(InboundMessage.objects.values_list("is_backlog", flat=True))
    file_due_messages()
    assert Entry.objects.filter(ticket=case, kind="message", received__isnull=False).exists()
    assert not OutboundMessage.objects.exists()
    assert [notice for notice in notices_of(agent, read_until=None) if notice.entry.received] == []
    server.put(letter(subject=f"News {mark}"))
    fetch()
    file_due_messages()
    assert [notice.entry.received.is_backlog for notice in notices_of(agent, read_until=None)] == [False]


def test_new_uids_bring_nothing_twice_not_even_a_mail_without_an_id(server):
    mailbox_at(server)
    nameless = letter(subject="Nameless")
    del nameless["Message-ID"]
    server.put(letter(), nameless)
    fetch()
    server.renumber()
    server.put(letter(subject="New"))
    fetch()
    assert subjects() == ["My code fails", "Nameless", "New"]
    fetch()
    assert InboundMessage.objects.count() == 3


def test_a_mail_that_is_too_large_stays_where_it_is_and_its_case_says_so(server, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 20_000)
    mailbox = mailbox_at(server, afterwards="seen")
    large = letter(sender="Ann Lee <ann@buyers.test>", subject="Größe: 31 MB", text="x" * 70 + "\n" + "y" * 30_000)
    server.put(large, letter(subject="Small"))
    fetch()
    assert InboundMessage.objects.count() == 2
    assert all(len(raw) < 2_000 for raw in raws())
    file_due_messages()
    case = Ticket.objects.get(subject="Größe: 31 MB")
    assert case.requester.email == "ann@buyers.test"
    assert f"read it in the mailbox “{mailbox}”" in case.entries.get(kind="message").body
    with server.at() as box:
        assert {mail.subject: mail.flags for mail in box.fetch(mark_seen=False)} == {
            "Größe: 31 MB": (),
            "Small": ("\\Seen",),
        }


def test_what_broke_off_after_the_commit_is_done_at_the_next_time(server):
    mailbox = mailbox_at(server, afterwards="move", move_to="Erledigt/Übernommen")
    server.put(letter(subject="One"))
    fetch()
    mailbox.refresh_from_db()
    assert (mailbox.problem, InboundMessage.objects.count()) == ("no_folder", 1)
    with server.at() as box:
        box.folder.create("Erledigt/Übernommen")
    fetch()
    mailbox.refresh_from_db()
    with server.at() as box:
        assert box.uids() == []
        box.folder.set("Erledigt/Übernommen")
        assert [mail.subject for mail in box.fetch()] == ["One"]
    assert (mailbox.problem, InboundMessage.objects.count()) == ("", 1)


def test_without_the_command_to_move_nothing_else_is_removed(server, monkeypatch):
    sign_in = Connection.sign_in

    def poorly(connection: Connection) -> None:
        sign_in(connection)
        connection.client.capabilities = ("IMAP4REV1", "UIDPLUS")

    monkeypatch.setattr(Connection, "sign_in", poorly)
    server.put(letter(subject="Somebody marked this as deleted"), at=timezone.now() - timedelta(days=5))
    with server.at() as box:
        box.client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
        box.folder.create("Done")
    mailbox_at(server, afterwards="move", move_to="Done")
    server.put(letter(subject="One"))
    fetch()
    with server.at() as box:
        assert [mail.subject for mail in box.fetch(mark_seen=False)] == ["Somebody marked this as deleted"]
        box.folder.set("Done")
        assert [mail.subject for mail in box.fetch()] == ["One"]


def test_a_folder_that_is_not_there_keeps_no_other_one_waiting(server):
    mailbox = mailbox_at(server, folders=["Nowhere", "INBOX"])
    server.put(letter())
    fetch()
    mailbox.refresh_from_db()
    assert (mailbox.problem, mailbox.problem_detail) == ("no_folder", "Nowhere")
    assert InboundMessage.objects.count() == 1


def test_a_mail_that_the_server_does_not_hand_out_keeps_no_other_one_waiting(server, monkeypatch):
    mailbox = mailbox_at(server)
    server.put(*(numbered(number) for number in range(4)))
    part, refused = Folder.part, []

    def grudgingly(folder: Folder, uid: int, what: str) -> bytes | None:
        if not refused or uid == refused[0]:
            refused[:] = [uid]
            raise MailboxError("refused", "NO [SERVERBUG]")
        return part(folder, uid, what)

    monkeypatch.setattr(Folder, "part", grudgingly)
    fetch()
    fetch()
    mailbox.refresh_from_db()
    assert (InboundMessage.objects.count(), mailbox.problem, mailbox.failures) == (3, "refused", 2)
    monkeypatch.setattr(Folder, "part", part)
    fetch()
    mailbox.refresh_from_db()
    assert (subjects(), mailbox.problem) == ([f"Mail {number}" for number in range(4)], "")


def test_two_mailboxes_that_get_one_mail_make_one_case(server):
    mailbox_at(server)
    mailbox_at(server, "two")
    mail = letter(to="one@desk.test, two@desk.test")
    server.put(mail)
    server.put(mail, user="two")
    fetch()
    file_due_messages()
    assert (InboundMessage.objects.count(), Ticket.objects.count()) == (2, 1)


def test_our_own_mailbox_is_nobody_who_writes_to_us(server):
    mailbox_at(server)
    server.put(letter(sender="one@desk.test", to="ann@buyers.test"))
    fetch()
    file_due_messages()
    assert InboundMessage.objects.get().status == "set_aside"


def test_whoever_lost_the_lease_keeps_nothing(server):
    mailbox = mailbox_at(server)
    server.put(letter())
    (leased,) = lease_due()
    assert lease_due() == []
    configure_mailbox(mailbox, secret="")  # somebody changed it meanwhile
    Watcher(leased).run()
    assert not InboundMessage.objects.exists()
    fetch()
    assert InboundMessage.objects.count() == 1


def problem_of(mailbox: Mailbox) -> str:
    fetch()
    mailbox.refresh_from_db()
    assert bool(mailbox.problem) == bool(mailbox.failing_since)
    return mailbox.problem


def test_a_wrong_password_is_called_so_and_a_right_one_ends_it(server):
    mailbox = mailbox_at(server, secret="wrong")
    assert problem_of(mailbox) == "sign_in"
    configure_mailbox(mailbox, secret=PASSWORD)
    assert problem_of(mailbox) == ""


def test_servers_that_are_not_there_or_not_ours_to_ask_are_called_so(server, settings):
    assert problem_of(mailbox_at(server, host="no-such-host.invalid", security="tls")) == "no_host"
    assert problem_of(mailbox_at(server, "two", port=9)) == "unreachable"
    settings.ALLOWED_PRIVATE_HOSTS = []
    assert problem_of(mailbox_at(server, "three")) == "private_host"


def test_no_password_travels_in_the_clear_outside_of_a_test(server, settings):
    settings.DEBUG = False
    assert problem_of(mailbox_at(server)) == "tls"


def test_a_secure_connection_needs_a_certificate_that_somebody_vouches_for(server, monkeypatch):
    secure = mailbox_at(server, security="tls", port=server.secure_port)
    later = mailbox_at(server, "two", security="starttls")
    assert (problem_of(secure), problem_of(later)) == ("tls", "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(server.root / "cert.pem"))
    server.put(letter())
    assert (problem_of(secure), problem_of(later)) == ("", "")
    assert InboundMessage.objects.count() == 1


def test_a_server_that_says_nothing_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr("helpdesk.mail.mailboxes.connecting.connected.__wrapped__.__kwdefaults__", {"patience": 0.3})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert problem_of(mailbox_at(server, port=silent.getsockname()[1])) == "time_out"


def test_an_app_signs_in_with_its_token_until_that_is_revoked(settings, monkeypatch):
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    monkeypatch.setattr(Connection, "wait_for_news", lambda _self, stop, seconds: stop.set())
    with token_server(monkeypatch) as tokens, dovecot(introspection=f"{tokens.url}/?token=") as server:
        app = {"sign_in": "microsoft", "tenant": "contoso", "client_id": "app-1"}
        mailbox = mailbox_at(server, secret="s3cret", **app)
        server.put(letter())
        assert problem_of(mailbox) == ""
        assert InboundMessage.objects.count() == 1
        tokens.good.clear()  # revoked: the one that is kept is no good any more, and is forgotten
        assert problem_of(mailbox) == "not_allowed"
        assert problem_of(mailbox) == ""
        tokens.good.clear()
        tokens.refusal = 401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}
        assert problem_of(mailbox) == "not_allowed"
        assert problem_of(mailbox) == "secret_expired"


def test_a_person_s_word_opens_the_mailbox_that_is_named_and_a_test_reads_and_sends_by_it(settings, monkeypatch):
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    monkeypatch.setattr(Connection, "wait_for_news", lambda _self, stop, seconds: stop.set())
    with token_server(monkeypatch) as tokens, dovecot(introspection=f"{tokens.url}/?token=") as server:
        app = {"sign_in": "microsoft_user", "tenant": "contoso", "client_id": "app-1"}
        mailbox = mailbox_at(server, secret="s3cret", **app)
        assert problem_of(mailbox) == "sign_in_again", "nobody has signed in yet"
        grant = tokens.grant_to(mailbox, secret="s3cret")  # a person who is not the mailbox
        assert (grant.user, mailbox.user_name) == ("ana@desk.test", "one")
        server.put(letter())
        assert problem_of(mailbox) == ""
        assert InboundMessage.objects.count() == 1
        assert try_mailbox(mailbox, to="ana@desk.test")["count"] == 1
        assert len(tokens.asked) == 1
        tokens.good.clear()  # the one that is kept is no good any more, and is forgotten
        assert problem_of(mailbox) == "not_allowed"
        assert problem_of(mailbox) == ""
        tokens.user = "two"  # who signed in has lost access to this mailbox
        tokens.good.clear()
        assert problem_of(mailbox) == "not_allowed"
        assert problem_of(mailbox) == "not_allowed"
        tokens.refresh_tokens.clear()
        assert problem_of(mailbox) == "sign_in_again"


@pytest.mark.parametrize("security", ["none", "tls"])
def test_news_are_heard_even_when_they_come_in_one_piece_with_the_answer(running, settings, monkeypatch, security):
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    monkeypatch.setenv("SSL_CERT_FILE", str(running.root / "cert.pem"))
    port = {"none": running.port, "tls": running.secure_port}[security]
    with connected(mailbox_at(running, security=security, port=port)) as connection:
        connection.folder.set("INBOX", readonly=True)
        for _ in range(2):
            running.put(letter())  # before the wait begins: the server tells of it at once
            assert waited(connection, seconds=20) < 15
        assert waited(connection, seconds=0.5) >= 0.5
        assert waited(connection, seconds=20, after=lambda: running.put(letter())) < 15


def waited(connection: Connection, *, seconds: float, after: Callable[[], None] | None = None) -> float:
    began = time.monotonic()
    if after:
        threading.Timer(0.3, after).start()
    connection.wait_for_news(threading.Event(), seconds=seconds)
    return time.monotonic() - began
