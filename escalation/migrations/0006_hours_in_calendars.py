"""Bring the hours of lines and of people on duty into calendars, one for each, and back.

The old columns and tables stay as they are: the version before reads them while a database is migrated.
"""

from contextlib import contextmanager
from datetime import time

from django.db import migrations

PLACE = ("timezone", "holiday_country", "holiday_subdivision")
# A moment and a request of before, which the triggers know nothing of.
WRITE_DOWN = """
INSERT INTO tickets_calendarevent (
    pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id,
    id, name, timezone, holiday_country, holiday_subdivision, spans, days
)
SELECT %s, 'update', %s, id, id, name, timezone, holiday_country, holiday_subdivision, spans, days
FROM tickets_calendar WHERE id = %s
"""
WATCHED = ("tickets_calendar", "escalation_line", "escalation_duty")


@contextmanager
def unwatched(schema_editor):
    """Nobody changed anything, so the history has no new lines."""
    for table in WATCHED:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in WATCHED:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def into_calendars(apps, schema_editor):
    calendars = apps.get_model("tickets", "Calendar").objects
    with unwatched(schema_editor):
        for line in apps.get_model("escalation", "Line").objects.filter(calendar=None).order_by("pk"):
            line.calendar = calendars.create(
                **{name: getattr(line, name) for name in PLACE},
                spans=[
                    {"weekday": span.weekday, "opens": said(span.opens), "closes": said(span.closes)}
                    for span in line.opening_spans.order_by("weekday", "opens")
                ],
                days=[
                    {
                        "date": day.date.isoformat(),
                        "name": day.name,
                        "opens": said(day.opens),
                        "closes": said(day.closes),
                    }
                    for day in line.special_days.order_by("date")
                ],
            )
            line.save(update_fields=["calendar"])
            write_down(line, apps, schema_editor)
        for duty in apps.get_model("escalation", "Duty").objects.filter(calendar=None).order_by("pk"):
            spans = [{"weekday": row["weekday"], "opens": row["begins"], "closes": row["ends"]} for row in duty.hours]
            duty.calendar = calendars.create(timezone=duty.timezone, spans=spans)
            duty.save(update_fields=["calendar"])


def write_down(line, apps, schema_editor):
    """Who changed the hours of the line last, and when, stays known."""
    events = [
        apps.get_model("escalation", name).objects.filter(line=line).order_by("pgh_created_at", "pgh_id").last()
        for name in ("OpeningSpanEvent", "SpecialDayEvent")
    ]
    last = max(filter(None, events), key=lambda event: event.pgh_created_at, default=None)
    if last:
        schema_editor.execute(WRITE_DOWN, [last.pgh_created_at, last.pgh_context_id, line.calendar_id])


def out_of_calendars(apps, schema_editor):
    calendars = apps.get_model("tickets", "Calendar").objects
    with unwatched(schema_editor):
        for line in apps.get_model("escalation", "Line").objects.exclude(calendar=None).select_related("calendar"):
            calendar, line.calendar = line.calendar, None
            for name in PLACE:
                setattr(line, name, getattr(calendar, name))
            line.save(update_fields=["calendar", *PLACE])
            line.opening_spans.all().delete()
            line.special_days.all().delete()
            for span in calendar.spans:
                line.opening_spans.create(**span)
            for day in calendar.days:
                line.special_days.create(**day)
        for duty in apps.get_model("escalation", "Duty").objects.exclude(calendar=None).select_related("calendar"):
            calendar, duty.calendar = duty.calendar, None
            duty.timezone = calendar.timezone
            duty.hours = [
                {"weekday": span["weekday"], "begins": span["opens"], "ends": span["closes"]} for span in calendar.spans
            ]
            duty.save(update_fields=["calendar", "timezone", "hours"])
        calendars.filter(name=None).delete()


def said(clock: time | None) -> str | None:
    return f"{clock:%H:%M}" if clock and not (clock.second or clock.microsecond) else clock and clock.isoformat()


class Migration(migrations.Migration):
    dependencies = [("escalation", "0005_calendars_of_lines_and_duty")]

    operations = [migrations.RunPython(into_calendars, out_of_calendars)]
