"""Copies by a journal, sources with their silent days, and the pages of both."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.mail.writing import deliver, letter
from tests.permissions.objects import with_second_step
from tickets.inbound.copies import copies_address
from tickets.ledger import gaps_of, sources
from tickets.ledger.journal import unwrap
from tickets.models import CopySource, Offer, SendingDomain, SentCopy, Ticket

pytestmark = pytest.mark.django_db

INNER = letter(
    sender="Lantern Row <shop@lantern.test>", to="ann@buyers.test", subject="Your free album", text="Harbor Lights"
).as_bytes()


def report(inner: bytes = INNER, *, people: str = "", encoded: bool = False) -> bytes:
    """As Exchange writes one."""
    body = base64.encodebytes(inner) if encoded else inner
    encoding = b"Content-Transfer-Encoding: base64\r\n" if encoded else b""
    envelope = people or "To: ann@buyers.test\r\nBcc: tom@buyers.test, Expanded: all@lantern.test\r\n"
    return (
        b"From: <journal@lantern.test>\r\nTo: <copies@desk.test>\r\nX-MS-Journal-Report:\r\n"
        b"Message-ID: <report-1@lantern.test>\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n'
        b"Content-Type: text/plain\r\n\r\nSender: shop@lantern.test\r\nSubject: Your free album\r\n"
        + envelope.encode()
        + b"\r\n--b1\r\nContent-Type: message/rfc822\r\n"
        + encoding
        + b"\r\n"
        + body
        + b"\r\n--b1--\r\n"
    )


@pytest.mark.parametrize("encoded", [False, True])
def test_the_mail_in_a_journal_report_counts_and_so_do_its_hidden_recipients(encoded):
    deliver(report(encoded=encoded), envelope_from="journal@lantern.test", to=copies_address())
    copy = SentCopy.objects.get()
    assert (copy.from_address, copy.subject) == ("shop@lantern.test", "Your free album")
    assert copy.recipients == ["ann@buyers.test", "tom@buyers.test"]
    assert not Ticket.objects.exists()


def test_the_bytes_of_the_mail_are_cut_out_and_not_written_anew():
    assert unwrap(report())[0] == INNER
    assert unwrap(INNER) is None
    assert unwrap(b"X-MS-Journal-Report:\r\n\r\n") is None


def test_a_second_report_of_the_same_mail_adds_who_got_it():
    deliver(report(), envelope_from="journal@lantern.test", to=copies_address())
    second = report(people="Recipient: eve@buyers.test\r\n").replace(b"report-1", b"report-2")
    message = deliver(second, envelope_from="journal@lantern.test", to=copies_address())
    assert SentCopy.objects.get().recipients == ["ann@buyers.test", "eve@buyers.test", "tom@buyers.test"]
    assert "a second time" in message.why


def test_a_mail_of_which_we_have_a_copy_may_come_to_us_too():
    raw = letter(sender="ann@buyers.test", subject="Hello", text="Where is it?").as_bytes()
    deliver(raw, to=copies_address())
    assert deliver(raw).status == "filed"
    assert Ticket.objects.count() == 1


def test_a_source_that_sends_daily_has_silent_days_and_one_that_does_not_has_none():
    now = timezone.now()
    today = timezone.localdate(now)
    for days in (6, 5, 4, 2, 1):
        make.sent_copy(source="Daily", sent_at=now - timedelta(days=days))
    make.sent_copy(source="Monthly", sent_at=now - timedelta(days=60))
    make.sent_copy(source="Monthly", sent_at=now - timedelta(days=30))
    CopySource.objects.update(complete_since=today - timedelta(days=6))
    rows = {row["name"]: row for row in sources(at=now)}
    assert rows["Daily"]["silent"] == [today - timedelta(days=3)]
    assert rows["Monthly"]["silent"] == []
    assert rows["This desk"]["silent"] == []
    gaps = gaps_of(list(rows.values()), since=today - timedelta(days=30), until=today)
    assert {(gap["source"], gap["before"]) for gap in gaps} == {
        (name, today - timedelta(days=6)) for name in ("Daily", "Monthly")
    }
    late = gaps_of(list(rows.values()), since=today - timedelta(days=2), until=today)
    assert late == []


def test_sundays_of_a_source_that_never_sends_then_are_not_silent():
    today = date(2026, 12, 1)  # a Tuesday
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    lost = date(2026, 11, 20)
    for days in range(150):
        day = today - timedelta(days=days)
        if day.weekday() != 6 and day != lost:
            make.sent_copy(source="Weekdays", sent_at=now - timedelta(days=days))
        if day != date(2026, 11, 22):
            make.sent_copy(source="Every day", sent_at=now - timedelta(days=days))
        # It began three weeks ago: nobody knows yet what is usual for it.
        if days < 21 and day.weekday() != 6:
            make.sent_copy(source="New", sent_at=now - timedelta(days=days))
    CopySource.objects.exclude(name="New").update(complete_since=today - timedelta(days=150))
    CopySource.objects.filter(name="New").update(complete_since=today - timedelta(days=20))
    silent = {row["name"]: row["silent"] for row in sources(at=now)}
    assert silent["Weekdays"] == [lost]
    assert silent["Every day"] == [date(2026, 11, 22)]
    assert silent["New"] == [date(2026, 11, 15), date(2026, 11, 22), date(2026, 11, 29)]


def test_an_outage_of_weeks_does_not_become_usual():
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for days in range(40, 150):
        make.sent_copy(source="Lost", sent_at=now - timedelta(days=days))
    CopySource.objects.update(complete_since=date(2026, 7, 1))
    [row] = [row for row in sources(at=now) if row["name"] == "Lost"]
    assert len(row["silent"]) == 39


def test_what_a_program_posts_of_the_past_is_not_complete():
    make.sent_copy(source="Backlog", sent_at=timezone.now() - timedelta(days=900))
    assert CopySource.objects.get().complete_since == timezone.localdate()


def test_an_admin_says_since_when_and_which_domains_are_ours(client):
    client.force_login(with_second_step(make.admin()))
    source = make.sent_copy().source
    path = reverse("tickets:copy_source", args=[source.pk])
    assert client.post(path, {"name": source.name, "complete_since": "2026-01-05"}).status_code == 302
    assert "Lantern Row" in client.get(reverse("tickets:copy_sources")).content.decode()
    new = reverse("tickets:new_sending_domain")
    assert client.post(new, {"name": " Lantern.TEST. "}).status_code == 302
    assert SendingDomain.objects.get().name == "lantern.test"
    for wrong in ("", "lantern", "https://lantern.test/", "a b.test", "lantern.test"):
        assert client.post(new, {"name": wrong}).status_code == 422


def test_a_manager_writes_an_offer_down_and_an_agent_reads_it(client):
    event = make.event()
    client.force_login(with_second_step(make.manager()))
    path = reverse("tickets:new_offer", args=[event.pk])
    form = {"name": "Photo album", "owner": "organizer", "known_by": "album\nHarbor Lights", "is_single_use": "on"}
    assert client.post(path, form | {"link": "javascript:alert(1)"}).status_code == 422
    wrong_days = {"starts_on": "2026-12-02", "ends_on": "2026-12-01"}
    assert client.post(path, form | wrong_days).status_code == 422
    assert client.post(path, form | {"link": "https://lantern.test/album"}).status_code == 302
    assert client.post(path, form).status_code == 422  # the event has one of this name
    assert Offer.objects.get().signs == ["album", "Harbor Lights", "https://lantern.test/album"]
    client.force_login(make.agent())
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Photo album" in page
    assert "works once" in page
    assert path not in page
