"""Who is silent for longer than is usual for them: noticed once, over once, and no alarm for nights and Sundays."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from carts.ingest.shops import configure_shop, delete_shop
from carts.models import CartSource
from helpdesk.accounts.models import User
from helpdesk.mail.hooks.events import keep_events
from helpdesk.mail.models import OutboundMessage
from tests import make, shop
from tests.permissions.objects import with_second_step
from tickets.cases.notice_emails import mail_notices
from tickets.ledger.silences import note_heard, sweep_silences
from tickets.ledger.usual import MISSED
from tickets.models import CopySource, HeardHour, NoticeSettings, Silence, SourceKind
from tickets.tasks import sweep_silences as task

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)
"""At midnight."""


def in_shop_hours(hour: datetime) -> bool:
    """From eight to eight, never on Sundays."""
    return hour.weekday() != 6 and 8 <= hour.hour < 20


def hours(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += HOUR


def has_reported(
    source: CartSource | CopySource | str,
    *,
    until: datetime,
    weeks: float = 5,
    usual: Callable[[datetime], bool] = in_shop_hours,
    kind: SourceKind = SourceKind.SHOP,
) -> None:
    """For so many weeks at its usual hours, while the desk listened day and night."""
    since = until - timedelta(weeks=weeks)
    rows = [HeardHour(kind=SourceKind.DESK, hour=hour) for hour in hours(until - timedelta(weeks=9), until)]
    key = source if isinstance(source, str) else str(source.pk)
    rows += [HeardHour(kind=kind, source_key=key, hour=hour) for hour in hours(since, until) if usual(hour)]
    HeardHour.objects.bulk_create(rows, ignore_conflicts=True)


def sweep_hourly(since: datetime, until: datetime) -> None:
    for hour in hours(since, until):
        sweep_silences(at=hour + HOUR / 2)


@pytest.fixture
def source() -> CartSource:
    return make.cart_source(name="Lantern Row", public_id="shop-1", publishable_key="pk_test_1")


@pytest.fixture
def admin() -> User:
    admin = make.admin()
    NoticeSettings.objects.create(user=admin, emails=["silence"])
    return admin


def mails(person: User) -> list[str]:
    sent = OutboundMessage.objects.filter(key__startswith="notices:", to_address=person.email)
    return list(sent.order_by("pk").values_list("subject", flat=True))


def test_a_shop_that_misses_six_of_its_usual_hours_is_silent(source):
    has_reported(source, until=WEDNESDAY)
    sweep_hourly(WEDNESDAY, WEDNESDAY + (8 + MISSED) * HOUR)
    assert not Silence.objects.exists()
    sweep_hourly(WEDNESDAY + (8 + MISSED) * HOUR, WEDNESDAY + 24 * HOUR)
    silence = Silence.objects.get()
    assert (silence.kind, silence.name, silence.ended_at) == (SourceKind.SHOP, "Lantern Row", None)
    assert silence.page_url == reverse("carts:shop", args=[source.pk])
    assert silence.since == WEDNESDAY - 4 * HOUR
    assert silence.noticed_at == WEDNESDAY + (8 + MISSED) * HOUR + HOUR / 2


def test_nights_and_sundays_are_no_silence(source):
    monday = WEDNESDAY - timedelta(days=2)
    has_reported(source, until=monday)
    sweep_hourly(monday - timedelta(days=1, hours=4), monday + 8 * HOUR)
    assert not Silence.objects.exists()


def test_a_change_of_the_clocks_is_no_silence(source):
    """The shop goes by the clock of Berlin, which was put back on 25 October."""
    berlin = ZoneInfo("Europe/Berlin")
    begin = datetime(2026, 10, 24, 18, tzinfo=UTC)
    has_reported(source, until=begin, usual=lambda hour: in_shop_hours(hour.astimezone(berlin)))
    for hour in hours(begin, begin + timedelta(days=3)):
        if in_shop_hours(hour.astimezone(berlin)):
            note_heard(SourceKind.SHOP, source.pk, at=hour)
        sweep_silences(at=hour + HOUR / 2)
    assert not Silence.objects.exists()


@pytest.mark.parametrize(("weeks", "is_known"), [(0, False), (1, False), (2.5, False), (4, True)])
def test_a_new_source_has_no_usual_hours_yet(source, weeks, is_known):
    has_reported(source, until=WEDNESDAY, weeks=weeks)
    sweep_hourly(WEDNESDAY, WEDNESDAY + 24 * HOUR)
    assert Silence.objects.exists() == is_known


def test_who_reports_once_a_day_is_not_missed_for_some_days_and_who_does_rarely_not_at_all(source):
    rare = make.cart_source()
    has_reported(source, until=WEDNESDAY, weeks=8, usual=lambda hour: hour.hour == 8)
    has_reported(rare, until=WEDNESDAY, weeks=8, usual=lambda hour: (hour.weekday(), hour.hour) == (1, 8))
    sweep_hourly(WEDNESDAY, WEDNESDAY + timedelta(days=5))
    assert not Silence.objects.exists()
    sweep_hourly(WEDNESDAY + timedelta(days=5), WEDNESDAY + timedelta(days=6))
    assert Silence.objects.get().source_key == str(source.pk)


def test_a_week_in_which_all_was_silent_makes_no_rule(source):
    thursday = WEDNESDAY + timedelta(days=1)
    has_reported(source, until=thursday - timedelta(weeks=3))
    has_reported(source, until=WEDNESDAY, weeks=13 / 7)
    sweep_hourly(WEDNESDAY, thursday)
    assert Silence.objects.exists()


def test_what_the_desk_did_not_listen_to_is_nobody_s_silence(source):
    has_reported(source, until=WEDNESDAY)
    back = WEDNESDAY + timedelta(days=1, hours=9)
    sweep_hourly(back, back + 6 * HOUR)
    assert not Silence.objects.exists()
    sweep_hourly(back + 6 * HOUR, back + 8 * HOUR)
    assert Silence.objects.exists()


def test_admins_are_mailed_once_when_it_begins_and_once_when_it_is_over(source, admin):
    agent = make.agent()
    NoticeSettings.objects.create(user=agent, emails=["silence"])
    has_reported(source, until=WEDNESDAY)
    for hour in hours(WEDNESDAY, WEDNESDAY + 48 * HOUR):
        if hour == WEDNESDAY + 30 * HOUR:
            note_heard(SourceKind.SHOP, source.pk, at=hour)
        sweep_silences(at=hour + HOUR / 2)
        mail_notices(at=hour + HOUR * 0.6)
        mail_notices(at=hour + HOUR * 0.9)
    first, second, third = mails(admin)
    assert first.startswith("Shop, Lantern Row: silent since Tue 24 Nov")
    assert second.startswith("Shop, Lantern Row: heard again")
    assert third.startswith("Shop, Lantern Row: silent since Thu 26 Nov")
    assert mails(agent) == []


def test_who_was_not_told_that_it_began_is_not_told_that_it_is_over(source, admin):
    has_reported(source, until=WEDNESDAY)
    sweep_hourly(WEDNESDAY, WEDNESDAY + 20 * HOUR)
    note_heard(SourceKind.SHOP, source.pk, at=WEDNESDAY + 20 * HOUR)
    sweep_silences(at=WEDNESDAY + 20.2 * HOUR)
    mail_notices(at=WEDNESDAY + 21 * HOUR)
    assert Silence.objects.get().ended_at
    assert mails(admin) == []


def test_who_did_not_choose_to_be_told_is_not(source, admin):
    NoticeSettings.objects.filter(user=admin).update(emails=[])
    has_reported(source, until=WEDNESDAY)
    sweep_hourly(WEDNESDAY, WEDNESDAY + 20 * HOUR)
    mail_notices(at=WEDNESDAY + 20 * HOUR)
    assert Silence.objects.exists()
    assert mails(admin) == []


@pytest.mark.parametrize("end", ["switched off", "deleted"])
def test_a_shop_that_is_not_in_use_any_more_is_missed_by_nobody(source, admin, end):
    has_reported(source, until=WEDNESDAY)
    sweep_hourly(WEDNESDAY, WEDNESDAY + 20 * HOUR)
    mail_notices(at=WEDNESDAY + 20 * HOUR)
    if end == "deleted":
        delete_shop(source)
    else:
        source.is_active = False
        configure_shop(source, secrets="")
    sweep_silences(at=WEDNESDAY + 21 * HOUR)
    mail_notices(at=WEDNESDAY + 22 * HOUR)
    assert not Silence.objects.exists()
    assert len(mails(admin)) == 1


def test_the_shop_itself_is_heard_and_the_browsers_of_its_buyers_are_not(source):
    at = WEDNESDAY + 9.5 * HOUR
    with time_machine.travel(at):
        shop.beacon(source, shop.event("js.error", message="x is null"))
        assert not HeardHour.objects.exists()
        for _number in range(2):
            assert shop.report(source, shop.filled()).status_code == 202
    heard = HeardHour.objects.get()
    assert (heard.kind, heard.source_key, heard.hour) == (SourceKind.SHOP, str(source.pk), WEDNESDAY + 9 * HOUR)


def test_a_copy_is_heard_when_it_comes_and_whatever_its_day_but_not_when_it_is_repeated():
    with time_machine.travel(WEDNESDAY):
        copy = make.sent_copy(sent_at=WEDNESDAY - timedelta(days=300), message_id="<1@lantern.test>")
    with time_machine.travel(WEDNESDAY + timedelta(days=1)):
        make.sent_copy(sent_at=WEDNESDAY - timedelta(days=300), message_id="<1@lantern.test>")
    heard = HeardHour.objects.get()
    assert (heard.kind, heard.source_key, heard.hour) == (SourceKind.COPIES, str(copy.source_id), WEDNESDAY)


def test_copies_and_the_webhooks_of_providers_are_missed_as_shops_are(admin):
    source = make.sent_copy(source="lantern.test").source
    HeardHour.objects.all().delete()
    has_reported(source, until=WEDNESDAY, kind=SourceKind.COPIES)
    has_reported("postmark", until=WEDNESDAY - timedelta(days=1), kind=SourceKind.HOOK_EVENTS)
    keep_events("postmark", [], at=WEDNESDAY - 5 * HOUR)
    sweep_hourly(WEDNESDAY, WEDNESDAY + 20 * HOUR)
    found = set(Silence.objects.values_list("kind", "name", "page_url"))
    copies = reverse("tickets:copy_source", args=[source.pk])
    assert found == {
        (SourceKind.COPIES, "lantern.test", copies),
        (SourceKind.HOOK_EVENTS, "Postmark", reverse("configuration:email")),
    }
    keep_events("postmark", [], at=WEDNESDAY + 20 * HOUR)
    sweep_silences(at=WEDNESDAY + 20.5 * HOUR)
    assert Silence.objects.get(ended_at=None).kind == SourceKind.COPIES


def test_the_lists_of_settings_say_who_is_silent(client, source):
    copies = make.sent_copy(source="lantern.test").source
    HeardHour.objects.all().delete()
    has_reported(source, until=WEDNESDAY)
    has_reported(copies, until=WEDNESDAY, kind=SourceKind.COPIES)
    client.force_login(with_second_step(make.admin()))
    for page in ("carts:shops", "tickets:copy_sources"):
        assert "Silent since" not in client.get(reverse(page)).content.decode()
    sweep_hourly(WEDNESDAY, WEDNESDAY + 20 * HOUR)
    for page in ("carts:shops", "tickets:copy_sources"):
        assert "Silent since Tue 24 Nov" in client.get(reverse(page)).content.decode()


def test_hours_of_long_ago_are_forgotten(source):
    note_heard(SourceKind.SHOP, source.pk, at=WEDNESDAY - timedelta(weeks=20))
    with time_machine.travel(WEDNESDAY):
        task()
        task()
    assert HeardHour.objects.get().kind == SourceKind.DESK


def test_whoever_was_mailed_of_mailboxes_is_mailed_of_silences_after_the_upgrade():
    chosen = [["mailbox", "message"], ["message"], ["mailbox", "silence"]]
    people = [NoticeSettings.objects.create(user=make.agent(), emails=emails) for emails in chosen]
    upgrade = import_module("tickets.migrations.0031_silences_by_email")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.ADD)
    after = [NoticeSettings.objects.get(pk=person.pk).emails for person in people]
    assert after == [["mailbox", "message", "silence"], ["message"], ["mailbox", "silence"]]
    with connection.cursor() as cursor:
        cursor.execute(upgrade.REMOVE)
    assert NoticeSettings.objects.get(pk=people[0].pk).emails == ["mailbox", "message"]
