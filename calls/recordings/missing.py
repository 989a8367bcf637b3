"""A call that should be recorded has no recording: why, on the call, on its case and in the log."""

from datetime import datetime

import structlog
from django.utils.translation import gettext as _

from calls.models import Call, Recording
from helpdesk.lib.live import LiveChannel, announce
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

IS_THERE = (Recording.Status.OWED, Recording.Status.STORED, Recording.Status.DELETED)


def note_no_recording(call: Call, why: str, *, at: datetime) -> None:
    """Say so once. Of a call with several pieces one is enough."""
    if call.recordings.filter(status__in=IS_THERE).exists():
        return
    if not Call.objects.filter(pk=call.pk, recording_problem="").update(recording_problem=why[:300]):
        return
    logger.warning("call_without_recording", call=call.pk, why=why)
    if call.ticket:
        add_entry(
            call.ticket,
            kind=Entry.Kind.CALL,
            body=_("No recording of this call: %(why)s.") % {"why": why.rstrip(".")},
            panel="calls:entry_panel",
            panel_id=call.pk,
            source_key=f"no-recording:{call.pk}",
            at=at,
        )
    announce(LiveChannel.CALLS, LiveChannel.CALL.of(call.pk))
