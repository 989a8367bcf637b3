"""Each kind of moment is written in one way, in the language and with the clock of the person who reads."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from helpdesk.lib.moments import (
    clock_of,
    say_day,
    say_length,
    say_moment,
    say_there,
    say_time,
    say_until,
    words_of_the_desk,
)
from helpdesk.lib.time_zones import time_zone_choices
from tests import make

NOW = datetime(2026, 12, 5, 14, 5, 9, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False), timezone.override("UTC"):
        yield


@pytest.mark.parametrize(
    ("language", "choice", "at", "on", "there"),
    [
        ("en", "", "2:05 PM", "Sat 5 Dec", "Sat 5 Dec 2026, 11:05 PM JST"),
        ("en", "24", "14:05", "Sat 5 Dec", "Sat 5 Dec 2026, 23:05 JST"),
        ("es", "", "14:05", "sáb 5 dic", "sáb 5 dic 2026, 23:05 JST"),
        ("fr", "", "14:05", "sam 5 déc", "sam 5 déc 2026, 23:05 JST"),
        ("de", "", "14:05", "Sa 5. Dez", "Sa 5. Dez 2026, 23:05 JST"),
        ("de", "12", "2:05 nachm.", "Sa 5. Dez", "Sa 5. Dez 2026, 11:05 nachm. JST"),
    ],
)
def test_a_moment_follows_language_and_clock(language, choice, at, on, there):
    with translation.override(language), clock_of(choice):
        assert (say_time(NOW), say_day(NOW), say_there(NOW, TOKYO)) == (at, on, there)
        assert say_moment(NOW) == f"{on}, {at}"


def test_the_year_is_said_when_it_is_another_one():
    assert (say_day(date(2026, 1, 1)), say_day(date(2027, 1, 1))) == ("Thu 1 Jan", "Fri 1 Jan 2027")


def test_what_is_to_come_today_needs_no_day():
    later = NOW + timedelta(hours=5)
    assert (say_until(later), say_until(later + timedelta(days=1))) == ("7:05 PM", "Sun 6 Dec, 7:05 PM")
    with timezone.override("Asia/Tokyo"):
        assert say_until(later) == "Sun 6 Dec, 4:05 AM"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "less than a minute"), (47, "47 min"), (347, "5 h 47 min"), (1440, "1 day"), (4447, "3 days 2 h")],
)
def test_a_length_is_said_in_its_two_largest_units(minutes, said):
    assert say_length(timedelta(minutes=minutes)) == said


def test_what_leaves_the_desk_follows_nobody_who_reads_pages():
    with translation.override("de"), clock_of("24"), words_of_the_desk():
        assert say_moment(NOW) == "Sat 5 Dec, 2:05 PM"


def test_a_time_zone_is_found_by_its_city_and_says_its_distance():
    groups = {str(label): dict(zones) for label, zones in time_zone_choices()}
    assert groups["Europe"]["Europe/Berlin"] == "Berlin (UTC+01:00)"
    assert groups["America"]["America/Argentina/Buenos_Aires"] == "Buenos Aires, Argentina (UTC-03:00)"
    assert groups["Asia"]["Asia/Kolkata"] == "Kolkata (UTC+05:30)"
    assert "US/Eastern" in groups["Other names of zones"]
    assert next(iter(groups)) == "UTC"


@pytest.mark.django_db
def test_a_page_is_in_the_language_of_the_person_and_else_of_the_browser(client):
    login = client.get(reverse("account_login"), headers={"accept-language": "fr-CA,fr;q=0.9"})
    assert login["Content-Language"] == "fr"
    client.force_login(make.agent(language="de", clock="12"))
    profile = client.get(reverse("accounts:profile"), headers={"accept-language": "fr"})
    assert (profile["Content-Language"], 'lang="de"' in profile.content.decode()) == ("de", True)
    client.force_login(make.agent(language=""))
    assert client.get(reverse("accounts:profile"), headers={"accept-language": "es"})["Content-Language"] == "es"
    # What another person chose is gone with the request.
    assert client.get(reverse("account_login"))["Content-Language"] != "de"
