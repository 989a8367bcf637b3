"""Draft of a line: as the page of its settings has it at this moment, saved or not, for the preview."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from escalation.forms.lines import LineForm
from escalation.forms.menu import menu_rows
from escalation.forms.words import WordsForm
from escalation.lines.script import Script, script_of
from escalation.models import Line, MenuOption, RecordingNotice
from helpdesk.lib.calendars.forms import PLACE, SpecialDayFormSet, WeekForm
from helpdesk.lib.calendars.opening_hours import OpeningHours
from tickets.models import Calendar


@dataclass(frozen=True)
class Draft:
    """What a line would say, and when it would be open."""

    script: Script
    hours: OpeningHours


def saved(line: Line) -> Draft:
    """As it is answered now."""
    return Draft(script_of(line, with_menu=True), line.hours)


def drafted(line: Line, data: QueryDict) -> Draft:
    """The same with what stands in one of its forms; what makes no sense yet is left out. Nothing is written."""
    draft = saved(line)
    match data.get("section"):
        case "line":
            return _with_line(draft, data)
        case "words":
            return _with_words(draft, data)
        case "hours":
            return _with_hours(draft, data)
    return draft


def _with_line(draft: Draft, data: QueryDict) -> Draft:
    form = LineForm(data, instance=draft.script.line)
    form.is_valid()  # fills in the instance as far as it goes
    clips = {option.digit: option.clip for option in draft.script.options}
    options = [
        MenuOption(clip=clips.get(row["digit"]), **row)
        for row in menu_rows(data)
        if row["digit"].isdigit() and row["invitation"]
    ]
    return replace(draft, script=replace(draft.script, options=options if form.instance.has_menu else []))


def _with_words(draft: Draft, data: QueryDict) -> Draft:
    form = WordsForm(data, script=draft.script)
    if not form.is_valid():
        return draft
    values, line = form.values(), draft.script.line
    line.words = {
        moment: {"text": own["text"].strip(), "sound": own["clip"].token if own["clip"] else ""}
        for moment, own in values["words"].items()
    }
    own = values["notice"]
    notice = RecordingNotice(text=own["text"] or draft.script.notice.text, language=line.language, clip=own["clip"])
    for option in draft.script.options:
        option.clip = values["answers"][option.digit]["clip"]
    return replace(draft, script=replace(draft.script, notice=notice))


def _with_hours(draft: Draft, data: QueryDict) -> Draft:
    line = draft.script.line
    calendar = line.own_calendar
    form, days = WeekForm(data, owner=calendar), SpecialDayFormSet(data, prefix="days")
    form.is_valid()
    place = {name: form.cleaned_data.get(name, getattr(calendar, name)) for name in PLACE}
    days.is_valid()
    rows = [row.cleaned_data for row in days if getattr(row, "cleaned_data", None) and row.is_valid()]
    line.calendar = Calendar(**place)
    line.calendar.fill_in(spans=form.spans(), days=[row for row in rows if not row.get("DELETE")])
    return replace(draft, hours=line.hours)
