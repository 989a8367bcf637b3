# ruff: noqa: RUF001
"""The outbox against a real mail server: what is kept is what left, and every ending is known for what it is."""

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import OutboundMessage, Suppression, Throttle
from helpdesk.mail.outbox import Mail, cancel_mail, queue_mail, resend_mail, send_message, sweep_outbox
from helpdesk.mail.outbox.answers import GIVE_UP_AFTER, pause_after
from helpdesk.mail.outbox.sending import LEASE, settle_interrupted
from helpdesk.mail.tasks import send_message as send_message_task
from tests import make
from tests.mail_server import free_port, mail_server
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db

Status = OutboundMessage.Status


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


def queued(key: str = "reply:1", **fields) -> OutboundMessage:
    fields = {"to": "ann@buyers.test", "subject": "Your seats", "text": "Dear Ann,\n\nhere they are.\n"} | fields
    when = {name: fields.pop(name) for name in ("held_for", "send_before") if name in fields}
    return queue_mail(Mail(**fields), key=key, **when)


def sent(message: OutboundMessage) -> OutboundMessage:
    """What became of it once its time had come."""
    message.refresh_from_db(fields=["due_at"])
    send_message(message.pk, at=max(timezone.now(), message.due_at))
    message.refresh_from_db()
    return message


def test_what_is_kept_is_byte_for_byte_what_the_server_got(server):
    text = "Grüße 🎫\n.\n..two dots\n" + "x" * 3000 + "\n\n  trailing  \nFrom me\n\ttab"
    message = sent(queued(text=text, html=f"<p>{text}</p>", subject="Ihre Plätze 🎫 " + "ä" * 120))
    assert message.status == Status.SENT
    assert message.is_intact
    (received,) = server.received
    assert received.content == bytes(message.raw)
    assert received.message.get_body(("plain",)).get_content().splitlines() == text.splitlines()
    assert max(map(len, received.content.split(b"\r\n"))) <= 78


def test_a_task_that_runs_twice_sends_once(server):
    message = queued()
    send_message_task(message.pk)
    send_message_task(message.pk)
    send_message_task(987654321)
    assert len(server.received) == 1


def test_asking_twice_for_the_same_mail_answers_the_first():
    first = queued(subject="One")
    assert queued(subject="Two").pk == first.pk
    assert OutboundMessage.objects.get().subject == "One"


@pytest.mark.parametrize("stage", ["at_recipient", "at_data"])
def test_a_server_that_is_busy_is_tried_again(server, stage):
    getattr(server, stage).append("451 come back later")
    message = sent(queued())
    assert (message.status, message.error, message.attempts) == (Status.QUEUED, "451 come back later", 1)
    assert message.due_at > timezone.now() + pause_after("busy", 1) - timedelta(seconds=5)
    sweep_outbox()
    assert server.received == []
    sweep_outbox(at=message.due_at)
    message.refresh_from_db()
    assert (message.status, message.error, len(server.received)) == (Status.SENT, "", 1)


def test_a_mail_that_is_held_does_not_leave_sooner_and_can_be_cancelled(server):
    message = queued(held_for=timedelta(seconds=10))
    send_message(message.pk)
    sweep_outbox()
    assert server.received == []
    assert cancel_mail(message, why="Ana took it back.")
    assert sent(message).status == Status.CANCELLED
    assert server.received == []


@pytest.mark.parametrize("answer", ["450 mailbox busy", "450 4.2.0 Greylisted", "452 4.2.2 full", "421 4.7.28 slower"])
def test_a_mail_that_never_gets_through_ends_as_failed_after_five_days(server, answer):
    message = queued()
    began = message.due_at
    while message.status == Status.QUEUED:
        tried_at = message.due_at
        assert tried_at < began + GIVE_UP_AFTER + timedelta(hours=7)
        server.at_recipient.append(answer)
        sent(message)
    assert (message.status, message.error) == (Status.FAILED, answer)
    assert tried_at - began >= GIVE_UP_AFTER
    assert 5 < message.attempts < 80
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("stage", ["at_recipient", "at_data"])
def test_a_refusal_is_final_and_says_why(server, stage):
    getattr(server, stage).append("550 no such user here")
    message = sent(queued())
    assert (message.status, message.error) == (Status.FAILED, "550 no such user here")
    assert server.received == []


