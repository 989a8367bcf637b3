"""How fast mails leave: a few at once and so many a minute for each domain, none while a domain or a server of ours
asks us to wait. The truth is a row in PostgreSQL, whatever happens to workers and Redis."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from helpdesk.lib.addresses import domain_of
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import Mailbox, OutboundMessage, Throttle
from helpdesk.mail.outbox.answers import Trouble, pause_after

MINUTE = timedelta(minutes=1)
SOON = timedelta(seconds=5)
"""Until a connection to the domain should be free again."""
OF_BULK = 0.75
"""What mails to many may take of a domain's share, so that a person's mail finds room at once."""
Kind, Status = Throttle.Kind, OutboundMessage.Status


def server_of(mailbox: Mailbox | None) -> str:
    """What the throttle of a server of ours is called. Other settings are another server, which is tried at once."""
    if mailbox:
        return f"{mailbox.smtp_host}:{mailbox.smtp_port} {mailbox.address}"
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def domains_of(message: OutboundMessage) -> set[str]:
    """Each of them may hold the mail, which leaves in one envelope. Only the share of the first one is counted."""
    domains = {message.domain}
    for address in message.recipients:
        with suppress(ValueError):  # whoever sends to what has no such form says so
            domains.add(domain_of(address))
    return domains


@transaction.atomic
def claim(message: OutboundMessage, *, server: str, lease: timedelta, at: datetime) -> bool:
    """Take a queued mail for sending, for as long as `lease`. False while it has to wait, and it is due later; False as
    well when another worker was quicker."""
    held = Throttle.objects.filter(kind=Kind.SERVER, name=server, held_until__gt=at).first()
    if held and held.held_until:
        _postpone(message, until=held.held_until, at=at, trouble=Trouble.OWN_SERVER)
        return False
    others = Throttle.objects.filter(kind=Kind.DOMAIN, name__in=domains_of(message)).exclude(name=message.domain)
    until = others.filter(held_until__gt=at).aggregate(latest=Max("held_until"))["latest"]
    if until:
        queued = OutboundMessage.objects.filter(pk=message.pk, status=Status.QUEUED)
        queued.update(due_at=until, trouble=Trouble.RATE_LIMITED)
        return False
    # Its lock lets one worker count at a time.
    row, _new = Throttle.objects.select_for_update().get_or_create(kind=Kind.DOMAIN, name=message.domain)
    if row.held_until and row.held_until > at:
        _postpone(message, until=row.held_until, at=at, trouble=Trouble.RATE_LIMITED)
        return False
    if row.minute_began_at is None or row.minute_began_at + MINUTE <= at:
        row.minute_began_at, row.begun_in_minute = at, 0
    share = OF_BULK if message.is_bulk else 1
    if row.begun_in_minute >= max(1, int(settings.MAILS_PER_DOMAIN_A_MINUTE * share)):
        _postpone(message, until=row.minute_began_at + MINUTE, at=at)
        return False
    leaving = OutboundMessage.objects.filter(domain=message.domain, status=Status.SENDING, lease_until__gt=at)
    if leaving.count() >= max(1, int(settings.MAILS_PER_DOMAIN_AT_ONCE * share)):
        OutboundMessage.objects.filter(pk=message.pk, status=Status.QUEUED).update(due_at=at + SOON)
        enqueue_on_commit("helpdesk.mail.tasks.send_message", message.pk, after=SOON)
        return False
    if not try_move(message, Status.SENDING, lease_until=at + lease, handed_at=None, attempts=F("attempts") + 1):
        return False
    row.begun_in_minute += 1
    row.save()
    return True


def _postpone(message: OutboundMessage, *, until: datetime, at: datetime, **fields: str) -> None:
    """Those that wait for the same thing wait with it, so that no sweep asks about each of them again and again."""
    alike = OutboundMessage.objects.due(at=at).filter(domain=message.domain, from_address=message.from_address)
    # What keeps the mails to many from leaving need not keep a person's.
    (alike.filter(is_bulk=True) if message.is_bulk else alike).update(due_at=until, **fields)


@transaction.atomic
def hold(kind: str, name: str, *, trouble: str, at: datetime) -> datetime:
    """Until when all mails for this domain, or through this server, wait: longer after each failure in a row. Those
    that failed while it was held already, because they were under way, count once."""
    row, _new = Throttle.objects.select_for_update().get_or_create(kind=kind, name=name)
    if row.held_until is None or row.held_until <= at:
        row.failures += 1
        row.failing_since = row.failing_since or at
        row.held_until = at + pause_after(trouble, row.failures)
        row.save()
    return row.held_until


def release(kind: str, name: str, *, at: datetime) -> None:
    """It took a mail that was claimed at this moment. A hold that began later stands."""
    rows = Throttle.objects.filter(kind=kind, name=name, failures__gt=0, held_until__lte=at)
    rows.update(failures=0, failing_since=None, held_until=None)
