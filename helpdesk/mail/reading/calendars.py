"""Calendar parts (RFC 5545, RFC 5546): what an invitation says, in a sentence."""

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from helpdesk.lib.moments import say_day, say_there

MOST_EVENTS = 3
LONGEST = 256 * 1024
"""Bytes. A whole diary is no invitation, and takes seconds to read."""


def said_of_calendar(raw: bytes) -> list[str]:
    """One sentence for each of the first events. What is no calendar says nothing: the file is kept anyway."""
    if len(raw) > LONGEST:
        return []
    try:
        calendar = Calendar.from_ical(raw)
        events = calendar.walk("VEVENT")[:MOST_EVENTS]
        return [_sentence(event, method=str(calendar.get("METHOD", "")).upper()) for event in events]
    except Exception:  # noqa: BLE001 - the library raises whatever it trips over
        return []


def _sentence(event: Component, *, method: str) -> str:
    title, place = (" ".join(str(event.get(name, "")).split())[:200] for name in ("SUMMARY", "LOCATION"))
    starts = _said(event.decoded("DTSTART")) if event.get("DTSTART") else ""
    facts = [_("“%(title)s”") % {"title": title} if title else _("without a title"), starts, place]
    attendees = event.get("ATTENDEE", [])
    answers = {one.params.get("PARTSTAT") for one in (attendees if isinstance(attendees, list) else [attendees])}
    if method == "CANCEL" or event.get("STATUS") == "CANCELLED":
        words = _("It cancels an event in a calendar: %(event)s.")
    elif method == "REQUEST":
        words = _("It invites to an event in a calendar: %(event)s.")
    elif method == "REPLY" and answers == {"ACCEPTED"}:
        words = _("It accepts an invitation in a calendar: %(event)s.")
    elif method == "REPLY" and answers == {"DECLINED"}:
        words = _("It declines an invitation in a calendar: %(event)s.")
    elif method in {"REPLY", "COUNTER"}:
        words = _("It answers an invitation in a calendar: %(event)s.")
    else:
        words = _("It holds an event of a calendar: %(event)s.")
    return words % {"event": ", ".join(filter(None, facts))}


def _said(moment: date | datetime) -> str:
    """A time without a zone is that of wherever the reader is (RFC 5545, 3.3.5)."""
    if not isinstance(moment, datetime):
        return say_day(moment, year=True)
    if moment.tzinfo is None:
        return say_there(moment.replace(tzinfo=UTC), UTC).removesuffix(" UTC")
    return say_there(moment, moment.tzinfo)
