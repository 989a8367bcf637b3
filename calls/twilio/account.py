"""Our account at the provider: its kind, its numbers with the addresses they ask, how long phones waited."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from calls.twilio.client import client
from calls.twilio.errors import explained

MOST_NUMBERS = 200
RECENT_CALLS = 50


@dataclass(frozen=True)
class NumberFacts:
    """A number of the account, and where the provider goes when somebody calls it; methods in capitals."""

    number: str
    voice_url: str
    voice_method: str
    fallback_url: str
    fallback_method: str
    status_url: str
    status_method: str
    handled_by: str
    """An application or a trunk that overrules the addresses, or ""."""


def account_kind_and_status() -> tuple[str, str]:
    """Full or Trial; active, suspended or closed. Raises ProviderError."""
    with explained():
        found = client().api.v2010.accounts(settings.TWILIO_ACCOUNT_SID).fetch()
    return str(found.type or ""), str(found.status or "")


def list_numbers() -> list[NumberFacts]:
    """Every number of the account. Raises ProviderError."""
    with explained():
        found = client().incoming_phone_numbers.list(limit=MOST_NUMBERS)
    return [
        NumberFacts(
            number=one.phone_number or "",
            voice_url=one.voice_url or "",
            voice_method=str(one.voice_method or "POST").upper(),
            fallback_url=one.voice_fallback_url or "",
            fallback_method=str(one.voice_fallback_method or "POST").upper(),
            status_url=one.status_callback or "",
            status_method=str(one.status_callback_method or "POST").upper(),
            handled_by=one.voice_application_sid or one.trunk_sid or "",
        )
        for one in found
    ]


def longest_queue_time(*, since: datetime) -> timedelta | None:
    """The longest that one of our last calls waited at the provider before it was dialled; None when there was none."""
    with explained():
        found = client().calls.list(start_time_after=since, limit=RECENT_CALLS, page_size=RECENT_CALLS)
    waits = [
        int(one.queue_time) for one in found if "outbound" in str(one.direction) and str(one.queue_time).isdecimal()
    ]
    return timedelta(milliseconds=max(waits)) if waits else None
