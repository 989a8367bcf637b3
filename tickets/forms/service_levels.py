"""Forms of service levels and calendars."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.base import row_field
from tickets.models import Calendar, ServiceLevel, Ticket
from tickets.rules.service_levels import Level

SPAN = re.compile(r"(?:(\d{1,4})\s*h)?\s*(?:(\d{1,5})\s*(?:m|min)?)?", re.IGNORECASE)
LONGEST = 60 * 24 * 366
TIMES = ("first_reply", "next_reply", "solve", "stale_after")


class MinutesField(forms.CharField):
    """A length of time such as "45 min", "4 h" or "1 h 30"; the value is in minutes."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        self.least = least
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"size": 8}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return length_of(value) if isinstance(value, int) else value

    def clean(self, value: str) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        match = SPAN.fullmatch(text)
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0
        if not match or not self.least <= minutes <= LONGEST:
            raise forms.ValidationError(
                _("“%(text)s” is not a duration. Write it like 45 min, 4 h or 1 h 30."), params={"text": text}
            )
        return minutes


def length_of(minutes: int) -> str:
    """As a person writes it: "45 min", "4 h", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


class LevelForm(forms.Form):
    """What requesters of one priority may count on. On event days an empty row says: as on any other day."""

    first_reply = MinutesField(label=_("First answer"))
    next_reply = MinutesField(label=_("Next answer"))
    solve = MinutesField(label=_("Solution"), required=False)
    stale_after = MinutesField(label=_("Call back when late by"), required=False)
    calendar = forms.ModelChoiceField(Calendar.objects.none(), label=_("Hours"), required=False, empty_label=_("24/7"))

    def __init__(self, *args: Any, priority: str, is_event_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": f"{'event' if is_event_day else 'any'}-{priority}"})
        self.priority, self.is_event_day = Ticket.Priority(priority), is_event_day
        row_field(self, "calendar").queryset = Calendar.objects.shared()
        for name in TIMES[:2]:
            self.fields[name].required = not is_event_day

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if any(data.get(name) for name in TIMES):
            for name in TIMES[:2]:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("The rest of the row is filled in. Fill this in, too."))
        return data

    @property
    def level(self) -> Level | None:
        """As `configure_service_levels` takes it; None for an empty row."""
        data = self.cleaned_data
        if not data.get("first_reply"):
            return None
        return Level(
            priority=self.priority.value,
            is_event_day=self.is_event_day,
            first_reply=data["first_reply"],
            next_reply=data["next_reply"],
            solve=data["solve"],
            stale_after=data["stale_after"],
            calendar=data["calendar"],
        )


def level_forms(data: Any, *, defaults: dict[str, int]) -> Iterator[LevelForm]:
    """The rows of the page, the most urgent first. `defaults`: the minutes that hold where nobody set anything."""
    rows = {(row.priority, row.is_event_day): row for row in ServiceLevel.objects.all()}
    for is_event_day in (False, True):
        for priority in reversed(Ticket.Priority.values):
            row, initial = rows.get((priority, is_event_day)), {}
            if row:
                initial = {name: getattr(row, name) for name in TIMES} | {"calendar": row.calendar_id}
            elif not is_event_day:
                initial = dict.fromkeys(TIMES[:2], defaults[priority])
            yield LevelForm(data, priority=priority, is_event_day=is_event_day, initial=initial)


class CalendarForm(forms.ModelForm):
    """The name of a calendar; its hours are typed beside it."""

    class Meta:
        model = Calendar
        fields = ["name"]
