"""What providers say became of mails that we sent: kept as rows, on which a worker acts."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from anymail.signals import EventType, RejectReason
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.lib.redaction import redact_cards
from helpdesk.mail.hooks.providers import tracking_events
from helpdesk.mail.kinds import is_dead_address, status_in
from helpdesk.mail.models import DeliveryEvent, OutboundMessage, ProviderHook

Kind = DeliveryEvent.Kind
KINDS = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.DEFERRED: Kind.DEFERRED,
    EventType.BOUNCED: Kind.BOUNCED,
    EventType.REJECTED: Kind.REJECTED,
    EventType.FAILED: Kind.REJECTED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
}
"""Of the others, such as that a mail was opened, the desk wants to know nothing."""
DEAD = {RejectReason.INVALID, RejectReason.BOUNCED}
"""Why a provider does not even try: the address failed for good before."""
NOT_DEAD = [
    *({"bounceType": kind} for kind in ("Transient", "Undetermined")),  # Amazon
    *({"type": kind} for kind in ("Transient", "Undetermined")),  # Resend, in the words of Amazon
    {"event": "soft_bounce"},  # Brevo, Mandrill
    {"type": "soft_bounced"},  # MailerSend
    {"event": "MessageBounced"},  # Postal, which repeats no word of the notice
    *({"Type": kind} for kind in ("SoftBounce", "VirusNotification")),  # Postmark
    *({"type": kind} for kind in ("blocked", "expired")),  # SendGrid
    *({"reason": reason} for reason in ("old", "suppress-unsubscribe", "suppress-complaint")),  # Mailgun
    *({"bounce_class": number} for number in ("20", "21", "22", "24", "50", "51", "52", "70")),  # SparkPost
    {"hard_bounce": False},  # Mailjet
]
"""What providers say of a bounce at an address that somebody has: it is full, its server is away or refused the mail,
or it wants none. Some of them say nothing else."""
NAMES_OF_IDS = {"messageid", "smtpid", "customid", "xmessageid"}
"""Without what stands between words; the last two are headers of `outbox.provider_headers` that are given back."""
BETWEEN = re.compile(r"[-_]")
MOST_IDS, SHORTEST_ID, LONGEST_ID = 60, 10, 200
LOOKED_UP = 1_000
"""Events of one request whose mails are found before the answer; the worker finds the others. A provider that posts
thousands of them at once waits for no more."""
LONGEST_REASON = 300
FARTHEST = timedelta(days=3650)
"""From now: the first and the last year have moments that no other time zone can name."""
LATER = timedelta(seconds=30)
PATIENCE = timedelta(minutes=5)
"""So long an event waits for its mail: a provider may be faster than we who write down what its server answered."""


def read_events(provider: str, request: HttpRequest, *, at: datetime | None = None) -> list[DeliveryEvent]:
    """The rows, not saved yet. Raises what the library does on what is no event."""
    at = at or timezone.now()
    found = []
    for event in tracking_events(provider, request):
        if kind := KINDS.get(event.event_type):
            found.append(_row(provider, kind, event, at=at))
    return found


@transaction.atomic
def keep_events(provider: str, rows: list[DeliveryEvent], *, at: datetime | None = None) -> None:
    """Write them down, each once. Of those about mails of somebody else nothing is left after PATIENCE but a number."""
    at = at or timezone.now()
    for number, row in enumerate(rows):
        row.message = find_message(row.named) if number < LOOKED_UP else None
        row.named = [] if row.message else [one for one in row.named if redact_cards(one) == one]
    DeliveryEvent.objects.bulk_create(rows, ignore_conflicts=True, batch_size=LOOKED_UP)
    ProviderHook.objects.update_or_create(provider=provider, defaults={"last_event_at": at})
    enqueue_follow_ups(Change.MAIL)


def find_message(named: list[str]) -> OutboundMessage | None:
    """The mail of ours that bears one of the ids as its Message-ID, which nobody can guess, or the one that the server
    which took it called by the first of them."""
    mails = OutboundMessage.objects.defer("raw", "text")
    ids = [one if one.startswith("<") else f"<{one}>" for one in named if "@" in one]
    if found := mails.filter(message_id__in=ids, resend_of=None).first():
        return found
    called = list(mails.filter(accepted_as=named[0].strip("<>"))[:2]) if named else []
    return called[0] if len(called) == 1 else None


def find_its_message(event: DeliveryEvent, *, at: datetime) -> OutboundMessage | None:
    """The mail that it is about, once that has left us. Else it waits, and in the end it is forgotten and counted."""
    message = event.message or find_message(event.named)
    is_young = at - event.received_at < PATIENCE
    if message and not (message.is_under_way and is_young):
        return message
    if message or is_young:
        DeliveryEvent.objects.filter(pk=event.pk).update(due_at=at + LATER)
    else:
        event.delete()
        ProviderHook.objects.filter(provider=event.provider).update(unknown_events=F("unknown_events") + 1)
    return None


def _row(provider: str, kind: str, event: Any, *, at: datetime) -> DeliveryEvent:
    said = " ".join(filter(None, [str(event.mta_response or ""), str(event.description or "")]))
    if not said and isinstance(event.esp_event, dict):  # Mailjet gives a word, SendGrid what it did not send for
        said = " ".join(str(event.esp_event.get(name) or "") for name in ("error", "comment", "reason"))
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in said[:5_000]).split())
    why = redact_cards(line)[:LONGEST_REASON]
    ids = (one for one in _ids_in(event) if one.isprintable() and SHORTEST_ID <= len(one) <= LONGEST_ID)
    named = list(dict.fromkeys(ids))[:MOST_IDS]
    is_told = event.timestamp and timezone.is_aware(event.timestamp) and abs(at - event.timestamp) < FARTHEST
    occurred_at = event.timestamp if is_told else at
    posted = json.dumps(event.esp_event, default=str)
    # A repetition has the same moment; where the provider tells none, its id, or all of its words.
    told = event.timestamp.isoformat() if event.timestamp else event.event_id or posted
    recipient = "".join(filter(str.isprintable, str(event.recipient or "")))[:320]
    key = "\n".join([provider, str(event.message_id), kind, recipient, told])
    # Whether the address is dead, in the words of the server; providers call many other things a hard bounce.
    if kind == Kind.REJECTED:
        is_permanent = event.reject_reason in DEAD
    else:
        is_alive = any(json.dumps(one)[1:-1] in posted for one in NOT_DEAD)
        is_permanent = kind == Kind.BOUNCED and not is_alive and is_dead_address(status_in(why), why)
    return DeliveryEvent(
        provider=provider,
        key=hashlib.sha256(key.encode("utf-8", "replace")).hexdigest(),
        named=named,
        kind=kind,
        recipient=normal_email(recipient),
        why=why,
        is_permanent=is_permanent,
        occurred_at=occurred_at,
        received_at=at,
        due_at=at,
    )


def _ids_in(event: Any) -> Iterator[str]:
    """The provider's id first, then each Message-ID in what it says; not those that the mail answered."""
    yield str(event.message_id or "")
    waiting = [event.esp_event, event.metadata]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
            fields = [*one.items(), (one.get("name"), one.get("value"))]
            ids = [value for name, value in fields if BETWEEN.sub("", str(name)).lower() in NAMES_OF_IDS]
            yield from (str(one) for one in ids if isinstance(one, str | int))
