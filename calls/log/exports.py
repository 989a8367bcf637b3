"""CSV export of the call log: its columns, its rows, and who took it out of the desk."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.log.listing import NEWEST
from calls.models import Call, CallExport
from helpdesk.accounts.models import User
from helpdesk.lib.csv_files import Column, in_pieces


def _outcome(call: Call) -> str:
    if call.is_blocked:
        return _("Rejected")
    return getattr(call, "problem_call", call).get_status_display()


COLUMNS: list[tuple[str | Promise, Column[Call]]] = [
    (gettext_lazy("Started"), lambda call: timezone.localtime(call.started_at).strftime("%Y-%m-%d %H:%M:%S")),
    (gettext_lazy("Direction"), lambda call: call.get_direction_display()),
    (gettext_lazy("From"), lambda call: call.from_number or call.from_shown),
    (gettext_lazy("To"), attrgetter("to_number")),
    (gettext_lazy("Line"), lambda call: call.line.name if call.line else ""),
    (gettext_lazy("Pressed"), attrgetter("menu_choice")),
    (gettext_lazy("Outcome"), _outcome),
    (gettext_lazy("Answered by"), attrgetter("answered_by")),
    (gettext_lazy("Waited (s)"), lambda call: getattr(getattr(call, "problem_call", None), "seconds_waited", "")),
    (gettext_lazy("Talked (s)"), attrgetter("talk_seconds")),
    (gettext_lazy("Case"), attrgetter("ticket_id")),
    (gettext_lazy("Caller"), lambda call: call.ticket.requester.name if call.ticket else ""),
]


def exported(calls: QuerySet[Call]) -> Iterator[Call]:
    """The newest of these calls, the newest first."""
    calls = calls.select_related("line", "ticket__requester", "problem_call", "answered_by")
    return in_pieces(calls, NEWEST)


def note_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CallExport:
    """Who takes which calls out, and why."""
    return CallExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
