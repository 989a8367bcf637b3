"""After an outage mails to one domain leave little by little, and what a person has just written leaves first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage, Throttle
from helpdesk.mail.outbox import Mail, queue_mail, send_message, sweep_outbox
from helpdesk.mail.outbox.answers import pause_after
from helpdesk.mail.outbox.throttling import hold, release
from tests import make
from tests.mail_server import mail_server
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


def queued(number: int = 0, *, to: str = "ann@buyers.test", is_bulk: bool = False) -> OutboundMessage:
    mail = Mail(to=to, subject=f"Seats {number}", text="Here.", is_bulk=is_bulk)
    return queue_mail(mail, key=f"{to}:{number}:{is_bulk}")


def left_to(server, domain: str) -> int:
    return sum(received.recipients[0].endswith(f"@{domain}") for received in server.received)


def test_so_many_leave_for_a_domain_in_a_minute_and_other_domains_go_on(server, settings):
    settings.MAILS_PER_DOMAIN_A_MINUTE = 3
    for number in range(8):
        queued(number)
    queued(to="ben@VENUE.test")
    at = timezone.now()
    for minutes, left in enumerate([3, 6, 8]):
        for seconds in (0, 15, 59):
            sweep_outbox(at=at + minutes * MINUTE + timedelta(seconds=seconds))
            assert (left_to(server, "buyers.test"), left_to(server, "VENUE.test")) == (left, 1)
    subjects = [received.message["subject"] for received in server.received if "buyers" in received.recipients[0]]
    assert subjects == [f"Seats {number}" for number in range(8)]


def test_a_sweep_asks_once_about_those_that_wait_for_the_same(server, settings, django_assert_max_num_queries):
    settings.MAILS_PER_DOMAIN_A_MINUTE = 1
    for number in range(50):
        queued(number)
    at = timezone.now()
    sweep_outbox(at=at, limit=2)
    assert len(server.received) == 1
    assert not OutboundMessage.objects.due(at=at).exists()
    assert OutboundMessage.objects.due(at=at + MINUTE).count() == 49
    with django_assert_max_num_queries(2):
        sweep_outbox(at=at)


def test_what_a_person_writes_leaves_before_the_mails_to_many_and_has_room(server, settings):
    settings.MAILS_PER_DOMAIN_A_MINUTE = 4
    many = [queued(number, is_bulk=True) for number in range(20)]
    at = timezone.now()
    sweep_outbox(at=at)
    assert len(server.received) == 3  # one of four is kept for people
    written = queued(99)
    send_message(written.pk, at=written.due_at)
    assert server.received[-1].message["subject"] == "Seats 99"
    # The task of one of the many comes first: still the letter is sent before it.
    urgent = queued(100)
    later = max(at + MINUTE, urgent.due_at)
    send_message(many[3].pk, at=later)
    assert [received.message["subject"] for received in server.received[4:]] == ["Seats 100", "Seats 3"]
    urgent.refresh_from_db()
    assert urgent.status == "sent"


def test_a_sweep_begins_with_what_people_wrote(server):
    queued(1, is_bulk=True)
    queued(2)
    sweep_outbox()
    assert [received.message["subject"] for received in server.received] == ["Seats 2", "Seats 1"]


def test_only_so_many_connections_are_open_to_a_domain_at_once(server, settings):
    settings.MAILS_PER_DOMAIN_AT_ONCE = 2
    busy = [queued(number) for number in range(2)]
    waits, other = queued(3), queued(4, to="ben@venue.test")
    at = timezone.now()
    OutboundMessage.objects.filter(pk__in=[mail.pk for mail in busy]).update(status="sending", lease_until=at + MINUTE)
    send_message(waits.pk, at=at)
    send_message(other.pk, at=at)
    waits.refresh_from_db()
    assert (waits.status, waits.attempts, len(server.received)) == ("queued", 0, 1)
    assert at < waits.due_at < at + MINUTE
    # A worker that died over its mail keeps nobody waiting.
    send_message(waits.pk, at=at + MINUTE)
    assert len(server.received) == 2


def test_a_domain_that_wants_us_slower_holds_all_its_mails_and_no_others(server):
    first, second, other = queued(1), queued(2), queued(3, to="ben@venue.test")
    at = timezone.now()
    server.at_recipient.append("421 4.7.28 slow down")
    send_message(first.pk, at=at)
    send_message(second.pk, at=at)
    send_message(other.pk, at=at)
    row = Throttle.objects.get(kind="domain", name="buyers.test")
    assert row.failures == 1
    for message in (first, second):
        message.refresh_from_db()
        assert (message.status, message.trouble, message.due_at) == ("queued", "rate_limited", row.held_until)
    assert (first.attempts, second.attempts, len(server.received)) == (1, 0, 1)
    # Asked again it still says so: twice as long.
    server.at_recipient.append("421 4.7.28 slow down")
    sweep_outbox(at=row.held_until)
    row.refresh_from_db()
    again = row.held_until
    assert row.failures == 2
    second.refresh_from_db()
    assert second.due_at == again
    sweep_outbox(at=again)
    row.refresh_from_db()
    assert (row.failures, row.held_until, len(server.received)) == (0, None, 3)


def test_mails_that_were_under_way_count_once_and_free_nothing():
    claimed_at, answered_at = timezone.now(), timezone.now() + timedelta(seconds=2)
    until = hold("domain", "buyers.test", trouble="rate_limited", at=answered_at)
    assert until == answered_at + pause_after("rate_limited", 1)
    # Of those that were claimed before one more is told to wait, and another one gets through.
    assert hold("domain", "buyers.test", trouble="rate_limited", at=answered_at + timedelta(seconds=1)) == until
    release("domain", "buyers.test", at=claimed_at)
    row = Throttle.objects.get(name="buyers.test")
    assert (row.failures, row.failing_since, row.held_until) == (1, answered_at, until)
    assert hold("domain", "buyers.test", trouble="rate_limited", at=until) == until + pause_after("rate_limited", 2)
    release("domain", "buyers.test", at=until + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.failures, row.failing_since, row.held_until) == (0, None, None)


@pytest.mark.django_db(transaction=True)
def test_workers_that_count_at_the_same_time_send_no_more_than_is_allowed(server, settings):
    settings.MAILS_PER_DOMAIN_A_MINUTE = 3
    keys = [queued(number).pk for number in range(8)]
    at = timezone.now()

    def work(pk: int) -> None:
        send_message(pk, at=at)
        connection.close()

    with ThreadPoolExecutor(max_workers=8) as workers:
        list(workers.map(work, keys))
    assert len(server.received) == 3
    assert OutboundMessage.objects.filter(status="sent").count() == 3
    assert not OutboundMessage.objects.filter(status="queued", due_at__lte=at).exists()


def test_the_recipient_that_was_refused_names_the_domain_that_waits(server):
    server.at_recipient += ["", "421 4.7.28 slow down"]
    mail = Mail(to="ann@buyers.test", cc=["ben@venue.test"], subject="x", text="x")
    message = queue_mail(mail, key="x")
    send_message(message.pk)
    assert list(Throttle.objects.filter(failures=1).values_list("name", flat=True)) == ["venue.test"]


def test_an_admin_is_told_while_our_server_takes_nothing(client):
    message = queued()
    send_message(message.pk)  # nothing listens at the server of the settings
    client.force_login(with_second_step(make.admin()))
    page = client.get(reverse("tickets:inbox"), {"view": "mine"}).content.decode()
    assert "1 email waits to be sent:" in page
    assert f'href="{reverse("configuration:email")}"' in page
    assert "press4_mails_held_up 1.0" in client.get("/metrics").content.decode()
    client.force_login(make.agent())
    assert "waits to be sent:" not in client.get(reverse("tickets:inbox"), {"view": "mine"}).content.decode()
    message.refresh_from_db()
    with mail_server():
        send_message(message.pk, at=message.due_at)
    client.force_login(with_second_step(make.admin()))
    assert "waits to be sent:" not in client.get(reverse("tickets:inbox"), {"view": "mine"}).content.decode()
    assert "press4_mails_held_up 0.0" in client.get("/metrics").content.decode()


def test_what_people_wrote_is_found_by_an_index_among_the_mails_of_a_campaign():
    written = queued(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mail_outboundmessage (key, status, to_address, others, from_address, subject, message_id,"
            " text, raw, sha256, is_private, attempts, due_at, error, created_at, is_bulk)"
            " SELECT n, 'queued', 'a@buyers.test', '[]', 'desk@desk.test', 'Seats', '<' || n || '@x.test>',"
            " '', '', '', false, 0, now() - interval '1 hour', '', now(), true FROM generate_series(1, 20000) AS n"
        )
        cursor.execute("ANALYZE mail_outboundmessage")
    due = OutboundMessage.objects.due(at=timezone.now()).filter(is_bulk=False).order_by("due_at", "pk")[:20]
    assert "outbound_written_due" in due.explain()
    assert list(due) == [written]


def test_the_domain_of_any_recipient_holds_a_mail_and_is_free_again_once_it_was_taken(server):
    both = queue_mail(Mail(to="ben@venue.test", subject="Seats", text="Here.", cc=["ann@buyers.test"]), key="both")
    alone = queued(1, to="eve@venue.test")
    at = timezone.now()
    until = hold("domain", "buyers.test", trouble="rate_limited", at=at)
    sweep_outbox(at=at)
    both.refresh_from_db()
    alone.refresh_from_db()
    assert (both.status, both.trouble, both.due_at, both.attempts) == ("queued", "rate_limited", until, 0)
    assert (alone.status, len(server.received)) == ("sent", 1)
    sweep_outbox(at=until)
    both.refresh_from_db()
    assert (both.status, len(server.received)) == ("sent", 2)
    assert Throttle.objects.get(name="buyers.test").failures == 0