def test_a_line_that_breaks_after_the_text_leaves_the_mail_in_doubt(server):
    server.at_data.append("hang up")
    message = sent(queued())
    assert message.status == Status.UNKNOWN
    assert message.error
    sweep_outbox(at=timezone.now() + timedelta(days=1))
    assert len(server.received) == 1


def test_a_server_that_is_away_costs_nothing_but_time(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    message = queued()
    at = message.due_at + timedelta(days=30)
    while message.due_at < at:
        sent(message)
        OutboundMessage.objects.update(due_at=message.due_at + timedelta(days=1))
        message.refresh_from_db()
        assert (message.status, message.handed_at, message.attempts) == (Status.QUEUED, None, 0)
    assert (message.trouble, message.refused_since) == ("own_server", None)
    with mail_server() as server:
        assert sent(message).status == Status.SENT
    assert (message.trouble, message.attempts, len(server.received)) == ("", 1, 1)


def test_while_our_server_is_away_one_mail_asks_for_all(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    messages = [queued(f"{number}", to=f"ann@{number % 2}.test") for number in range(4)]
    at = messages[-1].due_at
    sweep_outbox(at=at)
    row = Throttle.objects.get(kind="server")
    assert (row.failures, row.failing_since) == (1, max(at, row.failing_since))
    for message in messages:
        message.refresh_from_db()
        assert (message.status, message.trouble, message.due_at) == (Status.QUEUED, "own_server", row.held_until)
    with mail_server() as server:
        sweep_outbox(at=row.held_until)
    assert len(server.received) == 4


@pytest.mark.parametrize("answer", ["451 4.3.0 out of order", "530 5.7.0 Authentication required", "421 too many"])
def test_what_our_server_refuses_before_it_hears_of_a_recipient_is_our_trouble(server, monkeypatch, answer):
    code, _space, words = answer.partition(" ")
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "mail", lambda *_: (int(code), words.encode()))
        message = sent(queued())
    assert (message.status, message.trouble, message.attempts) == (Status.QUEUED, "own_server", 0)
    assert message.error == answer
    assert sent(message).status == Status.SENT
    assert Throttle.objects.get(kind="server").held_until is None


def test_what_kept_a_mail_is_said_in_a_sentence_and_in_the_words_of_the_server(client, server):
    server.at_recipient.append("550 5.7.26 unauthenticated mail <b>is prohibited</b>")
    message = sent(queued())
    client.force_login(with_second_step(make.admin()))
    for address in ("/tickets/sent/", f"/tickets/sent/{message.pk}/"):
        page = client.get(address).content.decode()
        assert "An admin must check SPF, DKIM and DMARC" in page
        assert "unauthenticated mail &lt;b&gt;" in page


def test_an_address_that_nobody_has_gets_no_more_recovery_mails(server):
    server.at_recipient += ["", "550 5.1.1 user unknown"]
    message = sent(queued(more_to=["Tom@Bücher.example"]))
    assert (message.status, message.trouble) == (Status.FAILED, "no_address")
    assert message.error.startswith("Tom@xn--bcher-kva.example: 550")
    assert list(Suppression.objects.values_list("address", "reason")) == [("tom@bücher.example", "bounced")]


@pytest.mark.parametrize("answer", ["550 5.7.1 blocked using zen.spamhaus.org", "552 5.3.4 too big", "550 no"])
def test_a_refusal_that_is_not_about_the_address_leaves_it_alone(server, answer):
    server.at_recipient.append(answer)
    assert sent(queued()).status == Status.FAILED
    assert not Suppression.objects.exists()


def test_a_refused_text_for_several_is_held_against_none_of_them(server):
    server.at_data.append("550 5.1.1 user unknown")
    assert sent(queued(cc=["tom@buyers.test"])).status == Status.FAILED
    assert not Suppression.objects.exists()


def test_what_goes_wrong_at_the_goodbye_changes_nothing(server, monkeypatch):
    def quit_badly(self):
        raise smtplib.SMTPResponseException(500, b"what?")

    monkeypatch.setattr(smtplib.SMTP, "quit", quit_badly)
    assert sent(queued()).status == Status.SENT


def test_one_mail_that_trips_us_up_keeps_nobody_waiting(server):
    poisoned, fine = queued("1"), queued("2")
    OutboundMessage.objects.filter(pk=poisoned.pk).update(to_address="ann@\N{SNOWMAN}.test", due_at="2020-01-01T00:00Z")
    sweep_outbox()
    poisoned.refresh_from_db()
    fine.refresh_from_db()
    assert (poisoned.status, fine.status) == (Status.QUEUED, Status.SENT)
    assert "InvalidCodepoint" in poisoned.error


@pytest.mark.parametrize(
    "text",
    [
        "Ann\r\nBcc: all@buyers.test",
        "Ann\nX: y",
        "Ann\0",
        "Ann\x1b[2J",
        "Ann\u2028Bcc: x@y.test",
        "Ann\x85Bcc: x@y.test",
    ],
)
def test_no_name_or_subject_can_begin_a_header(server, text):
    sent(queued(from_name=text, subject=text))
    (received,) = server.received
    head = received.content.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert sorted(names) == sorted(
        [
            b"From",
            b"To",
            b"Subject",
            b"Date",
            b"Message-ID",
            b"Content-Type",
            b"Content-Transfer-Encoding",
            b"MIME-Version",
        ]
    )
    assert received.recipients == ["ann@buyers.test"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Karten für می\u200cخواهم", "Karten für می\u200cخواهم"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f\u200d\U0001f525", None),
        ("\u0d28\u0d4d\u200d \u0915\u094d\u200d\u0937", None),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 2:0", None),
        ("pay\u200dpal \u202egpj.exe\u200b\u200d\u200c soft\u00adly", "paypal gpj.exe softly"),
        ("a\U000e0061\U000e0062\U000e007f", "a"),
    ],
)
def test_what_joins_letters_and_emoji_stays_and_what_only_hides_goes(server, written, left):
    sent(queued(subject=written))
    assert server.received[0].message["Subject"] == (written if left is None else left)


