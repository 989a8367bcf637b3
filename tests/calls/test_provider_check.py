"""What is wrong with the account at the provider is said on the page of the lines, in the metrics and by a command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from calls import tasks
from calls.models import Leg, ProviderCheck
from calls.twilio import account_check
from calls.twilio.findings import CODES, in_words
from escalation.models import Line
from helpdesk.owed_work import GAUGES
from simulator.phone_network import Caller, Knobs
from tests import make
from tests.calls.town import TEAM

FALLBACK = "https://elsewhere.example.com/fallback-{kind}.xml"


@pytest.fixture
def account(town, settings):
    """An account on which everything is right."""
    for line in Line.objects.all():
        Line.objects.filter(pk=line.pk).update(fallback_url=FALLBACK.format(kind=line.kind))
        there = town.network.lines[line.number]
        there.fallback_url, there.fallback_method = FALLBACK.format(kind=line.kind), "GET"
    return town


def look() -> list[str]:
    return [finding["kind"] for finding in account_check.check_provider().findings]


def gauge() -> int:
    (waiting,) = [waiting for name, _meaning, waiting in GAUGES if name == "provider_problems"]
    return waiting(timezone.now()).count()


def page(client) -> str:
    client.force_login(make.admin())
    return client.get(reverse("calls:provider_check")).content.decode()


def test_an_account_on_which_everything_is_right_says_so(account):
    town = account
    town.committed(tasks.check_provider)
    check = ProviderCheck.objects.get()
    assert (check.findings, check.account_type, check.account_status, check.numbers) == ([], "Full", "active", 3)
    assert gauge() == 0
    said = StringIO()
    call_command("check_provider", stdout=said)
    assert "3 numbers are right" in said.getvalue()


def wrong(**changes):
    return lambda line: [setattr(line, name, value) for name, value in changes.items()]


NUMBERS = {
    "another voice URL": ("voice_url", wrong(voice_url="https://old.example.com/twilio/voice")),
    "a slash at its end": ("voice_url", wrong(voice_url="http://testserver/twilio/voice/")),
    "no voice URL": ("voice_url", wrong(voice_url="")),
    "voice by GET": ("voice_url", wrong(voice_method="GET")),
    "another fallback": ("fallback_url", wrong(fallback_url="https://elsewhere.example.com/old.xml")),
    "no fallback": ("fallback_url", wrong(fallback_url="")),
    "fallback by POST": ("fallback_url", wrong(fallback_method="POST")),
    "no status callback": ("status_url", wrong(status_callback="")),
    "status by GET": ("status_url", wrong(status_callback_method="GET")),
    "an application": ("handled", wrong(voice_application_sid="AP" + "1" * 32)),
}


@pytest.mark.parametrize("what", NUMBERS)
def test_a_number_that_asks_elsewhere_is_named_with_what_it_should_be(account, what):
    kind, break_it = NUMBERS[what]
    break_it(account.network.lines[make.PROBLEM_LINE])
    assert look() == [kind]
    (finding,) = ProviderCheck.objects.get().findings
    assert "500-555-0101" in in_words(finding)
    assert gauge() == 1
    with pytest.raises(CommandError, match="1 to set right"):
        call_command("check_provider", stdout=StringIO())


def test_settings_of_a_connection_behind_the_address_are_no_difference(account):
    account.network.lines[make.MAIN_LINE].voice_url += "#rc=2&rp=ct,5xx,rt"
    assert look() == []


def test_a_line_that_is_no_number_of_the_account_is_named(account):
    del account.network.lines[make.RECOVERY_LINE]
    assert look() == ["missing"]


@pytest.mark.parametrize(
    ("knobs", "kinds"),
    [
        ({"account_type": "Trial"}, ["trial"]),
        ({"account_status": "suspended"}, ["status"]),
        ({"rest_error": 1.0}, ["away"]),
        ({"slow_rest": 1.0}, ["away"]),
    ],
)
def test_the_account_itself(account, knobs, kinds):
    account.network.knobs = Knobs(**knobs)
    assert look() == kinds
    assert all(in_words(finding) for finding in ProviderCheck.objects.get().findings)


def test_a_token_that_is_not_taken_is_said_within_seconds_of_the_first_call(account, monkeypatch):
    monkeypatch.setattr("calls.twilio.client.tokens", lambda: ["stale"])
    account.call(make.PROBLEM_LINE, Caller())
    account.network.advance(5)
    assert [finding["kind"] for finding in ProviderCheck.objects.get().findings] == ["token", "code"]
    assert "new,old" in in_words(ProviderCheck.objects.get().findings[0])
    assert gauge() == 1


@pytest.mark.parametrize(
    ("knobs", "code"),
    [
        ({"concurrent_calls": 2}, "10004"),
        ({"forbidden_countries": ("+1500555011",)}, "21215"),
        ({"account_type": "Trial", "verified": tuple(TEAM[:2])}, "21219"),
    ],
)
def test_what_kept_phones_from_ringing_is_said_in_plain_words(account, knobs, code):
    account.network.knobs = Knobs(**knobs, creates_per_second=20)
    account.call(make.PROBLEM_LINE, Caller())
    account.network.advance(6)
    account.network.knobs = Knobs()
    assert Leg.objects.filter(error__contains=f"[{code}]").exists()
    account_check.check_provider()
    codes = [finding for finding in ProviderCheck.objects.get().findings if finding["kind"] == "code"]
    assert [finding["about"] for finding in codes] == [code]
    assert code in in_words(codes[0])
    Leg.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert "code" not in look()


def test_every_code_that_we_know_has_words_of_its_own():
    assert len({in_words({"kind": "code", "about": code, "found": "3"}).partition(" (")[0] for code in CODES}) == len(
        CODES
    )


def test_a_rate_that_lets_phones_wait_is_said(account):
    account.call(make.PROBLEM_LINE, Caller())
    account.network.advance(10)
    assert look() == ["queue"]
    assert ProviderCheck.objects.get().longest_queue_time >= timedelta(seconds=4)
    two_days_later = account_check.check_provider(at=timezone.now() + timedelta(days=2))
    assert two_days_later.longest_queue_time is None
    assert "queue" not in [finding["kind"] for finding in two_days_later.findings]


def test_of_two_checks_at_once_one_asks(account):
    ProviderCheck.objects.create(pk=ProviderCheck.ONLY, leased_until=timezone.now() + timedelta(minutes=1))
    known = len(account.network.truth.exchanges)
    account_check.check_provider()
    assert len(account.network.truth.exchanges) == known


def test_the_live_check_list_rings_nobody(account):
    said = StringIO()
    call_command("check_provider", live=True, stdout=said)
    assert said.getvalue().count("To do:") >= 7
    assert not [call for call in account.network.calls.values() if call.direction != "inbound"]


def test_the_page_asks_nobody_and_says_what_the_last_check_found(account, client, settings):
    settings.MFA_REQUIRED = False
    assert "Not checked yet" in page(client)
    account.network.knobs = Knobs(account_type="Trial")
    account_check.check_provider()
    known = len(account.network.truth.exchanges)
    assert "The account is a trial" in page(client)
    assert len(account.network.truth.exchanges) == known
