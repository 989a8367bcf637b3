"""Check of our account at the provider: whether it is as callers need it. A row keeps what was found."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urldefrag

import structlog
from django.utils import timezone
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from calls.models import Leg, ProviderCheck, RingTestLeg
from calls.twilio.account import account_kind_and_status, list_numbers, longest_queue_time
from calls.twilio.addresses import address
from calls.twilio.errors import NotBelievedError, ProviderError
from calls.twilio.findings import Finding
from escalation.models import Line

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_QUEUE_TIME = timedelta(seconds=2)
RECENT = timedelta(days=1)
CODE = re.compile(r"\[(\d{4,6})\]")


def check_provider(*, at: datetime | None = None) -> ProviderCheck:
    """Ask, compare, and keep what is wrong until the next look. Of two at once one asks."""
    at = at or timezone.now()
    check, _is_new = ProviderCheck.objects.get_or_create(pk=ProviderCheck.ONLY)
    if not ProviderCheck.objects.filter(pk=check.pk).free(at=at).update(leased_until=at + LEASE):
        return check
    try:
        findings = list(_compare_account(check, at=at))
    except NotBelievedError:
        findings = [{"kind": "token"}]
    except ProviderError as error:
        findings = [{"kind": "away", "found": str(error)[:200]}]
    # The provider's numbers for why it rang no phone, as our rows kept them.
    legs, test_legs = Leg.objects.exclude(error=""), RingTestLeg.objects.exclude(error="")
    errors = [
        *legs.filter(created_at__gte=at - RECENT).values_list("error", flat=True)[:2000],
        *test_legs.filter(created_at__gte=at - RECENT).values_list("error", flat=True)[:500],
    ]
    seen = Counter(code for error in errors for code in CODE.findall(error) if code != "20429")
    refusals = [{"kind": "code", "about": code, "found": str(count)} for code, count in sorted(seen.items())]
    check.findings = [*findings, *refusals]
    check.checked_at, check.leased_until = at, None
    check.save()
    for finding in check.findings:
        logger.warning("provider_problem", **finding)
    return check


def _compare_account(check: ProviderCheck, *, at: datetime) -> Iterator[Finding]:
    kind, status = account_kind_and_status()
    check.account_type, check.account_status = kind[:20], status[:20]
    if kind.lower() == "trial":
        yield {"kind": "trial"}
    if status.lower() != "active":
        yield {"kind": "status", "found": status[:20]}
    numbers = list_numbers()
    lines = Line.objects.filter(is_active=True).order_by("kind", "pk")
    check.numbers = len(lines)
    for line in lines:
        yield from _compare_number(line, numbers.get(line.number))
    check.longest_queue_time = longest_queue_time(since=at - RECENT)
    if check.longest_queue_time and check.longest_queue_time > LONGEST_QUEUE_TIME:
        yield {"kind": "queue", "found": f"{check.longest_queue_time.total_seconds():.0f}"}


def _compare_number(line: Line, there: IncomingPhoneNumberInstance | None) -> Iterator[Finding]:
    if there is None:
        yield {"kind": "missing", "about": line.number}
        return
    # An application or a trunk overrules the addresses.
    if handled_by := there.voice_application_sid or there.trunk_sid:
        yield {"kind": "handled", "about": line.number, "found": handled_by}
    compared = [
        ("voice_url", there.voice_url, there.voice_method, address("voice"), "POST"),
        ("status_url", there.status_callback, there.status_callback_method, address("status"), "POST"),
    ]
    if line.fallback_url:
        compared.append(
            ("fallback_url", there.voice_fallback_url, there.voice_fallback_method, line.fallback_url, "GET")
        )
    for kind, url, set_method, wanted_url, wanted_method in compared:
        method, wanted = str(set_method or "POST").upper(), urldefrag(wanted_url)[0]
        # Behind # stand the provider's own settings of a connection.
        if (urldefrag(url or "")[0], method) != (wanted, wanted_method):
            found = f"{url} ({method})" if url else ""
            yield {"kind": kind, "about": line.number, "found": found, "wanted": f"{wanted} ({wanted_method})"}
