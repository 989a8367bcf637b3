"""Our account at the provider: its kind, its numbers with the addresses they ask, how long phones waited."""

from datetime import datetime, timedelta

from django.conf import settings
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from calls.twilio.client import client
from calls.twilio.errors import explained

MOST_NUMBERS = 200
RECENT_CALLS = 50


def account_kind_and_status() -> tuple[str, str]:
    """Full or Trial; active, suspended or closed. Raises ProviderError."""
    with explained():
        found = client().api.v2010.accounts(settings.TWILIO_ACCOUNT_SID).fetch()
    return str(found.type or ""), str(found.status or "")


def list_numbers() -> dict[str | None, IncomingPhoneNumberInstance]:
    """The numbers of the account, with where the provider goes when somebody calls them. Raises ProviderError."""
    with explained():
        return {one.phone_number: one for one in client().incoming_phone_numbers.list(limit=MOST_NUMBERS)}


def longest_queue_time(*, since: datetime) -> timedelta | None:
    """The longest that one of our last calls waited at the provider before it was dialled; None when there was none."""
    with explained():
        found = client().calls.list(start_time_after=since, limit=RECENT_CALLS, page_size=RECENT_CALLS)
    waits = [
        int(one.queue_time) for one in found if "outbound" in str(one.direction) and str(one.queue_time).isdecimal()
    ]
    return timedelta(milliseconds=max(waits)) if waits else None