@pytest.mark.parametrize("name", ["Ann, Lee", "a@b.test", "Team: 1", "<x>", "Jürgen Übelhör", '"quoted"', "\\"])
def test_any_name_may_sign(server, name):
    message = sent(queued(from_name=name))
    assert message.status == Status.SENT
    (address,) = server.received[0].message["from"].addresses
    assert address.addr_spec == "desk@desk.test"
    assert address.display_name == name[:75]


@pytest.mark.parametrize(
    "to", ["nobody", "a b@buyers.test", "a@b@c", "ann@buyers.test\r\nBcc: x@y.test", "ann@-ä-.test", ""]
)
def test_an_address_that_is_none_is_refused_at_once(to):
    with pytest.raises(ValueError):
        queued(to=to)
    assert not OutboundMessage.objects.exists()


def test_a_worker_that_died_before_handing_over_loses_nothing(server):
    message = queued()
    at = timezone.now()
    try_move(message, Status.SENDING, lease_until=at + LEASE)
    sweep_outbox(at=at)
    assert server.received == []
    sweep_outbox(at=at + LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert (message.status, len(server.received)) == (Status.SENT, 1)


def test_a_worker_that_died_while_handing_over_leaves_a_doubt_for_a_person(server):
    message = queued()
    at = timezone.now()
    try_move(message, Status.SENDING, lease_until=at + LEASE, handed_at=at)
    sweep_outbox(at=at + LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert (message.status, server.received) == (Status.UNKNOWN, [])
    assert "may have left" in message.error


def test_a_slow_worker_whose_lease_ran_out_does_not_send(server, monkeypatch):
    """The sweep took the mail away between the greeting and the text: the other worker sends it, this one stops."""
    message = queued()
    greet = smtplib.SMTP.rcpt

    def rcpt_slowly(self, *args, **kwargs):
        late = timezone.now() + LEASE + timedelta(minutes=1)
        settle_interrupted(OutboundMessage.objects.get(pk=message.pk), at=late)
        return greet(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "rcpt", rcpt_slowly)
        send_message(message.pk)
    assert server.received == []
    assert sent(message).status == Status.SENT
    assert len(server.received) == 1


def test_a_mail_that_has_lost_its_point_is_not_sent(server):
    at = timezone.now()
    message = queued(send_before=at + timedelta(minutes=5))
    sweep_outbox(at=at + timedelta(minutes=6))
    message.refresh_from_db()
    assert (message.status, server.received) == (Status.CANCELLED, [])


def test_a_mail_that_was_called_back_is_not_sent(server):
    message = queued()
    assert cancel_mail(message, why="The buyer bought.")
    assert sent(message).status == Status.CANCELLED
    assert server.received == []


def test_a_mail_on_its_way_cannot_be_called_back(server):
    message = sent(queued())
    assert not cancel_mail(message, why="Too late.")


def test_a_copy_is_the_same_bytes_and_says_what_it_is_a_copy_of(server):
    server.at_data.append("hang up")
    message = sent(queued())
    copy = resend_mail(message)
    assert resend_mail(message).pk == copy.pk
    sent(copy)
    assert (copy.status, copy.resend_of, copy.message_id) == (Status.SENT, message, message.message_id)
    first, second = server.received
    assert first.content == second.content
    assert resend_mail(message).pk == copy.pk


def test_a_copy_that_failed_may_be_followed_by_another(server):
    server.at_data += ["550 no", "550 no"]
    message = sent(queued())
    sent(resend_mail(message))
    assert sent(resend_mail(message)).status == Status.SENT
    assert message.resends.count() == 2


def test_what_has_not_failed_is_not_sent_again(server):
    message = sent(queued())
    with pytest.raises(ConflictError, match="Your seats"):
        resend_mail(message)


def test_long_links_stay_in_one_piece(server):
    link = "<http://testserver/unsubscribe/" + "abcdefgh:" * 60 + "/>"
    sent(queued(headers={"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}))
    lines = server.received[0].content.split(b"\r\n")
    assert f"List-Unsubscribe: {link}".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_the_kept_text_can_be_read_back():
    message = queued(text="Grüße", html="<p>Grüße</p>")
    parsed = message_from_bytes(bytes(message.raw), policy=default)
    assert parsed.get_body(("html",)).get_content().strip() == "<p>Grüße</p>"
    assert parsed["date"].datetime.utcoffset() is not None


@pytest.mark.parametrize("address", ["ann@bücher.example", "ann@xn--bcher-kva.example", "Ann@BÜCHER.example"])
def test_a_mail_to_a_domain_in_its_own_letters_leaves(server, address):
    message = sent(queued(to=address))
    assert message.status == Status.SENT, message.error
    assert server.received[0].recipients[0].lower() == "ann@xn--bcher-kva.example"


def test_a_mail_to_letters_before_the_at_waits_for_no_server_that_cannot(server):
    message = sent(queued(to="müller@bücher.example"))
    assert (message.status, len(server.received)) == (Status.FAILED, 0)
    assert "müller@xn--bcher-kva.example" in message.error


def test_a_mail_to_letters_before_the_at_leaves_where_the_server_can():
    with mail_server(speaks_utf8=True) as server:
        message = sent(queued(to="müller@bücher.example", subject="Grüße"))
    assert message.status == Status.SENT, message.error
    assert server.received[0].recipients == ["müller@xn--bcher-kva.example"]
    assert "müller@xn--bcher-kva.example".encode() in server.received[0].content
    assert server.received[0].content == bytes(message.raw)


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/related", "message/partial", "text", "", "a/b/c"])
def test_an_attached_mail_or_page_arrives_whole(server, kind):
    body = b"Subject: inner\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nGr\xfc\xdfe\n\n--x--\r\n"
    message = sent(queued(files=[("an inner mail.eml", kind, body)]))
    assert message.status == Status.SENT, message.error
    (file,) = server.received[0].message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("an inner mail.eml", body)
