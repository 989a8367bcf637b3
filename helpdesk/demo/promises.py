"""What the pretend desk promises from now on: urgent cases at any hour, the others in the hours of its office."""

from datetime import time

from helpdesk.lib.calendars.week import Span, Weekday
from tickets.models import Calendar, Ticket
from tickets.rules import configure_calendar, configure_service_levels

MINUTES = {
    # First answer, further answers, solution; on any day and on the day of the event.
    Ticket.Priority.LOW: ((1440, 1440, None), (240, 240, None)),
    Ticket.Priority.NORMAL: ((240, 240, 1440), (60, 60, 240)),
    Ticket.Priority.HIGH: ((60, 120, 480), (15, 15, 60)),
    Ticket.Priority.URGENT: ((15, 15, 120), (5, 5, 30)),
}
ROUND_THE_CLOCK = {Ticket.Priority.URGENT}


def make_promises() -> None:
    """Nothing of what the visitor finds is late because of them: they hold for what comes in."""
    office = Calendar(name="Office", timezone="America/New_York", holiday_country="US")
    spans = [Span(weekday=day, opens=time(8), closes=time(20)) for day in Weekday]
    configure_calendar(office, spans=spans, days=[])
    configure_service_levels(
        [
            {
                "priority": priority,
                "is_event_day": is_event_day,
                "first_reply": first,
                "next_reply": following,
                "solve": solve,
                "calendar": None if is_event_day or priority in ROUND_THE_CLOCK else office,
            }
            for priority, days in MINUTES.items()
            for is_event_day, (first, following, solve) in zip((False, True), days, strict=True)
        ]
    )
