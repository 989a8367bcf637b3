"""How moments are written: one way for each kind, in the language and with the clock of the person who reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

CLOCKS = {"12": "g:i A", "24": "H:i"}
CLOCKS_WITH_SECONDS = {"12": "g:i:s A", "24": "H:i:s"}
CLOCK_OF_LANGUAGE = {"en": "12"}
"""Every other language of ours counts to 24."""

DAY, DAYS = "D j M", {"de": "D j. M", "es": "D j b", "fr": "D j b"}

REGIONS = {
    "Europe": gettext_lazy("Europe"),
    "America": gettext_lazy("America"),
    "Africa": gettext_lazy("Africa"),
    "Asia": gettext_lazy("Asia"),
    "Australia": gettext_lazy("Australia"),
    "Pacific": gettext_lazy("Pacific"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Arctic": gettext_lazy("Arctic"),
    "Antarctica": gettext_lazy("Antarctica"),
}
"""Those whose zones are called after a city."""

_clock: ContextVar[str] = ContextVar("clock", default="")


@contextmanager
def clock_of(choice: str) -> Iterator[None]:
    """Within it, times of day are written with twelve or twenty-four hours; "": as the language has it."""
    token = _clock.set(choice)
    try:
        yield
    finally:
        _clock.reset(token)


@contextmanager
def words_of_the_desk() -> Iterator[None]:
    """Within it, texts are in the language of the desk, not in that of the person whose request this is: what leaves
    for customers, and what the telephone says to our people."""
    with override(settings.LANGUAGE_CODE), clock_of(""):
        yield


def clock_in_use() -> str:
    """ "12" or "24"."""
    return _clock.get() or CLOCK_OF_LANGUAGE.get(_language(), "24")


def say_time(moment: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """ "14:05", or "2:05 PM". In all of these `zone` is the reader's unless another one is named."""
    formats = CLOCKS_WITH_SECONDS if seconds else CLOCKS
    here = _local(moment, zone)
    return _written(time(here.hour, here.minute, here.second if seconds else 0), formats[clock_in_use()], _language())


def say_hour(hour: int) -> str:
    """ "06:00", or "6:00 AM": a full hour of any day."""
    return _written(time(hour), CLOCKS[clock_in_use()], _language())


def say_day(day: date | datetime, zone: tzinfo | None = None, *, year: bool | None = None) -> str:
    """ "Sat 5 Dec", and with its year unless that is the present one. `year`: always, or never."""
    if isinstance(day, datetime):
        day = _local(day, zone).date()
    if year is None:
        year = day.year != timezone.localdate().year
    how = DAYS.get(_language(), DAY)
    return _written(day, f"{how} Y" if year else how, _language())


def say_moment(moment: datetime, zone: tzinfo | None = None, *, year: bool | None = None) -> str:
    """ "Sat 5 Dec, 14:05"."""
    return f"{say_day(moment, zone, year=year)}, {say_time(moment, zone)}"


def say_until(moment: datetime, zone: tzinfo | None = None) -> str:
    """What is to come: "14:05" when it is today, else "Sat 5 Dec, 14:05"."""
    today = _local(timezone.now(), zone).date()
    return say_time(moment, zone) if _local(moment, zone).date() == today else say_moment(moment, zone)


def say_there(moment: datetime, zone: tzinfo, *, year: bool | None = True) -> str:
    """ "Sat 5 Dec 2026, 20:00 CET": as a clock there shows it, with the name of its time."""
    return f"{say_moment(moment, zone, year=year)} {zone_name(moment.astimezone(zone))}"


def say_time_there(moment: datetime, zone: tzinfo) -> str:
    """ "20:00 CET"."""
    return f"{say_time(moment, zone)} {zone_name(moment.astimezone(zone))}"


def zone_name(moment: datetime) -> str:
    """CET, or UTC+04 where the clocks of a country have no short name."""
    name = moment.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def place_of_zone(zone: str) -> str:
    """ "America/New_York" is "New York"; UTC is UTC."""
    region, _slash, city = zone.partition("/")
    return readable_zone(city if city and region in REGIONS else zone)


def readable_zone(name: str) -> str:
    """ "Argentina/Buenos_Aires" is "Buenos Aires, Argentina"."""
    return ", ".join(reversed(name.replace("_", " ").split("/")))


def say_length(span: timedelta) -> str:
    """A length of time: "5 h 47 min", "3 days 2 h", "47 min", "less than a minute"."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if not minutes:
        return _("less than a minute")
    words = []
    if days:
        words.append(ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
    if hours:
        words.append(_("%(count)s h") % {"count": hours})
    if rest and not days:
        words.append(_("%(count)s min") % {"count": rest})
    return " ".join(words)


@lru_cache(maxsize=4096)
def _written(what: date | time, how: str, language: str) -> str:
    # A list says the same few days and minutes again and again; `language` is the one that is active.
    return dateformat.time_format(what, how) if isinstance(what, time) else dateformat.format(what, how)


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone or timezone.get_current_timezone())


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
