"""Remedies and refusals: what we did to make it right, what we did not do and why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.cases.entries import add_entry
from tickets.models import Entry, Ticket


@transaction.atomic
def log_remedy(
    ticket: Ticket, *, what: str, by: User, source_key: str | None = None, at: datetime | None = None
) -> Entry:
    """What we did for the requester: a refund, other seats, a new code."""
    return add_entry(ticket, kind=Entry.Kind.REMEDY, body=what, actor=by, source_key=source_key, at=at)


@transaction.atomic
def log_refusal(
    ticket: Ticket, *, what: str, why: str, by: User, source_key: str | None = None, at: datetime | None = None
) -> Entry:
    """What we did not do. A "no" without its reason cannot be told to the requester, nor to the organizer."""
    if not why.strip():
        raise ValueError("a refusal needs its reason")
    body = _("%(what)s\nWhy: %(why)s") % {"what": what, "why": why}
    return add_entry(ticket, kind=Entry.Kind.REFUSAL, body=body, actor=by, source_key=source_key, at=at)
