"""How much work waits in PostgreSQL, for Prometheus: each number one query over a partial index."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from calls.models import Leg, ProblemCall, ProviderCheck, Recording
from carts.models import Cart, RecoveryStep
from escalation.models import Callback, Escalation, Line
from helpdesk.mail.models import DeliveryEvent, InboundMessage, Mailbox, OutboundMessage
from tickets.models import Ticket

Waiting = Callable[[datetime], QuerySet]

GAUGES: list[tuple[str, str, Waiting]] = [
    ("mails_queued", "Mails that wait to be sent.", lambda at: OutboundMessage.objects.filter(status="queued")),
    ("mails_due", "Mails that should have left by now.", lambda at: OutboundMessage.objects.due(at=at)),
    ("mails_held_up", "Mails that our mail server does not take.", lambda at: OutboundMessage.objects.held_up()),
    (
        "mails_doubtful",
        "Mails that failed or perhaps left: a person must look.",
        lambda at: OutboundMessage.objects.filter(status__in=["failed", "unknown"]),
    ),
    (
        "mailboxes_troubled",
        "Mailboxes from which no mail comes in, or none will in a week: a person must look.",
        lambda at: Mailbox.objects.troubled(at=at),
    ),
    (
        "received_unfiled",
        "Mails that came in and should be on a case by now.",
        lambda at: InboundMessage.objects.due(at=at),
    ),
    (
        "received_unreadable",
        "Mails that came in and could not be read: a person must look.",
        lambda at: InboundMessage.objects.filter(status="unreadable"),
    ),
    (
        "delivery_events_due",
        "What providers said of our mails, and nobody acted on.",
        lambda at: DeliveryEvent.objects.due(at=at),
    ),
    (
        "cases_overdue",
        "Cases that were not answered, or not solved, within the promise.",
        lambda at: Ticket.objects.overdue(at=at),
    ),
    ("escalations_overdue", "Escalations past their time.", lambda at: Escalation.objects.overdue(at=at)),
    ("callbacks_owed", "Calls back that a manager owes.", lambda at: Callback.objects.unfinished()),
    ("callbacks_overdue", "Calls back past their time.", lambda at: Callback.objects.overdue(at=at)),
    ("callers_waiting", "Callers in the queue now.", lambda at: ProblemCall.objects.filter(status="waiting")),
    ("legs_unplaced", "Phones that should ring and were not placed yet.", lambda at: Leg.objects.unplaced(at=at)),
    (
        "fallback_documents_wrong",
        "Lines whose fallback document is missing, unreachable or rings the wrong people.",
        lambda at: Line.objects.filter(is_active=True).exclude(fallback_check__problem="", fallback_url__gt=""),
    ),
    (
        "provider_problems",
        "1 while the check of the provider finds something wrong: account, token, numbers, limits.",
        lambda at: ProviderCheck.objects.exclude(findings=[]),
    ),
    ("recordings_owed", "Recordings not fetched yet.", lambda at: Recording.objects.filter(status="owed")),
    ("carts_due", "Carts whose deadline has come.", lambda at: Cart.objects.due(at=at)),
    (
        "recovery_steps_due",
        "Recovery mails to decide on.",
        lambda at: RecoveryStep.objects.filter(status="due", due_at__lte=at),
    ),
]


class OwedWork(Collector):
    """Asks anew at each scrape, so that every process of the desk answers the same."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: else registering would ask the database while Django starts."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at = timezone.now()
        for name, meaning, waiting in GAUGES:
            yield GaugeMetricFamily(f"press4_{name}", meaning, value=waiting(at).count())
