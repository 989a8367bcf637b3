"""Write down who takes cases out of the desk."""

from datetime import datetime

from helpdesk.accounts.models import User
from tickets.models import CaseExport


def note_case_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CaseExport:
    """Who takes which cases out, and why."""
    return CaseExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
