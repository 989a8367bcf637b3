"""Whether a mail carries a DKIM signature (RFC 6376) of a domain that we send from.

Keys are kept when they are first seen, so that a mail verifies long after its key was changed.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import dkim
import dns.exception
import dns.resolver
from django.db.models import Max
from django.utils import timezone

from helpdesk.mail.inbox import guarded
from helpdesk.mail.reading.errors import UnreadableError
from tickets.models import SendingDomain, SigningKey

SECONDS = 3
"""The DNS may take."""
LOOKED_UP_EVERY = timedelta(days=1)
MOST_SIGNATURES = 5
SMALLEST_KEY = 1024
"""Bits; a shorter one can be guessed (RFC 8301, section 3.2)."""
HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,10}")


def look_up_txt(name: str) -> str:
    """The text record at this name of the DNS; "" when there is none, or nobody answers in time."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except dns.exception.DNSException:
        return ""
    return b"".join(next(iter(answer)).strings).decode("ascii", "replace")


def signature_of_ours(raw: bytes) -> dict[str, str] | None:
    """The `domain` and `selector` of a signature of ours that covers the whole mail; None without one.

    It says that a server of ours signed these words, not to whom they were sent.
    """
    try:
        for place, domain, selector in _signatures(raw):
            for look_up in (records_of, renewed):
                if not (records := look_up(domain, selector)):
                    continue
                if guarded(partial(verifies, raw, place, records)):
                    return {"domain": domain, "selector": selector}
    except UnreadableError:
        pass  # nobody signs what takes so long to look at
    return None


def note_keys(raw: bytes) -> None:
    """Note which keys a mail was signed with, to be looked up while they are there."""
    try:
        found = _signatures(raw)
    except UnreadableError:
        return
    for _place, domain, selector in found:
        if not SigningKey.objects.filter(domain=domain, selector=selector).exists():
            SigningKey.objects.get_or_create(
                domain=domain, selector=selector, record="", defaults={"seen_at": timezone.now()}
            )


def look_up_keys(*, at: datetime | None = None, limit: int = 50) -> None:
    """Look up the keys that were not looked up for a day: a change of one is seen while both are in use."""
    due = (at or timezone.now()) - LOOKED_UP_EVERY
    named = SigningKey.objects.order_by().values("domain", "selector").annotate(seen=Max("seen_at"))
    waiting = SigningKey.objects.filter(record="").values_list("domain", "selector")
    stale = named.filter(seen__lt=due).values_list("domain", "selector")
    for domain, selector in dict.fromkeys([*waiting[:limit], *stale[:limit]]):
        renewed(domain, selector)


def records_of(domain: str, selector: str) -> list[str]:
    known = SigningKey.objects.filter(domain=domain, selector=selector).exclude(record="")
    return list(known.values_list("record", flat=True))


def renewed(domain: str, selector: str) -> list[str]:
    """The record that the DNS has now, when it was not looked up today; it is kept with those before it."""
    now = timezone.now()
    rows = SigningKey.objects.filter(domain=domain, selector=selector)
    if rows.exclude(record="").filter(seen_at__gt=now - LOOKED_UP_EVERY).exists():
        return []
    record = look_up_txt(f"{selector}._domainkey.{domain}")[:4000]
    if not record:
        return []
    SigningKey.objects.get_or_create(domain=domain, selector=selector, record=record, defaults={"seen_at": now})
    rows.filter(record=record).update(seen_at=now)
    rows.filter(record="").delete()
    return [record]


def _signatures(raw: bytes) -> list[tuple[int, str, str]]:
    """The signatures of domains of ours: which header it is, domain and selector. Raises UnreadableError."""
    ours = tuple(SendingDomain.objects.values_list("name", flat=True))
    # The library's time grows with the square of a head and of blanks, and it holds up all threads meanwhile.
    return guarded(partial(signatures_of, raw, ours)) if ours else []


def signatures_of(raw: bytes, ours: Collection[str]) -> list[tuple[int, str, str]]:
    """Those of the domains in `ours` and below them."""
    try:
        headers = _signed_headers(dkim.DKIM(raw))
    except (dkim.DKIMException, ValueError):
        return []
    found = []
    for place, (_name, value) in enumerate(headers[:MOST_SIGNATURES]):
        try:
            tags = dkim.util.parse_tag_value(value)
            domain, selector = (tags[name].decode("ascii").strip().lower() for name in (b"d", b"s"))
        except (dkim.util.InvalidTagValueList, KeyError, UnicodeDecodeError):
            continue
        is_ours = any(domain == one or domain.endswith(f".{one}") for one in ours)
        # With l= the signature covers a beginning, and anybody may have written the rest.
        if is_ours and b"l" not in tags and HOST.fullmatch(domain) and HOST.fullmatch(selector):
            found.append((place, domain, selector))
    return found


def verifies(raw: bytes, place: int, records: Sequence[str]) -> bool:
    """Whether one of the keys made this signature."""
    signer = dkim.DKIM(raw, minkey=SMALLEST_KEY)
    header = _signed_headers(signer)[place]
    for record in records:
        tags = dkim.util.parse_tag_value(header[1])
        # A mail of last year is ours even though its signature was to be believed for a week only.
        tags.pop(b"x", None)
        try:
            dkim.validate_signature_fields(tags)
            signed = [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"].strip())]
            answer = record.encode("ascii", "replace")
            if b"from" in signed and signer.verify_sig(tags, signed, header, lambda *_, **__: answer):  # noqa: B023
                return True
        except (dkim.DKIMException, ValueError, IndexError, KeyError, TypeError):
            continue
    return False


def _signed_headers(signer: Any) -> list[tuple[bytes, bytes]]:
    return [header for header in signer.headers if header[0].lower() == b"dkim-signature"]
