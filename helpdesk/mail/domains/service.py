"""Check domains when somebody asks, and each once a day; tell admins when one that was in order is no longer."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from helpdesk.lib.enqueue import enqueue_now, enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.mail.domains.checking import Check
from helpdesk.mail.domains.findings import level_of
from helpdesk.mail.domains.keys import look_for_key
from helpdesk.mail.domains.lookups import Lookups
from helpdesk.mail.domains.senders import domains_of, routes
from helpdesk.mail.models import DkimKey, MailDomain
from helpdesk.mail.outbox.signing import note_trouble

EVERY = timedelta(days=1)
LOOKED_FOR = timedelta(days=14)
"""A new key, at each sweep; later once a day."""
Level = MailDomain.Level


def ask_for_check(name: str, *, at: datetime | None = None) -> MailDomain:
    """Have a worker check this domain; a second press while it does asks no more."""
    row, _new = MailDomain.objects.get_or_create(name=name)
    if not row.is_being_checked:
        row.asked_at = at or timezone.now()
        row.save(update_fields=["asked_at"])
    enqueue_on_commit("helpdesk.mail.tasks.check_domain", row.pk)
    return row


def check_domain(row: MailDomain, *, dns: Lookups | None = None, at: datetime | None = None) -> None:
    """Look for its keys, ask the DNS, keep what was found."""
    began, dns = at or timezone.now(), dns or Lookups()
    for key in row.keys.exclude(status=DkimKey.Status.RETIRED):
        look_for_key(key, dns, at=began)
    findings = Check(row.name, routes(), dns).findings()
    levels = {level_of(found) for found in findings}
    before = row.level
    level = str(next((worse for worse in (Level.WRONG, Level.LOOK) if worse in levels), Level.FINE))
    if level != Level.WRONG and any(found["code"].endswith("_unanswered") for found in findings):
        level = before or Level.UNKNOWN  # nobody has said that anything has changed
    MailDomain.objects.filter(pk=row.pk).update(findings=findings, level=level, checked_at=max(began, timezone.now()))
    row.refresh_from_db()
    if level == Level.WRONG and before in (Level.FINE, Level.LOOK) and not row.trouble:
        note_trouble(row, MailDomain.Trouble.RECORDS)
    elif level != Level.WRONG and row.trouble == MailDomain.Trouble.RECORDS:
        note_trouble(row, "")
    announce(LiveChannel.MAILBOXES)


def sweep_domains(*, at: datetime | None = None) -> None:
    """Check what was not checked for a day, what was asked for, and what has a key that waits to be seen. Domains that
    nothing is sent from any more are forgotten, but not their keys."""
    at = at or timezone.now()
    names = domains_of(routes())
    MailDomain.objects.filter(keys=None).exclude(name__in=names).delete()
    for name in names:
        MailDomain.objects.get_or_create(name=name)
    is_due = Q(checked_at=None) | Q(checked_at__lte=at - EVERY) | Q(asked_at__gt=F("checked_at"))
    is_due |= Q(keys__status=DkimKey.Status.WAITING, keys__created_at__gt=at - LOOKED_FOR)
    for pk in MailDomain.objects.filter(is_due).order_by("pk").values_list("pk", flat=True).distinct():
        enqueue_now("helpdesk.mail.tasks.check_domain", pk)
