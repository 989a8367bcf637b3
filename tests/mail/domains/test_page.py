"""The page of SPF, DKIM and DMARC: it asks nobody, says when somebody was asked, and what came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from helpdesk.mail.domains import findings
from helpdesk.mail.domains.lookups import Lookups
from helpdesk.mail.domains.service import check_domain, sweep_domains
from helpdesk.mail.domains.words_of_findings import WORDS
from helpdesk.mail.models import DkimKey, MailDomain, OutboundMessage
from helpdesk.mail.tasks import check_domain as check_domain_task
from tests import make
from tests.mail.domains.conftest import ADDRESS, DOMAIN, PATIENCE
from tests.permissions.objects import with_second_step
from tickets.cases.notice_emails import mail_notices

pytestmark = pytest.mark.django_db
Level, Trouble = MailDomain.Level, MailDomain.Trouble


@pytest.fixture
def admin(client):
    admin = with_second_step(make.admin())
    client.force_login(admin)
    return admin


def page(client) -> str:
    return client.get(reverse("configuration:mail_domains")).content.decode()


def press(client, name: str, *args: int, **data: str):
    return client.post(reverse(f"configuration:{name}", args=args), data, follow=True)


def row() -> MailDomain:
    return MailDomain.objects.get(name=DOMAIN)


def check(**when) -> None:
    check_domain(row(), dns=Lookups(seconds=PATIENCE), **when)


@pytest.fixture
def enqueued(monkeypatch):
    """What workers are told to do."""
    told = []
    monkeypatch.setattr(
        "helpdesk.lib.enqueue.current_app.send_task", lambda task, args, **options: told.append((task, *args))
    )
    return told


def test_it_asks_nobody_until_somebody_presses(client, admin, in_order, enqueued, django_capture_on_commit_callbacks):
    assert "Not checked yet" in page(client)
    assert in_order.asked == []
    assert not MailDomain.objects.exists()
    for _press in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            shown = press(client, "check_mail_domain", domain=DOMAIN).content.decode()
        assert "Asking the DNS" in shown
    assert {*enqueued} == {("helpdesk.mail.tasks.check_domain", row().pk)}
    assert in_order.asked == []
    check_domain_task(row().pk)
    shown = page(client)
    assert f"v=spf1 ip4:{ADDRESS} ~all" in shown
    assert "Emails from desk.test pass DMARC by SPF" in shown
    assert (row().level, row().is_being_checked) == (Level.LOOK, False)


def test_only_domains_that_mails_leave_from_are_asked_about(client, admin, names):
    for name in ("check_mail_domain", "new_dkim_key"):
        assert press(client, name, domain="evil.test").status_code == 404
        assert press(client, name).status_code == 404
    assert not MailDomain.objects.exists()


def test_a_key_from_the_first_press_to_the_last(client, admin, in_order):
    shown = press(client, "new_dkim_key", domain=DOMAIN).content.decode()
    key = DkimKey.objects.get()
    assert key.record in shown
    assert key.strings.replace('"', "&quot;") in shown
    assert key.host in shown
    assert "PRIVATE" not in shown
    assert "is not in the DNS yet" in press(client, "check_dkim_key", key.pk).content.decode()
    in_order.misbehaves[key.host] = "SERVFAIL"
    assert "gave no answer about" in press(client, "check_dkim_key", key.pk).content.decode()
    in_order.misbehaves.clear()
    in_order.put(key.host, "TXT", key.record)
    assert "the desk signs with it" in press(client, "check_dkim_key", key.pk).content.decode()
    press(client, "new_dkim_key", domain=DOMAIN)
    newer = DkimKey.objects.exclude(pk=key.pk).get()
    assert press(client, "delete_dkim_key", key.pk).status_code == 409
    in_order.put(newer.host, "TXT", newer.record)
    press(client, "check_dkim_key", newer.pk)
    assert "Leave its record in the DNS for a week" in page(client)
    for old in (key, newer):
        assert "deleted" in press(client, "delete_dkim_key", old.pk).content.decode()
    assert not DkimKey.objects.exists()


def test_without_a_name_server_it_says_that_it_could_not_ask(client, admin):
    press(client, "check_mail_domain", domain=DOMAIN)
    check()
    assert row().level == Level.UNKNOWN
    shown = page(client)
    assert "SPF could not be checked" in shown
    assert "has no SPF record" not in shown


def test_a_domain_that_goes_wrong_is_told_and_told_again_when_it_is_well(client, admin, in_order):
    MailDomain.objects.create(name=DOMAIN)
    check()
    assert (row().level, row().trouble) == (Level.LOOK, "")
    in_order.put(DOMAIN, "TXT", "v=spf1 include:gone.test -all")
    check()
    assert (row().level, row().trouble) == (Level.WRONG, Trouble.RECORDS)
    since = row().trouble_since
    assert "Emails from desk.test:" in page(client)
    in_order.misbehaves[DOMAIN] = "SERVFAIL"
    check()
    assert (row().level, row().trouble, row().trouble_since) == (Level.WRONG, Trouble.RECORDS, since)
    mail_notices(at=timezone.now() + timedelta(minutes=2))
    mail_notices(at=timezone.now() + timedelta(minutes=30))
    told = OutboundMessage.objects.filter(to_address=admin.email)
    assert [mail.subject.startswith("Emails from desk.test") for mail in told] == [True]
    in_order.misbehaves.clear()
    in_order.put(DOMAIN, "TXT", f"v=spf1 ip4:{ADDRESS} -all")
    check()
    assert (row().level, row().trouble) == (Level.LOOK, "")
    assert "Emails from desk.test:" not in page(client)


def test_what_was_wrong_at_the_first_look_is_no_news(in_order):
    in_order.put(DOMAIN, "TXT", "v=spf1 +all")
    MailDomain.objects.create(name=DOMAIN)
    check()
    assert (row().level, row().trouble) == (Level.WRONG, "")


def test_a_key_that_vanishes_from_the_dns_is_told(in_order):
    key = make.dkim_key()
    in_order.put(key.host, "TXT", key.record)
    check()
    assert row().level == Level.FINE
    del in_order.records[key.host, "TXT"]
    check()
    assert (row().level, row().trouble) == (Level.WRONG, Trouble.RECORDS)
    assert "dkim_gone" in {found["code"] for found in row().findings}


def test_each_domain_once_a_day_and_a_waiting_key_at_each_sweep(in_order, enqueued):
    at = timezone.now()
    MailDomain.objects.create(name="gone.test", checked_at=at)
    sweep_domains(at=at)
    assert set(MailDomain.objects.values_list("name", flat=True)) == {DOMAIN}
    assert enqueued == [("helpdesk.mail.tasks.check_domain", row().pk)]
    check(at=at)
    sweep_domains(at=at + timedelta(hours=23))
    assert len(enqueued) == 1
    sweep_domains(at=at + timedelta(hours=25))
    assert len(enqueued) == 2
    make.dkim_key(at=at)
    sweep_domains(at=at + timedelta(hours=1))
    assert len(enqueued) == 3
    MailDomain.objects.update(checked_at=at + timedelta(days=15))
    sweep_domains(at=at + timedelta(days=15, hours=1))
    assert len(enqueued) == 3


def test_every_finding_has_words_and_they_fit_in_every_language():
    known = set().union(*findings.LEVELS.values())
    assert known <= set(WORDS)
    params = dict.fromkeys(
        ("domain", "name", "count", "envelope", "term", "server", "addresses", "mechanism", "selector", "tag"), "x"
    ) | dict.fromkeys(("policy", "receiver", "servers", "address", "host"), "y")
    for language in ("en", "de", "es", "fr"):
        with translation.override(language):
            for code in WORDS:
                assert "%(" not in findings.words_of(findings.finding(code, **params))


def test_a_manager_sees_that_something_is_wrong_and_not_the_page(client, names):
    client.force_login(with_second_step(make.manager()))
    MailDomain.objects.create(name=DOMAIN, trouble=Trouble.RECORDS, trouble_since=timezone.now())
    assert client.get(reverse("configuration:mail_domains")).status_code == 403
    shown = client.get(reverse("configuration:home")).content.decode()
    assert "Emails from desk.test:" in shown
    assert "Tell an admin" in shown
