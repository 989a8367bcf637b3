"""CSV export of the call log: its columns, its rows, and who took it out of the desk."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.log.listing import NEWEST
from calls.models import Call, CallExport
from helpdesk.accounts.models import User
from helpdesk.lib.csv_files import Column, in_pieces

COLUMNS: list[tuple[str | Promise, Column[Call]]] = [
    (_("Started"), lambda call: timezone.localtime(call.started_at).strftime("%Y-%m-%d %H:%M:%S")),
    (_("Direction"), lambda call: call.get_direction_display()),
    (_("From"), lambda call: call.from_number or call.from_shown),
    (_("To"), attrgetter("to_number")),
    (_("Line"), lambda call: call.line.name if call.line else ""),
    (_("Pressed"), attrgetter("menu_choice")),
    (_("Outcome"), attrgetter("short_outcome")),
    (_("Answered by"), attrgetter("answered_by")),
    (_("Waited (s)"), lambda call: getattr(getattr(call, "problem_call", None), "seconds_waited", "")),
    (_("Talked (s)"), attrgetter("talk_seconds")),
    (_("Case"), attrgetter("ticket_id")),
    (_("Caller"), lambda call: call.ticket.requester.name if call.ticket else ""),
]


def exported(calls: QuerySet[Call]) -> Iterator[Call]:
    """The newest of these calls, the newest first."""
    calls = calls.select_related("line", "ticket__requester", "problem_call", "answered_by")
    return in_pieces(calls, NEWEST)


def note_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CallExport:
    """Who takes which calls out, and why."""
    return CallExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
