"""The telephone numbers of the demonstration, with their menu, words and hours."""

from datetime import time

from escalation.lines import configure_hours, configure_line, configure_words, default_notice
from escalation.lines.configuration import MenuChoice
from escalation.lines.words import Spoken
from escalation.models import Line, RingGroup
from helpdesk.lib.calendars.week import Span, Weekday
from tickets.models import Calendar

LINES = [
    (Line.Kind.MAIN, "+15005550100", "Main line"),
    (Line.Kind.PROBLEM, "+15005550101", "Problem line"),
    (Line.Kind.RECOVERY, "+15005550102", "Secret number"),
]
MENU = [
    ("1", "For tickets press 1.", "Tickets are sold in the shop day and night. Your seats are held for ten minutes."),
    (
        "2",
        "For event information press 2.",
        "Doors open ninety minutes before the start. Bags up to letter size may come in.",
    ),
]
WELCOME = "Welcome to Lantern Row."
WEEKDAYS = [Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY]
HOURS = [(day, time(9), time(20)) for day in WEEKDAYS] + [
    (Weekday.SATURDAY, time(10), time(14)),
    # Show nights end after midnight.
    (Weekday.SATURDAY, time(17), time(1)),
    (Weekday.SUNDAY, time(12), time(18)),
]


def open_lines(group: RingGroup) -> dict[str, Line]:
    """All three. The main line alone keeps hours."""
    lines: dict[str, Line] = {}
    for kind, number, name in LINES:
        lines[kind] = Line(kind=kind, number=number, name=name, ring_group=group, notice=default_notice())
        configure_line(lines[kind], menu=[])
    main = lines[Line.Kind.MAIN]
    menu = [MenuChoice(digit=digit, invitation=invitation, answer=answer) for digit, invitation, answer in MENU]
    configure_line(main, menu=menu)
    notice = Spoken(text=main.notice.text, clip=None)
    configure_words(main, words={"welcome": Spoken(text=WELCOME, clip=None)}, notice=notice, answers={}, by=None)
    spans = [Span(weekday=day, opens=opens, closes=closes) for day, opens, closes in HOURS]
    main.calendar = Calendar(holiday_country="US", holiday_subdivision="NY")
    configure_hours(main, spans=spans, days=[])
    return lines
