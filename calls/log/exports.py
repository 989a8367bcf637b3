"""A list of calls leaves the desk."""

from datetime import datetime

from calls.models import CallExport
from helpdesk.accounts.models import User


def note_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CallExport:
    """Who takes which calls out, and why."""
    return CallExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
