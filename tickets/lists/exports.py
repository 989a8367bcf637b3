"""The log of CSV exports: who took which cases out, and why."""

from datetime import datetime

from helpdesk.accounts.models import User
from tickets.models import CaseExport


def note_case_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CaseExport:
    """Who takes which cases out, and why."""
    return CaseExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
